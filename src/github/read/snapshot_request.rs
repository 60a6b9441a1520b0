//! What is wanted of a pull request, and what the caller knows already: neither is read without need.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::pull::event::Head;
use crate::domain::types::ids::{InstallationId, RepoName, Sha};
use crate::github::{Cause, GitHubError};

/// What is wanted of a pull request; what is not wanted is not read.
pub struct SnapshotWanted<'a> {
    /// Where people see this GitHub: `https://github.com`.
    pub site: &'a str,
    /// Whose token reads.
    pub installation: InstallationId,
    /// The pull request's repository.
    pub repository: &'a RepoName,
    /// Its number.
    pub number: u64,
    /// A merge queue's trial merge that waits for the check in the place of the pull request's head.
    pub trial: Option<Trial<'a>>,
    /// Whether the changed files matter; they do where documents do.
    pub files: bool,
    /// Whether it is open, as far as is known: then what people did is asked for at once and not after the rest. Of one that
    /// is closed it is not asked for.
    pub open: bool,
    /// Whether it matters what people did: who reviewed, who was taken off, whose labels are on it.
    pub history: bool,
    /// The documents whose contents matter; `None` where the repository has none.
    pub documents: Option<DocumentsWanted<'a>>,
    /// The head that a webhook told of, a short time ago: what GitHub shows has to be as new.
    pub told: Option<&'a Head>,
    /// Whether something that GitHub names and does not give is worth another try: not every one of its servers knows a
    /// commit as soon as it is pushed. Without patience it is left out, and the decision has its doubt.
    pub patient: bool,
}

impl SnapshotWanted<'_> {
    /// What is missing now and may be there soon.
    ///
    /// # Errors
    /// It is to be tried again.
    pub(super) fn missing(&self, what: String) -> Result<(), GitHubError> {
        if self.patient { Err(GitHubError::Transient { what, source: Cause::NotThereYet }) } else { Ok(()) }
    }
}

/// A merge queue's trial merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trial<'a> {
    /// Its commit, which holds everything that is to be merged.
    pub commit: &'a Sha,
    /// What it was made on: the base branch, or the trial merge of the pull requests ahead in the queue.
    pub base: &'a Sha,
}

/// Which documents are wanted, and what is known of them.
pub struct DocumentsWanted<'a> {
    /// Whether the content of this path matters before and after the change.
    pub is_document: &'a (dyn Fn(&str) -> bool + Sync),
    /// Whether a new file at another path may be a document in the wrong place: it is read as it is after the change.
    pub may_be_stray: &'a (dyn Fn(&str) -> bool + Sync),
    /// The documents of the base branch, as the caller has them.
    pub known: &'a KnownTree,
}

/// The documents of one tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownTree {
    /// Git's name of the tree, or of its commit; `None` where it is not certain that all documents are here.
    pub sha: Option<Sha>,
    /// Each document's blob, by path.
    pub blobs: BTreeMap<String, Sha>,
    /// Each document's text, by path.
    pub texts: Arc<BTreeMap<String, String>>,
}

impl KnownTree {
    /// The text of a blob, if a document is just that.
    pub(super) fn text(&self, blob: &Sha) -> Option<&str> {
        let (path, _) = self.blobs.iter().find(|(_, known)| *known == blob)?;
        self.texts.get(path).map(String::as_str)
    }
}
