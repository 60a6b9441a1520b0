//! The plan for a pull request: complete and printable. Applying it involves no further decisions.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::process::ChangeSet;
use crate::domain::text::fingerprint::fingerprint;
use crate::domain::types::comment_topic::CommentTopic;
use crate::domain::types::ids::{GroupId, Login, Sha};
use crate::domain::types::label::Label;
use crate::domain::types::reviewer::Reviewer;
use crate::domain::types::time::Timestamp;

/// A decision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The owners of the changes, with reasons; ordered by group.
    pub owners: Vec<Owner>,
    /// The reviewers, in the order in which their reviews are requested.
    pub reviewers: Vec<Asked>,
    /// Candidates without a review request.
    pub passed_over: Vec<PassedOver>,
    /// Labels to add and to remove.
    pub labels: LabelChanges,
    /// This pull request's result for its commit, whether or not the check has to be written. The posted check also
    /// contains the results of other pull requests with the same head.
    pub checks: Vec<Check>,
    /// The writes, in order; empty if everything is up to date.
    pub actions: Vec<Action>,
    /// When the pull request has to be checked again without an event, because a reminder is due or a waiting period
    /// ends.
    pub again: Option<Timestamp>,
    /// The changes to the governing documents at this head, if they are not stored yet: approvals are bound to them.
    pub change_set: Option<ChangeSet>,
}

/// A group that owns something of the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The group's id.
    pub group: GroupId,
    /// The group's name, as its charter writes it.
    pub name: String,
    /// The areas that own the repository or the changed paths; empty if the policy's path rules decide.
    pub areas: Vec<String>,
    /// Why it is an owner: ordered, without duplicates.
    pub because: Vec<OwnershipReason>,
}

/// One reason for ownership.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnershipReason {
    /// The path; `None` means the whole repository.
    pub path: Option<String>,
    /// A stable word: `repository`, `area:<name>`, `charter`, `repo-from` …
    pub reason: String,
}

/// A reviewer with a review request, a new or an existing one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The person or the team.
    pub reviewer: Reviewer,
    /// The group that the reviewer stands for.
    pub group: GroupId,
    /// The reviewer's role in the group: `execution lead`, `technical lead`.
    pub role: String,
    /// Why this reviewer was chosen, in words.
    pub reason: String,
}

/// A candidate without a review request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// The person or the team.
    pub reviewer: Reviewer,
    /// The group that it was considered for.
    pub group: GroupId,
    /// Why not, in words.
    pub reason: String,
}

/// Labels to add and to remove, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelChanges {
    /// Labels to add to the pull request.
    pub add: Vec<String>,
    /// Labels of ours to remove from it.
    pub remove: Vec<String>,
    /// Whether no labels are added because the total would exceed GitHub's limit of 100.
    pub lacks_room: bool,
}

/// The content of a check run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its name, which branch protection can require: `wg/ownership`.
    pub name: String,
    /// Its result.
    pub conclusion: Conclusion,
    /// The result in at most 60 characters.
    pub title: String,
    /// Markdown, at most 65,535 characters.
    pub summary: String,
    /// Annotations on lines of changed files.
    pub annotations: Vec<Annotation>,
}

/// A check's result. **Invariant:** an unknown result is never a success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Conclusion {
    /// Everything is fine, or the check does not apply.
    Success,
    /// For information; it does not block merging.
    Neutral,
    /// The change needs a fix before it can be merged.
    Failure,
}

/// An annotation on lines of a changed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// The file.
    pub path: String,
    /// First line, counted from 1.
    pub start_line: usize,
    /// Last line.
    pub end_line: usize,
    /// First and last column, counted from 1, if the annotation is within one line.
    pub columns: Option<(usize, usize)>,
    /// Its level.
    pub level: Level,
    /// The id of the rule behind it.
    pub rule: String,
    /// The heading: the rule and what it requires.
    pub title: String,
    /// The problem and the fix.
    pub message: String,
}

/// The level of an annotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// For information.
    Notice,
    /// A person has to decide.
    Warning,
    /// It blocks merging.
    Failure,
}

