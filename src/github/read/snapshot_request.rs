//! What to read of a pull request, and what the caller knows already, so that nothing is read without need.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::pull::event::Head;
use crate::domain::types::ids::{InstallationId, RepoName, Sha};
use crate::github::{Cause, GitHubError};

/// What to read of a pull request.
pub struct SnapshotWanted<'a> {
    /// The address of GitHub's website: `https://github.com`.
    pub site: &'a str,
    /// The installation whose token to use.
    pub installation: InstallationId,
    /// The pull request's repository.
    pub repository: &'a RepoName,
    /// Its number.
    pub number: u64,
    /// A merge queue's trial merge that needs the check, instead of the pull request's head.
    pub trial: Option<Trial<'a>>,
    /// Whether to read the changed files. Documents need them.
    pub files: bool,
    /// Whether the pull request is open, as far as known. If so, its history is requested at the same time and not
    /// afterwards. A closed one needs no history.
    pub open: bool,
    /// Whether to read the history: reviewers, removed reviewers, and the origin of labels.
    pub history: bool,
    /// The documents to read; `None` if the repository has none.
    pub documents: Option<DocumentsWanted<'a>>,
    /// The head that a recent webhook reported: GitHub has to show a state at least as new.
    pub told: Option<&'a Head>,
    /// Whether to retry for an object that GitHub names and does not return: not all of its servers know a new commit
    /// at once. Otherwise the object is left out, and the decision takes that into account.
    pub patient: bool,
}

impl SnapshotWanted<'_> {
    /// Reports an object that is missing now and may appear soon.
    ///
    /// # Errors
    /// The read has to be retried.
    pub(super) fn missing(&self, what: String) -> Result<(), GitHubError> {
        if self.patient { Err(GitHubError::Transient { what, source: Cause::NotThereYet }) } else { Ok(()) }
    }
}

/// A merge queue's trial merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trial<'a> {
    /// Its commit, which contains everything to be merged.
    pub commit: &'a Sha,
    /// Its base: the base branch, or the trial merge of the pull requests ahead in the queue.
    pub base: &'a Sha,
}

/// The documents to read, and the known ones.
pub struct DocumentsWanted<'a> {
    /// Whether the content of this path is needed before and after the change.
    pub is_document: &'a (dyn Fn(&str) -> bool + Sync),
    /// Whether a new file at another path may be a misplaced document: it is read after the change only.
    pub may_be_stray: &'a (dyn Fn(&str) -> bool + Sync),
    /// The known documents of the base branch.
    pub known: &'a KnownTree,
}

/// The documents of one tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownTree {
    /// The Git id of the tree or its commit; `None` if documents may be missing.
    pub sha: Option<Sha>,
    /// Each document's blob, by path.
    pub blobs: BTreeMap<String, Sha>,
    /// Each document's text, by path.
    pub texts: Arc<BTreeMap<String, String>>,
}

impl KnownTree {
    /// The text of a blob, if a document has it.
    pub(super) fn text(&self, blob: &Sha) -> Option<&str> {
        let (path, _) = self.blobs.iter().find(|(_, known)| *known == blob)?;
        self.texts.get(path).map(String::as_str)
    }
}
