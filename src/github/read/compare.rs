//! A pull request's head held against where it parted from its base: one request says which files differ, how their
//! contents are called, and of which tree they were.

use std::sync::Arc;

use serde::Deserialize;

use super::files::{File, ListedFile};
use super::pull::Pull;
use super::shelf::{Comparison, MergeBase};
use super::wanted::SnapshotWanted;
use crate::domain::ids::Sha;
use crate::github::answer::parsed;
use crate::github::{GitHub, GitHubError};

/// `GET /repos/{owner}/{repo}/compare/{base}...{head}`: one commit a page, all files on the first.
#[derive(Deserialize)]
struct Compared {
    merge_base_commit: Commit,
    #[serde(default)]
    files: Vec<File>,
}

#[derive(Deserialize)]
struct Commit {
    #[serde(deserialize_with = "parsed")]
    sha: Sha,
    #[serde(default)]
    commit: Option<Inner>,
}

#[derive(Deserialize)]
struct Inner {
    tree: Tree,
}

#[derive(Deserialize)]
struct Tree {
    #[serde(deserialize_with = "parsed")]
    sha: Sha,
}

impl GitHub {
    /// How the pull request differs from its base. Where GitHub can't compare, as where the two have nothing in common,
    /// it parted at the base itself and no files are known.
    pub(super) async fn comparison(
        &self,
        wanted: &SnapshotWanted<'_>,
        pull: &Pull,
    ) -> Result<Arc<Comparison>, GitHubError> {
        let ends = (pull.base.sha.clone(), pull.head.sha.clone());
        if let Some(known) = self.shelf(|shelf| shelf.comparisons.find(&ends)) {
            return Ok(known);
        }
        let path = format!("/repos/{}/compare/{}...{}?per_page=1", wanted.repository, ends.0, ends.1);
        let compared = match self.fetch_fixed::<Compared>(wanted.installation, path).await {
            Ok(compared) => compared,
            Err(GitHubError::Gone { .. } | GitHubError::Refused { .. }) => {
                let base = MergeBase { commit: ends.0, tree: None };
                return Ok(Arc::new(Comparison { base, files: Vec::new() }));
            }
            Err(error) => return Err(error),
        };
        let Compared { merge_base_commit: Commit { sha, commit }, files } = compared;
        let base = MergeBase { commit: sha, tree: commit.map(|inner| inner.tree.sha) };
        let files: Vec<ListedFile> = files.into_iter().map(ListedFile::from).collect();
        let (weight, comparison) = (files.len() + 1, Arc::new(Comparison { base, files }));
        self.shelf(|shelf| shelf.comparisons.keep(ends, Arc::clone(&comparison), weight));
        Ok(comparison)
    }
}