/// One write to GitHub. Writes are idempotent: doing one twice changes nothing more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Create a label in the repository. It is fine if the label already exists.
    CreateLabel {
        /// The label's look.
        label: Label,
        /// The group or area that the label represents.
        meaning: String,
    },
    /// Change the name or look of one of our labels, on every pull request and issue that has it.
    ChangeLabel {
        /// Its current name.
        from: String,
        /// Its new name and look.
        label: Label,
        /// The group or area that the label represents.
        meaning: String,
    },
    /// Add labels to the pull request, all in one request.
    AddLabels {
        /// Their names.
        names: Vec<String>,
        /// The labels among them that have a look of ours. If GitHub shows one of them unstyled, a user deleted or
        /// renamed it.
        styled: BTreeSet<String>,
    },
    /// Remove one of our labels from the pull request. It is fine if the label is already gone.
    RemoveLabel {
        /// Its name.
        name: String,
    },
    /// Request reviews, all in one request.
    RequestReview {
        /// People and teams, at most 15.
        reviewers: Vec<Reviewer>,
        /// The number of open requests elsewhere, for each person the choice was made from.
        weighed: BTreeMap<Login, u32>,
        /// The group that each review is requested for.
        groups: BTreeMap<Reviewer, GroupId>,
    },
    /// Write a check run.
    PostCheck {
        /// The commit that it belongs to.
        commit: Sha,
        /// The existing check run with outdated content.
        replaces: Option<u64>,
        /// Its content.
        check: Check,
    },
    /// Put an unfinished check on a commit: GitHub does not return the data that the check needs.
    HoldCheck {
        /// The commit.
        commit: Sha,
        /// The check's name.
        name: String,
        /// What the check waits for, in a few words.
        title: String,
        /// Markdown.
        summary: String,
    },
    /// Remove review requests because a user wants other reviewers. It is fine if the requests are already gone.
    TakeBack {
        /// The reviewers to remove.
        reviewers: Vec<Reviewer>,
    },
    /// Write our only comment on a topic.
    WriteComment {
        /// The topic.
        topic: CommentTopic,
        /// Our existing comment with outdated content. A comment that a user deleted is not written again.
        replaces: Option<u64>,
        /// Markdown. It begins with [`CommentTopic::mark`], which identifies the comment.
        body: String,
    },
    /// Add a reaction to a user's comment.
    React {
        /// The comment's id.
        comment: u64,
        /// The reaction. It marks the comment as answered.
        reaction: Reaction,
    },
}

/// A reaction to a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reaction {
    /// The command is done.
    Done,
    /// The reply is in a comment below.
    Seen,
    /// The command was refused.
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

    /// Reads [`Self::as_str`] back. An unknown word counts as seen.
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
    /// Reads [`Self::as_str`] back. An unknown word counts as blocking.
    pub fn from_word(word: &str) -> Self {
        [Self::Notice, Self::Warning].into_iter().find(|level| level.as_str() == word).unwrap_or(Self::Failure)
    }
}

impl Plan {
    /// Whether a check in the plan blocks the pull request.
    pub fn blocks(&self) -> bool {
        self.checks.iter().any(|check| check.conclusion == Conclusion::Failure)
    }

    /// The owners' names, by id.
    pub fn names(&self) -> BTreeMap<&GroupId, &str> {
        self.owners.iter().map(|owner| (&owner.group, owner.name.as_str())).collect()
    }
}

impl Check {
    /// A fingerprint of everything that GitHub shows of the check. It differs when the content differs.
    pub fn fingerprint(&self) -> String {
        fingerprint(&format!("{self:?}"))
    }
}

impl Action {
    /// The label that exists after this action, if it did not exist before.
    pub fn makes_label(&self) -> Option<&str> {
        match self {
            Self::CreateLabel { label, .. } => Some(&label.name),
            Self::ChangeLabel { from, label, .. } if *from != label.name => Some(&label.name),
            _ => None,
        }
    }

    /// A stable word for the audit log.
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
