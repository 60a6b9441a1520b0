//! Everything that one decision may know about a pull request, read at one moment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::types::availability::People;
use crate::domain::types::comment_topic::CommentTopic;
use crate::domain::types::ids::{GroupId, InstallationId, Login, RepoName, Sha};
use crate::domain::types::reviewer::Reviewer;
use crate::domain::types::time::Timestamp;

use super::plan::{Check, Reaction};
use super::refused_writes::{Write, WriteRefusal};

/// A pull request as it is, and what we remember of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The repository that the pull request wants to change.
    pub repository: RepoName,
    /// Where people see GitHub: `https://github.com`, or an Enterprise server; for links.
    pub site: String,
    /// Where people see our own pages: `https://wg-steward.example.org`; `None` where there are none.
    pub pages: Option<String>,
    /// The installation whose token reads and writes there; `None` where nothing will be written.
    pub installation: Option<InstallationId>,
    /// Its number; `None` for a change that is no pull request yet.
    pub number: Option<u64>,
    /// When this was read.
    pub now: Timestamp,
    /// When it was opened, where GitHub says so.
    pub created: Option<Timestamp>,
    /// Whether it is older than the app's installation, and nothing has happened on it since: then no review is requested.
    pub is_older: bool,
    /// Whether only members may see the repository; so it is if nobody knows.
    pub private: bool,
    /// The person or app that opened it; unknown for a change that is no pull request yet.
    pub author: Option<Author>,
    /// Open, draft or closed.
    pub state: PullState,
    /// The commit that the check belongs to: the pull request's head, or a merge queue's trial merge.
    pub commit: Option<Sha>,
    /// Whether the commit is a merge queue's: it gets the check and nothing else.
    pub queued: bool,
    /// The pull requests that a merge queue's trial merge holds, as its commits name them; none for a pull request's head.
    pub merge_group: BTreeSet<u64>,
    /// What the pull request changes.
    pub changes: Changes,
    /// How many lines are added or deleted, where GitHub says so.
    pub lines: Option<u64>,
    /// Changed documents of the governing repository, by path; and, with `after` alone, new Markdown files elsewhere
    /// in it, which may be charters in the wrong place.
    pub documents: BTreeMap<String, DocumentChange>,
    /// How many changed documents were read, and how many there are, where not all were read.
    pub documents_cut: Option<(usize, usize)>,
    /// The governing documents of the base branch as they are now, by path; `None` where none are looked at.
    pub base: Option<Arc<BTreeMap<String, String>>>,
    /// Logins that are asked for a review at this moment.
    pub requested: BTreeSet<Login>,
    /// Logins that have reviewed, in whatever way.
    pub reviewed: BTreeSet<Login>,
    /// Those of them who have reviewed the present head.
    pub reviewed_head: BTreeSet<Login>,
    /// Who was asked and then taken off, and by whom: the same person, where they took themselves off; `None` where that
    /// account is gone.
    pub taken_off: BTreeMap<Reviewer, Option<Login>>,
    /// Teams that were taken off in the moment in which people were asked in their place, by slug: not refused, but
    /// replaced, as GitHub's code review assignment does it.
    pub replaced: BTreeMap<String, BTreeSet<Login>>,
    /// Since when somebody is asked, whoever asked.
    pub asked_since: BTreeMap<Reviewer, Timestamp>,
    /// When it was marked as ready for review last, if it was a draft.
    pub ready_since: Option<Timestamp>,
    /// Whether so much has happened that not all of it is read: who reviewed or was taken off later is not known then.
    pub history_cut: bool,
    /// Accounts whose verified signature is on its commits: they wrote a part of it.
    pub signers: BTreeSet<Login>,
    /// Other logins that are named as authors of its commits, by GitHub's own mail addresses in them. That is a claim:
    /// whoever makes a commit writes them as they like.
    pub co_authors: BTreeSet<Login>,
    /// Labels that somebody took off and nobody put back.
    pub unlabeled: BTreeSet<String>,
    /// Labels on it that somebody else than we put there last.
    pub labels_by_others: BTreeSet<String>,
    /// Teams that are asked for a review at this moment, by slug: they count towards GitHub's limit of 15.
    pub requested_teams: BTreeSet<String>,
    /// Labels on the pull request, as GitHub spells them.
    pub labels: BTreeSet<String>,
    /// Those of them that look as GitHub makes one by itself ([`crate::domain::types::label::Label::is_unstyled`]).
    pub unstyled: BTreeSet<String>,
    /// Comments with commands that nobody has obeyed yet, in their order.
    pub commands: Vec<CommandComment>,
    /// What is known of people over the whole foundation.
    pub people: People,
    /// What we did here before.
    pub memory: Memory,
}

