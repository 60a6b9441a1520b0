//! The labels of an issue.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::domain::ids::{InstallationId, RepoName};
use crate::github::{GitHub, GitHubError};

/// `GET /repos/{owner}/{repo}/issues/{issue_number}/labels`.
#[derive(Deserialize)]
struct Label {
    name: String,
}

impl GitHub {
    /// The labels of an issue, of which there are at most 100; `None` if GitHub knows no such issue.
    ///
    /// # Errors
    /// Those of the requests.
    pub async fn issue_labels(
        &self,
        installation: InstallationId,
        repository: &RepoName,
        number: u64,
    ) -> Result<Option<BTreeSet<String>>, GitHubError> {
        let path = format!("/repos/{repository}/issues/{number}/labels?per_page=100");
        match self.fetch::<Vec<Label>>(installation, path).await {
            Ok(labels) => Ok(Some(labels.into_iter().map(|label| label.name).collect())),
            Err(GitHubError::Gone { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
