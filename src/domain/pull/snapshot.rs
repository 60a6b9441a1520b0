//! Everything that a decision may know about a pull request, read at one moment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::process::{Bypass, ChangeSet};
use crate::domain::types::availability::People;
use crate::domain::types::comment_topic::CommentTopic;
use crate::domain::types::ids::{GroupId, InstallationId, Login, RepoName, Sha};
use crate::domain::types::review::SubmittedReview;
use crate::domain::types::reviewer::Reviewer;
use crate::domain::types::time::Timestamp;

use super::plan::{Check, Reaction};
use super::refused_writes::{Write, WriteRefusal};

/// The current state of a pull request, and what the store remembers about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The repository that the pull request targets.
    pub repository: RepoName,
    /// GitHub's web address for links: `https://github.com`, or an Enterprise server.
    pub site: String,
    /// The web address of our own pages: `https://wg-steward.example.org`; `None` if there are none.
    pub pages: Option<String>,
    /// The installation whose token reads and writes there; `None` if nothing will be written.
    pub installation: Option<InstallationId>,
    /// Its number; `None` for a change that is not a pull request yet.
    pub number: Option<u64>,
    /// When this was read.
    pub now: Timestamp,
    /// When the pull request was opened, if GitHub reports it.
    pub created: Option<Timestamp>,
    /// Whether it is older than the app's installation and has had no activity since: then no review is requested.
    pub is_older: bool,
    /// Whether only members can see the repository; `true` if unknown.
    pub private: bool,
    /// The person or app that opened it; unknown for a change that is not a pull request yet.
    pub author: Option<Author>,
    /// Open, draft or closed.
    pub state: PullState,
    /// The commit that the check belongs to: the pull request's head, or a merge queue's trial merge.
    pub commit: Option<Sha>,
    /// Whether the commit belongs to a merge queue: it gets the check and nothing else.
    pub queued: bool,
    /// The pull requests in a merge queue's trial merge, as its commits name them; empty for a pull request's head.
    pub merge_group: BTreeSet<u64>,
    /// What the pull request changes.
    pub changes: Changes,
    /// The Git ids of the changed files' contents after the change, by path, as far as GitHub reports them.
    pub blobs: BTreeMap<String, Sha>,
    /// How many lines are added or deleted, if GitHub reports it.
    pub lines: Option<u64>,
    /// Changed documents of the governing repository, by path. Also, with `after` alone, new Markdown files elsewhere
    /// in it, which may be charters in the wrong place.
    pub documents: BTreeMap<String, DocumentChange>,
    /// How many changed documents were read and how many there are, if not all were read.
    pub documents_cut: Option<(usize, usize)>,
    /// The current governing documents of the base branch, by path; `None` if none are needed.
    pub base: Option<Arc<BTreeMap<String, String>>>,
    /// Logins with an open review request.
    pub requested: BTreeSet<Login>,
    /// Logins that have submitted any kind of review.
    pub reviewed: BTreeSet<Login>,
    /// Those of them that have reviewed the current head.
    pub reviewed_head: BTreeSet<Login>,
    /// All approvals and objections, in the order in which they were submitted.
    pub reviews: Vec<SubmittedReview>,
    /// Reviewers whose request was removed, and the person who removed it, possibly the reviewer themselves; `None` if
    /// that account is gone.
    pub taken_off: BTreeMap<Reviewer, Option<Login>>,
    /// Teams, by slug, that were removed at the same moment as people were requested in their place. That is GitHub's
    /// code review assignment, not a refusal.
    pub replaced: BTreeMap<String, BTreeSet<Login>>,
    /// The time of each reviewer's latest request, whoever made it.
    pub asked_since: BTreeMap<Reviewer, Timestamp>,
    /// When it was last marked as ready for review, reopened, or moved to another base branch: earlier waiting does not
    /// count.
    pub proposed_since: Option<Timestamp>,
    /// When it was last moved to another base branch: earlier reviews were of other changes.
    pub retargeted: Option<Timestamp>,
    /// When it was last marked as ready for review, if it was a draft.
    pub ready_since: Option<Timestamp>,
    /// Whether the history was too long to read in full: later reviews and removals are then unknown.
    pub history_cut: bool,
    /// Accounts with verified signatures on its commits: they wrote a part of it.
    pub signers: BTreeSet<Login>,
    /// Other logins that its commits name as authors by GitHub's own email addresses. This is only a claim: a committer
    /// can write any address.
    pub co_authors: BTreeSet<Login>,
    /// Labels that someone removed and no one added again.
    pub unlabeled: BTreeSet<String>,
    /// Labels that someone other than wg-steward added last.
    pub labels_by_others: BTreeSet<String>,
    /// Slugs of teams with an open review request: they count towards GitHub's limit of 15.
    pub requested_teams: BTreeSet<String>,
    /// Labels on the pull request, as GitHub spells them.
    pub labels: BTreeSet<String>,
    /// Those of them that look like a label that GitHub created by itself
    /// ([`crate::domain::types::label::Label::is_unstyled`]).
    pub unstyled: BTreeSet<String>,
    /// Comments with commands that have not been run yet, in order.
    pub commands: Vec<CommandComment>,
    /// What is known about people across the whole foundation.
    pub people: People,
    /// What the store remembers about this pull request.
    pub memory: Memory,
}