impl Snapshot {
    /// An open pull request on GitHub of which nothing is known but its repository.
    pub fn bare(repository: RepoName) -> Self {
        Self {
            repository,
            site: "https://github.com".to_owned(),
            pages: None,
            installation: None,
            number: None,
            now: Timestamp(0),
            created: None,
            is_older: false,
            private: true,
            author: None,
            state: PullState::Open,
            commit: None,
            queued: false,
            merge_group: BTreeSet::new(),
            changes: Changes::NotRead,
            lines: None,
            documents: BTreeMap::new(),
            documents_cut: None,
            base: None,
            requested: BTreeSet::new(),
            reviewed: BTreeSet::new(),
            reviewed_head: BTreeSet::new(),
            taken_off: BTreeMap::new(),
            replaced: BTreeMap::new(),
            asked_since: BTreeMap::new(),
            ready_since: None,
            history_cut: false,
            signers: BTreeSet::new(),
            co_authors: BTreeSet::new(),
            unlabeled: BTreeSet::new(),
            labels_by_others: BTreeSet::new(),
            requested_teams: BTreeSet::new(),
            labels: BTreeSet::new(),
            unstyled: BTreeSet::new(),
            commands: Vec::new(),
            people: People::default(),
            memory: Memory::default(),
        }
    }
}

/// Who opened a pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// The account.
    pub login: Login,
    /// Whether GitHub says that it is no person.
    pub bot: bool,
}

/// How far a pull request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PullState {
    /// Open and ready for review.
    Open,
    /// Open, not ready for review.
    Draft,
    /// Closed or merged.
    Closed,
}

/// What a pull request changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changes {
    /// Nobody asked: the repository is owned as a whole.
    NotRead,
    /// The changed files.
    Files {
        /// Those that GitHub lists, in its order.
        files: Vec<ChangedFile>,
        /// How many there are in truth, if GitHub lists fewer (it stops at 3,000).
        of: Option<u64>,
    },
}

/// One changed file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangedFile {
    /// The path after the change, or before it if the file is removed.
    pub path: String,
    /// The path before a rename.
    pub previous: Option<String>,
    /// What happened to it.
    pub status: FileStatus,
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileStatus {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another name, and perhaps another content; `previous` has the old name.
    Renamed,
    /// It is a copy of another file.
    Copied,
    /// Its content or mode is another.
    Modified,
}

/// How many new Markdown files of a change are looked through for a charter in the wrong place.
pub const MAX_STRAYS: usize = 5;

/// How many comments with commands one run answers; the others are left to the next run.
pub const MAX_COMMENTS: usize = 10;

/// How many bytes of changed documents are read of one pull request, before and after the change together: two of the
/// largest documents that are read at all, and a half.
pub const MAX_DOCUMENT_TEXT: usize = 5 * crate::domain::document::MAX_BYTES / 2;

/// How many bytes of changed paths are kept of one pull request: 3,000 files with paths of 600 bytes each under both of their
/// names, or 500 with the longest ones.
pub const MAX_PATH_TEXT: usize = 4 << 20;

impl FileStatus {
    /// Whether there was nothing at the path before.
    pub fn is_new(self) -> bool {
        matches!(self, Self::Added | Self::Renamed | Self::Copied)
    }
}

/// A document before and after the change; `None` where it is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentChange {
    /// In the base: the merge base of a pull request.
    pub before: Option<String>,
    /// In the head.
    pub after: Option<String>,
}

