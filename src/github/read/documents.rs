//! Changed documents, before and after: at the merge base and at the head.
//!
//! The base's present state would be wrong for "before": what others changed meanwhile is not this change.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::pull::Pull;
use super::snapshot::SnapshotWanted;
use crate::domain::ids::{InstallationId, RepoName, Sha};
use crate::domain::snapshot::{ChangedFile, DocumentChange, FileStatus};
use crate::github::answer::parsed;
use crate::github::wire::Call;
use crate::github::{GitHub, GitHubError, segment};

/// Documents of one pull request that are read; a change of more is cut, and logged.
const MOST_DOCUMENTS: usize = 100;
/// Bytes of a document that are read: one more than the domain accepts, so that it can say so.
pub(super) const MOST_BYTES: usize = 1024 * 1024 + 1;

/// Where a document has to be looked for.
#[derive(Default)]
struct Sides {
    before: bool,
    after: bool,
}

/// `GET /repos/{owner}/{repo}/compare/{base}...{head}`.
#[derive(Deserialize)]
struct Comparison {
    merge_base_commit: Commit,
}

#[derive(Deserialize)]
struct Commit {
    #[serde(deserialize_with = "parsed")]
    sha: Sha,
}

impl GitHub {
    /// The documents among `files`, by path; a renamed one stands under both of its names.
    pub(super) async fn documents(
        &self,
        wanted: &SnapshotWanted<'_>,
        pull: &Pull,
        files: &[ChangedFile],
    ) -> Result<BTreeMap<String, DocumentChange>, GitHubError> {
        let places = places(files, wanted.is_document);
        if places.is_empty() {
            return Ok(BTreeMap::new());
        }
        if places.len() > MOST_DOCUMENTS {
            tracing::warn!(repository = %wanted.repository, number = wanted.number, documents = places.len(), "too many documents: the rest is not read");
        }
        let base = self.merge_base(wanted, pull).await?;
        let mut documents = BTreeMap::new();
        for (path, sides) in places.into_iter().take(MOST_DOCUMENTS) {
            let mut change = DocumentChange::default();
            if sides.before {
                change.before = self.content(wanted.installation, wanted.repository, path, &base).await?;
            }
            if sides.after {
                change.after = self.content(wanted.installation, wanted.repository, path, &pull.head.sha).await?;
            }
            documents.insert(path.to_owned(), change);
        }
        Ok(documents)
    }

    /// Where the branches parted; the base itself where they have nothing in common.
    async fn merge_base(&self, wanted: &SnapshotWanted<'_>, pull: &Pull) -> Result<Sha, GitHubError> {
        let (base, head) = (&pull.base.sha, &pull.head.sha);
        let path = format!("/repos/{}/compare/{base}...{head}?per_page=1", wanted.repository);
        match self.fetch::<Comparison>(wanted.installation, path).await {
            Ok(comparison) => Ok(comparison.merge_base_commit.sha),
            Err(GitHubError::Gone { .. }) => Ok(base.clone()),
            Err(error) => Err(error),
        }
    }

    /// A file's text at a commit, cut beyond 1 MiB; `None` if it is not there.
    async fn content(
        &self,
        installation: InstallationId,
        repository: &RepoName,
        path: &str,
        commit: &Sha,
    ) -> Result<Option<String>, GitHubError> {
        let segments: Vec<String> = path.split('/').map(segment).collect();
        let path = format!("/repos/{repository}/contents/{}?ref={commit}", segments.join("/"));
        match self.call(installation, &Call::get(path).raw(MOST_BYTES)).await {
            Ok(answer) => Ok(Some(String::from_utf8_lossy(&answer.body).into_owned())),
            Err(GitHubError::Gone { .. }) => Ok(None),
            // Beyond 100 MB GitHub gives nothing at all. Blanks of that length are judged alike: too large.
            Err(GitHubError::Forbidden { message, .. }) if message.contains("too large") => {
                Ok(Some(" ".repeat(MOST_BYTES)))
            }
            Err(error) => Err(error),
        }
    }
}

/// Which documents have to be read, and on which side.
fn places<'a>(files: &'a [ChangedFile], is_document: &dyn Fn(&str) -> bool) -> BTreeMap<&'a str, Sides> {
    let mut places: BTreeMap<&str, Sides> = BTreeMap::new();
    for file in files {
        if is_document(&file.path) {
            let sides = places.entry(&file.path).or_default();
            sides.before |= matches!(file.status, FileStatus::Removed | FileStatus::Modified);
            sides.after |= file.status != FileStatus::Removed;
        }
        let former = file.previous.as_deref().filter(|path| file.status == FileStatus::Renamed && is_document(path));
        if let Some(path) = former {
            places.entry(path).or_default().before = true;
        }
    }
    places
}