impl Snapshot {
    /// An open pull request on GitHub of which only the repository is known.
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
            blobs: BTreeMap::new(),
            lines: None,
            documents: BTreeMap::new(),
            documents_cut: None,
            base: None,
            requested: BTreeSet::new(),
            reviewed: BTreeSet::new(),
            reviewed_head: BTreeSet::new(),
            reviews: Vec::new(),
            taken_off: BTreeMap::new(),
            replaced: BTreeMap::new(),
            asked_since: BTreeMap::new(),
            proposed_since: None,
            retargeted: None,
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

/// The author of a pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// The account.
    pub login: Login,
    /// Whether GitHub reports that the account is not a person.
    pub bot: bool,
}

/// The state of a pull request.
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
    /// Not read, because it is not needed: the repository is owned as a whole.
    NotRead,
    /// The changed files.
    Files {
        /// The files that GitHub lists, in its order.
        files: Vec<ChangedFile>,
        /// The real number of files, if GitHub lists fewer (it stops at 3,000).
        of: Option<u64>,
    },
}

/// One changed file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangedFile {
    /// The path after the change; for a removed file, the path before it.
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
    /// It has another name, and perhaps other content; `previous` has the old name.
    Renamed,
    /// It is a copy of another file.
    Copied,
    /// Its content or mode changed.
    Modified,
}

/// How many new Markdown files of a change are searched for a charter in the wrong place.
pub const MAX_STRAYS: usize = 5;

/// How many comments with commands one run answers; the next run answers the others.
pub const MAX_COMMENTS: usize = 10;

/// How many bytes of changed documents are read per pull request, before and after the change together: two and a half
/// times the size of the largest document that is read at all.
pub const MAX_DOCUMENT_TEXT: usize = 5 * crate::domain::document::MAX_BYTES / 2;

/// How many bytes of changed paths are kept per pull request: enough for 3,000 files with paths of 600 bytes each under
/// both of their names, or for 500 files with the longest ones.
pub const MAX_PATH_TEXT: usize = 4 << 20;

impl FileStatus {
    /// Whether the path did not exist before.
    pub fn is_new(self) -> bool {
        matches!(self, Self::Added | Self::Renamed | Self::Copied)
    }
}

/// A document before and after the change; `None` if it does not exist there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentChange {
    /// In the base: the merge base of a pull request.
    pub before: Option<String>,
    /// In the head.
    pub after: Option<String>,
}

