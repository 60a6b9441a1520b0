//! The open pull requests of a repository: all, or those with a given head. GitHub does not list them for forks.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::domain::types::ids::{InstallationId, RepoName, Sha};
use crate::github::conditional_get::Pages;
use crate::github::{GitHub, GitHubError};

/// The maximum of pages of 100 open pull requests to read.
const MAX_PAGES: usize = 10;

/// `GET /repos/{owner}/{repo}/pulls`.
#[derive(Deserialize)]
struct Open {
    number: u64,
    head: Head,
}

#[derive(Deserialize)]
struct Head {
    sha: String,
}

impl GitHub {
    /// The open pull requests with this head, among the 1,000 most recently updated.
    ///
    /// # Errors
    /// A request fails.
    pub async fn pulls_with_head(
        &self,
        installation: InstallationId,
        repository: &RepoName,
        commit: &Sha,
    ) -> Result<BTreeSet<u64>, GitHubError> {
        let mut pages = self.open(installation, repository);
        let mut numbers = BTreeSet::new();
        while let Some(open) = pages.next::<Vec<Open>>().await? {
            let with_head = open.iter().filter(|pull| pull.head.sha == commit.as_str());
            numbers.extend(with_head.map(|pull| pull.number));
        }
        Ok(numbers)
    }

    /// The numbers of the open pull requests, up to the 1,000 most recently updated.
    ///
    /// # Errors
    /// A request fails.
    pub async fn open_pulls(
        &self,
        installation: InstallationId,
        repository: &RepoName,
    ) -> Result<Vec<u64>, GitHubError> {
        let mut pages = self.open(installation, repository);
        let mut numbers = Vec::new();
        while let Some(open) = pages.next::<Vec<Open>>().await? {
            numbers.extend(open.iter().map(|pull| pull.number));
        }
        Ok(numbers)
    }

    fn open(&self, installation: InstallationId, repository: &RepoName) -> Pages<'_> {
        let path = format!("/repos/{repository}/pulls?state=open&sort=updated&direction=desc&per_page=100");
        self.pages(installation, path, MAX_PAGES)
    }
}
