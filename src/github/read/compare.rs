//! Compares a pull request's head, or a merge queue's trial merge, with its merge base: one request returns the changed
//! files, their blobs and the tree of the base.

use std::sync::Arc;

use serde::Deserialize;

use crate::domain::types::ids::Sha;
use crate::github::comparison::{Comparison, ListedFile, MergeBase};
use crate::github::response::parsed;
use crate::github::{GitHub, GitHubError};

use super::files::File;
use super::snapshot_request::SnapshotWanted;

/// The usual maximum length of a file's paths, in bytes.
const USUAL: usize = 200;

/// `GET /repos/{owner}/{repo}/compare/{base}...{head}`: one commit a page, all files on the first.
#[derive(Deserialize)]
struct Compared {
    merge_base_commit: Commit,
    #[serde(default)]
    commits: Vec<Commit>,
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
    #[serde(default)]
    message: String,
}

#[derive(Deserialize)]
struct Tree {
    #[serde(deserialize_with = "parsed")]
    sha: Sha,
}

impl GitHub {
    /// Compares `ends.1` with its base `ends.0`. If GitHub can't compare them, for example because they have no common
    /// history, the base itself counts as the merge base and no files are known.
    pub(super) async fn comparison(
        &self,
        wanted: &SnapshotWanted<'_>,
        ends: (Sha, Sha),
    ) -> Result<Arc<Comparison>, GitHubError> {
        if let Some(known) = self.shelf(|shelf| shelf.comparisons.find(&ends)) {
            return Ok(known);
        }
        // One commit a page, unless the commit messages are needed to find the pull requests of a trial merge.
        let most = if wanted.trial.is_some() { 100 } else { 1 };
        let path = format!("/repos/{}/compare/{}...{}?per_page={most}", wanted.repository, ends.0, ends.1);
        let compared = match self.fetch_fixed::<Compared>(wanted.installation, path).await {
            Ok(compared) => compared,
            Err(GitHubError::Gone { what, message }) if !has_nothing_in_common(&message) => {
                wanted.missing(what)?;
                return Ok(Arc::new(Comparison::unknown(ends.0)));
            }
            Err(GitHubError::Gone { .. } | GitHubError::Refused { .. }) => {
                return Ok(Arc::new(Comparison::unknown(ends.0)));
            }
            Err(error) => return Err(error),
        };
        let Compared { merge_base_commit: Commit { sha, commit }, commits, files } = compared;
        let base = MergeBase { commit: sha, tree: commit.map(|inner| inner.tree.sha) };
        let files: Vec<ListedFile> = files.into_iter().map(ListedFile::from).collect();
        let messages = commits.iter().filter_map(|commit| commit.commit.as_ref()).map(|inner| inner.message.as_str());
        let merged = messages.filter(|_| wanted.trial.is_some()).filter_map(merged_number).collect();
        // A path may be twenty times as long as usual.
        let weight = 1 + files.iter().map(|file| 1 + file.size() / USUAL).sum::<usize>();
        let comparison = Arc::new(Comparison { base, files, merged });
        self.shelf(|shelf| shelf.comparisons.keep(ends, Arc::clone(&comparison), weight));
        Ok(comparison)
    }
}

/// Whether GitHub reports that two commits have no common history. It answers 404, as for an unknown commit.
fn has_nothing_in_common(message: &str) -> bool {
    message.starts_with("No common ancestor")
}

/// The pull request that a commit of a merge queue merges, from the first line of GitHub's message: `Merge pull request
/// #12 from …`, or `… (#12)` for squashed commits. Only for display, because a title may contain any number.
fn merged_number(message: &str) -> Option<u64> {
    let first = message.lines().next()?.trim_end();
    let merged = first.strip_prefix("Merge pull request #").and_then(|rest| rest.split(' ').next());
    let squashed = || first.strip_suffix(')')?.rsplit_once("(#").map(|(_, digits)| digits);
    merged.or_else(squashed)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_number_of_the_first_line_is_the_one_that_github_wrote() {
        assert_eq!(merged_number("Merge pull request #12 from acme/topic\n\nTitle (#9)"), Some(12));
        assert_eq!(merged_number("Fix a leak (#9) (#12)\n\nMore (#1)"), Some(12));
        for message in ["", "Fix #12", "Fix (#x)", "Fix (#12) more", "Merge pull request #-1 from a"] {
            assert_eq!(merged_number(message), None, "{message}");
        }
    }
}
