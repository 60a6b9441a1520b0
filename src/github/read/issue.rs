//! The labels of an issue.

use std::collections::BTreeSet;

use crate::domain::types::ids::{InstallationId, RepoName};
use crate::github::{GitHub, GitHubError};

use super::pull::{ShownLabel, unstyled};

/// The labels of an issue, by name.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct IssueLabels {
    /// All of them, as GitHub spells them.
    pub names: BTreeSet<String>,
    /// Those that look as GitHub makes one by itself.
    pub unstyled: BTreeSet<String>,
}

impl GitHub {
    /// The labels of an issue, of which there are at most 100; `None` if GitHub knows no such issue.
    ///
    /// `GET /repos/{owner}/{repo}/issues/{issue_number}/labels`
    ///
    /// # Errors
    /// Those of the requests.
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
