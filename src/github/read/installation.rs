//! Which installation of the app a repository belongs to.

use serde::Deserialize;

use crate::domain::ids::{InstallationId, RepoName};
use crate::github::answer::json;
use crate::github::wire::Call;
use crate::github::{GitHub, GitHubError};

#[derive(Deserialize)]
struct Installation {
    id: u64,
}

impl GitHub {
    /// The installation that reaches `repository`, or that of its organization; `None` if there is neither.
    ///
    /// What was found is kept until [`GitHub::forget`]; what was not found is asked for again.
    ///
    /// # Errors
    /// Those of the request; that there is no installation is none.
    pub async fn installation_of(&self, repository: &RepoName) -> Result<Option<InstallationId>, GitHubError> {
        if let Some(known) = self.known_installations(|known| known.get(repository).copied()) {
            return Ok(Some(known));
        }
        let by_repository = format!("/repos/{repository}/installation");
        let by_organization = format!("/orgs/{}/installation", repository.owner());
        for path in [by_repository, by_organization] {
            match self.as_app(&Call::get(path)).await {
                Ok(answer) => {
                    let found = InstallationId(json::<Installation>(&answer)?.id);
                    self.known_installations(|known| known.insert(repository.clone(), found));
                    return Ok(Some(found));
                }
                Err(GitHubError::Gone { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }
}
