//! The labels of an issue.

use std::collections::BTreeSet;

use crate::domain::types::ids::{InstallationId, RepoName};
use crate::github::{GitHub, GitHubError};

use super::pull::{ShownLabel, unstyled};

/// The labels of an issue, by name.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct IssueLabels {
    /// All of them, in GitHub's spelling.
    pub names: BTreeSet<String>,
    /// Those with the default look, which GitHub gives a label that it creates by itself.
    pub unstyled: BTreeSet<String>,
}

impl GitHub {
    /// The labels of an issue, at most 100; `None` if the issue does not exist.
    ///
    /// `GET /repos/{owner}/{repo}/issues/{issue_number}/labels`
    ///
    /// # Errors
    /// A request fails.
    pub async fn issue_labels(
        &self,
        installation: InstallationId,
        repository: &RepoName,
        number: u64,
    ) -> Result<Option<IssueLabels>, GitHubError> {
        let path = format!("/repos/{repository}/issues/{number}/labels?per_page=100");
        match self.fetch::<Vec<ShownLabel>>(installation, path).await {
            Ok(labels) => {
                let unstyled = unstyled(&labels);
                Ok(Some(IssueLabels { names: labels.into_iter().map(|label| label.name).collect(), unstyled }))
            }
            Err(GitHubError::Gone { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