/// What wg-steward did on this pull request before, and GitHub's answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    /// Reviewers that wg-steward requested here at any time. A reviewer who is gone from `requested` without a review
    /// was removed.
    pub asked: BTreeMap<Reviewer, Request>,
    /// How many open requests people had elsewhere at the last choice here.
    pub weighed: BTreeMap<Login, u32>,
    /// Groups that own nothing here, but that a user requested a review from, with that user.
    pub groups_wanted: BTreeMap<GroupId, Login>,
    /// Labels that wg-steward added here and has not removed.
    pub labels_put: BTreeSet<String>,
    /// Labels that are known to exist in this repository.
    pub labels_known: BTreeMap<String, KnownLabel>,
    /// Reviewers whom GitHub refused in this repository, with the reason.
    pub cannot_be_asked: BTreeMap<Reviewer, String>,
    /// Writes that GitHub refused on this pull request.
    pub refused: BTreeMap<Write, WriteRefusal>,
    /// Our check runs on this commit, by the check's name.
    pub checks: BTreeMap<String, PostedCheck>,
    /// The fingerprints of this pull request's results on this commit, by the check's name.
    pub verdicts: BTreeMap<String, String>,
    /// The results of other open pull requests with the same head.
    pub siblings: Siblings,
    /// The changes to the governing documents that were seen at each head; unordered.
    pub change_sets: Vec<ChangeSet>,
    /// Rules that members of the oversight bypassed; in order.
    pub bypasses: Vec<Bypass>,
    /// Whether this pull request has results on commits that are no longer its head.
    pub said_elsewhere: bool,
    /// Our comments on this pull request; `None` for a comment that people do not want: they deleted it or locked the
    /// conversation.
    pub comments: BTreeMap<CommentTopic, Option<PostedComment>>,
    /// Comments with commands that were run and whose reply is still to be posted, by id.
    pub answers: BTreeMap<u64, Answer>,
    /// Whether a user was already told here that a word is not a command.
    pub hinted: bool,
}

/// The results of other pull requests on a commit, by the check's name and their number.
pub type Siblings = BTreeMap<String, BTreeMap<u64, Check>>;

impl Snapshot {
    /// The web address of a pull request in the repository.
    pub fn pull_url(&self, number: u64) -> String {
        format!("{}/{}/pull/{number}", self.site, self.repository)
    }

    /// Whether a request is being removed, or was just removed, because a user wants another reviewer.
    pub fn is_replaced(&self, reviewer: &Reviewer) -> bool {
        self.memory.asked.get(reviewer).is_some_and(|request| request.rerolled_by.is_some() && !request.taken_back)
    }

    /// Whether a team has an open review request that is not being removed, by the team's slug.
    pub fn is_team_asked(&self, slug: &str) -> bool {
        self.requested_teams.contains(slug) && !self.is_replaced(&Reviewer::Team(slug.to_owned()))
    }

    /// Whether a person has an open review request that is not being removed.
    pub fn is_asked(&self, login: &Login) -> bool {
        self.requested.contains(login) && !self.is_replaced(&login.into())
    }
}

/// A label of a repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownLabel {
    /// Its look, in the form of [`crate::domain::types::label::Label::look`].
    pub look: String,
    /// What it represents, if wg-steward created it: `group docs`, `area docs cli`. **Invariant:** empty for a label
    /// that existed before: people chose its name and look.
    pub meaning: String,
    /// The name that wg-steward gave it since; the timeline still shows the former one.
    pub renamed_to: Option<String>,
}

/// The reply to a user who gave commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The reaction to their comment.
    pub reaction: Reaction,
    /// The text in Markdown, if there is any.
    pub text: Option<String>,
    /// Whether it says that a word is not a command; it says so only once per pull request.
    pub hint: bool,
}

/// A comment with commands that have not been run yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandComment {
    /// The comment's id on GitHub.
    pub comment: u64,
    /// Its author.
    pub author: Login,
    /// Whether GitHub reports the author as a member of the organization, or as invited to the repository.
    pub member: bool,
    /// The whole comment.
    pub body: String,
}

/// A review request by wg-steward.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// When it was made.
    pub at: Timestamp,
    /// The group it was made for; `None` if someone else made the first request.
    pub group: Option<GroupId>,
    /// When a mention renewed it.
    pub reminded: Option<Timestamp>,
    /// The user who asked for another reviewer.
    pub rerolled_by: Option<Login>,
    /// Whether the request was removed for that reason.
    pub taken_back: bool,
}

/// A comment of ours on the pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedComment {
    /// The comment's id on GitHub.
    pub id: u64,
    /// The fingerprint of its text ([`crate::domain::text::fingerprint::fingerprint`]).
    pub fingerprint: String,
}

/// An existing check run on the commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedCheck {
    /// The check run's id on GitHub.
    pub run: u64,
    /// The fingerprint of its content ([`super::plan::Check::fingerprint`]).
    pub fingerprint: String,
}
