//! The pull request whose head a commit is: GitHub does not say so for forks.

use serde::Deserialize;

use crate::domain::ids::{InstallationId, RepoName, Sha};
use crate::github::{GitHub, GitHubError};

/// Pages of 100 open pull requests that are looked through.
const MOST_PAGES: usize = 10;

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
    /// The open pull request with this head, among the 1,000 that changed last.
    ///
    /// # Errors
    /// Those of the requests.
    pub async fn pull_with_head(
        &self,
        installation: InstallationId,
        repository: &RepoName,
        commit: &Sha,
    ) -> Result<Option<u64>, GitHubError> {
        let path = format!("/repos/{repository}/pulls?state=open&sort=updated&direction=desc&per_page=100");
        let mut pages = self.pages(installation, path, MOST_PAGES);
        while let Some(open) = pages.next::<Vec<Open>>().await? {
            if let Some(pull) = open.iter().find(|pull| pull.head.sha == commit.as_str()) {
                return Ok(Some(pull.number));
            }
        }
        Ok(None)
    }
}
