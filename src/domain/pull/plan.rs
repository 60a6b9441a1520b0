//! What is to be done about a pull request, complete and printable: applying it leaves nothing to decide.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::text::fingerprint::fingerprint;
use crate::domain::types::comment_topic::CommentTopic;
use crate::domain::types::ids::{GroupId, Login, Sha};
use crate::domain::types::label::Label;
use crate::domain::types::reviewer::Reviewer;
use crate::domain::types::time::Timestamp;

/// A decision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Who owns what is changed, and why; ordered by group.
    pub owners: Vec<Owner>,
    /// Who is to be asked for a review, in the order of asking.
    pub reviewers: Vec<Asked>,
    /// Who was considered and not asked.
    pub passed_over: Vec<PassedOver>,
    /// Labels that come and go.
    pub labels: LabelChanges,
    /// The verdict of this pull request on its commit, whether or not it has to be written. The posted check also has the
    /// verdicts of other pull requests with the same head.
    pub checks: Vec<Check>,
    /// The writes, in the order in which they are made; empty if everything is as it should be.
    pub actions: Vec<Action>,
    /// When it has to be looked at again though nothing happens: a reminder is due.
    pub again: Option<Timestamp>,
}

/// A group that owns something of the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The group's id.
    pub group: GroupId,
    /// The group's name, as its charter writes it.
    pub name: String,
    /// The areas that own the repository or the changed paths; none where the policy's rules for paths decide.
    pub areas: Vec<String>,
    /// Why it owns: ordered, without repetition.
    pub because: Vec<OwnershipReason>,
}

/// One reason for an ownership.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnershipReason {
    /// The path; `None` where the whole repository is meant.
    pub path: Option<String>,
    /// A stable word: `repository`, `area:<name>`, `charter`, `repo-from` …
    pub reason: String,
}

/// Somebody who is to be asked, or is asked already, for a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The person or the team.
    pub reviewer: Reviewer,
    /// The group for which it answers.
    pub group: GroupId,
    /// Its part in the group: `execution lead`, `technical lead`.
    pub role: String,
    /// Why this person, in words.
    pub reason: String,
}

/// Somebody who was considered and not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// The person or the team.
    pub reviewer: Reviewer,
    /// The group for which it was considered.
    pub group: GroupId,
    /// Why not, in words.
    pub reason: String,
}

/// Labels that come and go, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelChanges {
    /// Labels to put on the pull request.
    pub add: Vec<String>,
    /// Labels of ours to take off it.
    pub remove: Vec<String>,
    /// Whether none is put because GitHub allows 100 labels, and these would be more.
    pub lacks_room: bool,
}

/// What a check run says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its name, under which it can be required: `wg/ownership`.
    pub name: String,
    /// Its result.
    pub conclusion: Conclusion,
    /// The result in at most 60 characters.
    pub title: String,
    /// Markdown, at most 65,535 characters.
    pub summary: String,
    /// Remarks on lines of changed files.
    pub annotations: Vec<Annotation>,
}

/// A check's result. **Invariant:** what is not known is never a success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Conclusion {
    /// All is well, or the check does not apply.
    Success,
    /// Something is to be known; nothing is held up.
    Neutral,
    /// Something has to be changed before this can be merged.
    Failure,
}

/// A remark on lines of a changed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// The file.
    pub path: String,
    /// First line, from 1.
    pub start_line: usize,
    /// Last line.
    pub end_line: usize,
    /// First and last column, from 1, where it stands in one line.
    pub columns: Option<(usize, usize)>,
    /// How much it weighs.
    pub level: Level,
    /// The rule that says so, by its id.
    pub rule: String,
    /// What stands above it: the rule with what it asks for.
    pub title: String,
    /// What is wrong, and the way out.
    pub message: String,
}

/// How much a remark weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// For information.
    Notice,
    /// A person decides.
    Warning,
    /// It blocks.
    Failure,
}

