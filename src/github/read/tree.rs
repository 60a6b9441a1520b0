//! The tree of a branch: its files by path, and the content of a file.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::document::MAX_CODEOWNERS;
use crate::domain::text::symlink;
use crate::domain::types::ids::{InstallationId, RepoName, Sha};
use crate::github::response::{json, parsed};
use crate::github::transport::Call;
use crate::github::{GitHub, GitHubError, segment};

/// The maximum of bytes to read of a document: one more than the domain accepts, so that it can report the excess.
pub(super) const MAX_BYTES: usize = 1024 * 1024 + 1;

/// The same for a governing document on its branch, which may be a CODEOWNERS file.
const MAX_GOVERNING: usize = MAX_CODEOWNERS + 1;

/// The maximum of symbolic links to follow in a tree.
const MAX_LINKS: usize = 20;

/// Git's mode of a symbolic link.
const LINK: &str = "120000";

/// The result of reading a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TreeRead {
    /// It has not changed since the given ETag.
    Unchanged,
    /// Its current tree.
    Tree {
        /// The ETag for the next call; a response without changes does not count against the rate limit.
        etag: Option<String>,
        /// The Git id of the tree or its commit.
        sha: Sha,
        /// Each file's path and blob.
        entries: Vec<(String, Sha)>,
        /// Whether GitHub left files out (above 100,000).
        truncated: bool,
    },
}

/// `GET /repos/{owner}/{repo}/git/trees/{tree}?recursive=1`.
#[derive(Deserialize)]
struct Tree {
    #[serde(deserialize_with = "parsed")]
    sha: Sha,
    tree: Vec<Entry>,
    #[serde(default)]
    truncated: bool,
}

#[derive(Deserialize)]
struct Entry {
    path: String,
    #[serde(default)]
    mode: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(deserialize_with = "parsed")]
    sha: Sha,
}

impl GitHub {
    /// The files of `branch` (`HEAD` is the default branch; a tree or commit is given by its id), unless they are
    /// unchanged since `etag`. A symbolic link to a file of the tree has that file's blob; any other link has its own.
    ///
    /// # Errors
    /// The request fails.
    pub async fn tree(
        &self,
        installation: InstallationId,
        repository: &RepoName,
        branch: &str,
        etag: Option<&str>,
    ) -> Result<TreeRead, GitHubError> {
        let path = format!("/repos/{repository}/git/trees/{}?recursive=1", segment(branch));
        let answer = self.call(installation, &Call::get(path).unless(etag)).await?;
        if answer.status == http::StatusCode::NOT_MODIFIED {
            return Ok(TreeRead::Unchanged);
        }
        let Tree { sha, tree, truncated } = json(&answer)?;
        let files = tree.into_iter().filter(|entry| entry.kind == "blob");
        let (links, files): (Vec<_>, Vec<_>) = files.partition(|entry| entry.mode == LINK);
        let mut entries: BTreeMap<String, Sha> = files.into_iter().map(|entry| (entry.path, entry.sha)).collect();
        let mut followed = Vec::new();
        for Entry { path, sha, .. } in links {
            let target = if followed.len() < MAX_LINKS {
                self.target(installation, repository, &path, &sha).await?
            } else {
                None
            };
            let blob = target.and_then(|target| entries.get(&target).cloned());
            followed.push((path, blob.unwrap_or(sha)));
        }
        entries.extend(followed);
        let etag = answer.header("etag").map(str::to_owned);
        Ok(TreeRead::Tree { etag, sha, entries: entries.into_iter().collect(), truncated })
    }

    /// The path that a symbolic link points to within its tree; its blob contains that path.
    async fn target(
        &self,
        installation: InstallationId,
        repository: &RepoName,
        path: &str,
        blob: &Sha,
    ) -> Result<Option<String>, GitHubError> {
        match self.blob(installation, repository, blob).await {
            Ok(name) => Ok(symlink::target(path, &name)),
            Err(GitHubError::Gone { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The text of a governing document by its blob; truncated at 3 MB, with invalid UTF-8 replaced.
    ///
    /// # Errors
    /// The request fails.
    pub async fn blob(
        &self,
        installation: InstallationId,
        repository: &RepoName,
        blob: &Sha,
    ) -> Result<String, GitHubError> {
        self.blob_within(installation, repository, blob, MAX_GOVERNING).await
    }

    /// The same for a document in a pull request: truncated at 1 MiB, because anyone may open one.
    pub(super) async fn proposed_blob(
        &self,
        installation: InstallationId,
        repository: &RepoName,
        blob: &Sha,
    ) -> Result<String, GitHubError> {
        self.blob_within(installation, repository, blob, MAX_BYTES).await
    }

    async fn blob_within(
        &self,
        installation: InstallationId,
        repository: &RepoName,
        blob: &Sha,
        most: usize,
    ) -> Result<String, GitHubError> {
        let known = self.shelf(|shelf| shelf.texts.find(blob));
        // A text truncated for a pull request may be longer.
        if let Some(text) = known.filter(|text| text.len() < MAX_BYTES || most == MAX_BYTES) {
            return Ok(text.as_ref().to_owned());
        }
        let path = format!("/repos/{repository}/git/blobs/{blob}");
        let answer = self.call(installation, &Call::get(path).raw(most)).await?;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        if text.len() <= MAX_BYTES {
            self.shelf(|shelf| shelf.texts.keep(blob.clone(), text.as_str().into(), text.len()));
        }
        Ok(text)
    }
}
