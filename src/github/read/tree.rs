//! A whole branch: its files by path, and a file's content.

use serde::Deserialize;

use crate::domain::ids::{InstallationId, RepoName, Sha};
use crate::github::answer::{json, parsed};
use crate::github::wire::Call;
use crate::github::{GitHub, GitHubError, segment};

/// Bytes of a document that are read: one more than the domain accepts, so that it can say so.
pub(super) const MOST_BYTES: usize = 1024 * 1024 + 1;

/// What became of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TreeRead {
    /// It is as it was when it had the ETag that was given.
    Unchanged,
    /// It is this.
    Tree {
        /// To be given the next time; unchanged answers cost nothing.
        etag: Option<String>,
        /// Git's name of it: the tree's, or that of its commit.
        sha: Sha,
        /// Each file's path and blob.
        entries: Vec<(String, Sha)>,
        /// Whether GitHub left files out (beyond 100,000).
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
    #[serde(rename = "type")]
    kind: String,
    #[serde(deserialize_with = "parsed")]
    sha: Sha,
}

impl GitHub {
    /// The files of `branch` (`HEAD` is the default branch, a tree has its own name), unless they are those that had `etag`.
    ///
    /// # Errors
    /// Those of the request.
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
        let entries = files.map(|entry| (entry.path, entry.sha)).collect();
        Ok(TreeRead::Tree { etag: answer.header("etag").map(str::to_owned), sha, entries, truncated })
    }

    /// A file's text by its blob, read once; cut beyond 1 MiB; what is no UTF-8 is replaced.
    ///
    /// # Errors
    /// Those of the request.
    pub async fn blob(
        &self,
        installation: InstallationId,
        repository: &RepoName,
        blob: &Sha,
    ) -> Result<String, GitHubError> {
        if let Some(text) = self.shelf(|shelf| shelf.texts.find(blob)) {
            return Ok(text.as_ref().to_owned());
        }
        let path = format!("/repos/{repository}/git/blobs/{blob}");
        let answer = self.call(installation, &Call::get(path).raw(MOST_BYTES)).await?;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        self.shelf(|shelf| shelf.texts.keep(blob.clone(), text.as_str().into(), text.len()));
        Ok(text)
    }
}
