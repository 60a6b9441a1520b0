//! Everything that one decision may know about a pull request, read at one moment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::ids::{InstallationId, Login, RepoName, Sha};

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
    /// The person or app that opened it; unknown for a change that is no pull request yet.
    pub author: Option<Author>,
    /// Open, draft or closed.
    pub state: PullState,
    /// The commit that the check belongs to: the pull request's head, or a merge queue's trial merge.
    pub commit: Option<Sha>,
    /// Whether the commit is a merge queue's: it gets the check and nothing else.
    pub queued: bool,
    /// What the pull request changes.
    pub changes: Changes,
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
    /// Teams that are asked for a review at this moment, by slug: they count towards GitHub's limit of 15.
    pub requested_teams: BTreeSet<String>,
    /// Labels on the pull request, as GitHub spells them.
    pub labels: BTreeSet<String>,
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
            author: None,
            state: PullState::Open,
            commit: None,
            queued: false,
            changes: Changes::NotRead,
            documents: BTreeMap::new(),
            documents_cut: None,
            base: None,
            requested: BTreeSet::new(),
            reviewed: BTreeSet::new(),
            requested_teams: BTreeSet::new(),
            labels: BTreeSet::new(),
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
pub const MOST_STRAYS: usize = 5;

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
    /// Logins that we asked here, at any time: who is gone from `requested` without a review was taken off by somebody.
    pub asked: BTreeSet<Login>,
    /// Labels that we put here and have not taken off.
    pub labels_put: BTreeSet<String>,
    /// Labels of this repository that we know to exist, with the look that we gave them.
    pub labels_known: BTreeMap<String, String>,
    /// Logins that GitHub refused as reviewers in this repository, and why.
    pub cannot_be_asked: BTreeMap<Login, String>,
    /// Our check runs on this commit, by the check's name.
    pub checks: BTreeMap<String, PostedCheck>,
    /// Our comment on this pull request.
    pub comment: Option<PostedComment>,
    /// Whether people want no comment of ours here: they deleted it, or locked the conversation.
    pub comment_gone: bool,
}

/// A comment of ours that stands on the pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedComment {
    /// Its number on GitHub.
    pub id: u64,
    /// The fingerprint of what it says ([`super::plan::fingerprint`]).
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