/// One write to GitHub. Idempotent: doing it twice changes nothing more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Make a label in the repository; that it exists already is as good.
    CreateLabel {
        /// How it looks.
        label: Label,
        /// What it stands for.
        meaning: String,
    },
    /// Give a label of ours another name or look, wherever it is put on.
    ChangeLabel {
        /// Its name until now.
        from: String,
        /// As it is to be.
        label: Label,
        /// What it stands for.
        meaning: String,
    },
    /// Put labels on the pull request, all in one request.
    AddLabels {
        /// Their names.
        names: Vec<String>,
        /// Those of them that have a look of ours: one that GitHub shows without any was deleted or renamed by somebody.
        styled: BTreeSet<String>,
    },
    /// Take a label of ours off the pull request; that it is gone already is as good.
    RemoveLabel {
        /// Its name.
        name: String,
    },
    /// Ask for reviews, all in one request.
    RequestReview {
        /// People and teams, at most 15.
        reviewers: Vec<Reviewer>,
        /// How many open requests those had elsewhere among whom was chosen.
        weighed: BTreeMap<Login, u32>,
        /// For which group each is asked.
        groups: BTreeMap<Reviewer, GroupId>,
    },
    /// Write a check run.
    PostCheck {
        /// The commit that it belongs to.
        commit: Sha,
        /// The run that is there already and says something else.
        replaces: Option<u64>,
        /// What it says.
        check: Check,
    },
    /// Put a check on a commit that is still in progress: GitHub does not give what it needs.
    HoldCheck {
        /// The commit.
        commit: Sha,
        /// The check's name.
        name: String,
        /// What it waits for, in a few words.
        title: String,
        /// Markdown.
        summary: String,
    },
    /// Take people and teams off whom somebody wants to have replaced; that they are gone already is as good.
    TakeBack {
        /// Whom.
        reviewers: Vec<Reviewer>,
    },
    /// Write our one comment on a topic.
    WriteComment {
        /// What it is about.
        topic: CommentTopic,
        /// Our comment that is there already and says something else; one that somebody deleted stays deleted.
        replaces: Option<u64>,
        /// Markdown. It begins with [`CommentTopic::mark`], by which the comment is found again.
        body: String,
    },
    /// Give a sign on somebody's comment.
    React {
        /// Its number.
        comment: u64,
        /// Which sign. With it the comment is answered.
        reaction: Reaction,
    },
}

/// A sign on a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reaction {
    /// It is done.
    Done,
    /// It is answered below.
    Seen,
    /// It was not done.
    Refused,
}

impl Conclusion {
    /// GitHub's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Neutral => "neutral",
            Self::Failure => "failure",
        }
    }

    /// Reads [`Self::as_str`] back.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Success, Self::Neutral, Self::Failure].into_iter().find(|conclusion| conclusion.as_str() == word)
    }
}

impl Reaction {
    /// GitHub's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "+1",
            Self::Seen => "eyes",
            Self::Refused => "confused",
        }
    }

    /// Reads [`Self::as_str`] back; what is none of these was seen, at least.
    pub fn from_word(word: &str) -> Self {
        [Self::Done, Self::Refused].into_iter().find(|reaction| reaction.as_str() == word).unwrap_or(Self::Seen)
    }
}

impl Level {
    /// GitHub's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Failure => "failure",
        }
    }
}

impl Level {
    /// Reads [`Self::as_str`] back; what is none of these blocks, at least.
    pub fn from_word(word: &str) -> Self {
        [Self::Notice, Self::Warning].into_iter().find(|level| level.as_str() == word).unwrap_or(Self::Failure)
    }
}

impl Plan {
    /// Whether a check of the plan holds the pull request up.
    pub fn blocks(&self) -> bool {
        self.checks.iter().any(|check| check.conclusion == Conclusion::Failure)
    }

    /// The owners' names by id.
    pub fn names(&self) -> BTreeMap<&GroupId, &str> {
        self.owners.iter().map(|owner| (&owner.group, owner.name.as_str())).collect()
    }
}

impl Check {
    /// A text that differs when the check says something else: over all that GitHub shows.
    pub fn fingerprint(&self) -> String {
        fingerprint(&format!("{self:?}"))
    }
}

impl Action {
    /// The label that is there once this is done, if it was not before.
    pub fn makes_label(&self) -> Option<&str> {
        match self {
            Self::CreateLabel { label, .. } => Some(&label.name),
            Self::ChangeLabel { from, label, .. } if *from != label.name => Some(&label.name),
            _ => None,
        }
    }

    /// A stable word for the audit.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::CreateLabel { .. } => "create-label",
            Self::ChangeLabel { .. } => "change-label",
            Self::AddLabels { .. } => "add-labels",
            Self::RemoveLabel { .. } => "remove-label",
            Self::RequestReview { .. } => "request-review",
            Self::PostCheck { .. } => "post-check",
            Self::HoldCheck { .. } => "hold-check",
            Self::TakeBack { .. } => "take-back",
            Self::WriteComment { .. } => "write-comment",
            Self::React { .. } => "react",
        }
    }
}