/// What we did on this pull request before, and what GitHub told us then.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    /// Whom we asked here, at any time: who is gone from `requested` without a review was taken off by somebody.
    pub asked: BTreeMap<Reviewer, Request>,
    /// How many open requests people had elsewhere when somebody was chosen here last.
    pub weighed: BTreeMap<Login, u32>,
    /// Groups that are to be asked though they own nothing here, and who wants it.
    pub groups_wanted: BTreeMap<GroupId, Login>,
    /// Labels that we put here and have not taken off.
    pub labels_put: BTreeSet<String>,
    /// Labels of this repository that we know to exist.
    pub labels_known: BTreeMap<String, KnownLabel>,
    /// Whom GitHub refused as reviewers in this repository, and why.
    pub cannot_be_asked: BTreeMap<Reviewer, String>,
    /// What GitHub refused to do for us on this pull request.
    pub refused: BTreeMap<Write, WriteRefusal>,
    /// Our check runs on this commit, by the check's name.
    pub checks: BTreeMap<String, PostedCheck>,
    /// The fingerprints of what this pull request had to say on this commit, by the check's name.
    pub verdicts: BTreeMap<String, String>,
    /// What other open pull requests with the same head have to say on it.
    pub siblings: Siblings,
    /// Whether this pull request had something to say on commits that are not its head now.
    pub said_elsewhere: bool,
    /// Our comments on this pull request; `None` for one that people do not want: they deleted it, or locked the
    /// conversation.
    pub comments: BTreeMap<CommentTopic, Option<PostedComment>>,
    /// Comments with commands that were obeyed and wait for our answer, by their numbers.
    pub answers: BTreeMap<u64, Answer>,
    /// Whether somebody was told here already what is no command.
    pub hinted: bool,
}

/// What other pull requests have to say on a commit: by the check's name and their number.
pub type Siblings = BTreeMap<String, BTreeMap<u64, Check>>;

impl Snapshot {
    /// Where people see a pull request of the repository.
    pub fn pull_url(&self, number: u64) -> String {
        format!("{}/{}/pull/{number}", self.site, self.repository)
    }

    /// Whether a request is to be taken back, or was just now, because somebody wants another person.
    pub fn is_replaced(&self, reviewer: &Reviewer) -> bool {
        self.memory.asked.get(reviewer).is_some_and(|request| request.rerolled_by.is_some() && !request.taken_back)
    }

    /// The same of a team, by its slug.
    pub fn is_team_asked(&self, slug: &str) -> bool {
        self.requested_teams.contains(slug) && !self.is_replaced(&Reviewer::Team(slug.to_owned()))
    }

    /// Whether somebody is asked and stays so.
    pub fn is_asked(&self, login: &Login) -> bool {
        self.requested.contains(login) && !self.is_replaced(&login.into())
    }
}

/// A label of a repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownLabel {
    /// How it looks, as [`crate::domain::types::label::Label::look`] says it.
    pub look: String,
    /// What it stands for, if we made it: `group docs`, `area docs cli`. **Invariant:** empty for a label that was there
    /// before us: people chose its name and look.
    pub meaning: String,
    /// The name that we gave it since: the timeline still has the former one.
    pub renamed_to: Option<String>,
}

/// What is to be said to somebody who gave commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The sign on their comment.
    pub reaction: Reaction,
    /// Markdown, where there is something to say.
    pub text: Option<String>,
    /// Whether it says what is no command: that is said once.
    pub hint: bool,
}

/// A comment with commands that nobody has obeyed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandComment {
    /// Its number on GitHub.
    pub comment: u64,
    /// Who wrote it.
    pub author: Login,
    /// Whether GitHub says that they belong to the organization or were invited to the repository.
    pub member: bool,
    /// The whole comment.
    pub body: String,
}

/// A request for a review that we made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// When.
    pub at: Timestamp,
    /// For which group; `None` where somebody else asked first.
    pub group: Option<GroupId>,
    /// When it was renewed by a mention.
    pub reminded: Option<Timestamp>,
    /// Who wanted another person instead.
    pub rerolled_by: Option<Login>,
    /// Whether the request was taken back because of that.
    pub taken_back: bool,
}

/// A comment of ours that stands on the pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedComment {
    /// Its number on GitHub.
    pub id: u64,
    /// The fingerprint of what it says ([`crate::domain::text::fingerprint::fingerprint`]).
    pub fingerprint: String,
}

/// A check run that stands on the commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedCheck {
    /// Its number on GitHub.
    pub run: u64,
    /// The fingerprint of what it says ([`super::plan::Check::fingerprint`]).
    pub fingerprint: String,
}
