//! Finds the installation of the app for a repository.

use std::sync::atomic::Ordering;

use serde::Deserialize;

use crate::domain::types::ids::{InstallationId, RepoName};
use crate::github::response::{json, refused_app};
use crate::github::transport::Call;
use crate::github::{GitHub, GitHubError};

/// An installation that can access a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reaching {
    /// Its id.
    pub installation: InstallationId,
    /// GitHub's id of its account.
    pub account: Option<u64>,
}

#[derive(Deserialize)]
struct Installation {
    id: u64,
    account: Option<Account>,
}

#[derive(Deserialize)]
struct Account {
    id: Option<u64>,
}

#[derive(Deserialize)]
struct App {
    #[serde(rename = "id")]
    _id: u64,
}

impl GitHub {
    /// The installation that can access `repository`, or that of its organization; `None` if there is neither.
    ///
    /// A found installation is cached until [`GitHub::forget`]; a missing one is looked up each time.
    ///
    /// # Errors
    /// The request fails, or [`GitHubError::AppRefused`]. A missing installation is not an error.
    pub async fn installation_of(&self, repository: &RepoName) -> Result<Option<Reaching>, GitHubError> {
        if let Some(known) = self.known_installations(|known| known.get(repository).copied()) {
            return Ok(Some(known));
        }
        let by_repository = format!("/repos/{repository}/installation");
        let by_organization = format!("/orgs/{}/installation", repository.owner());
        for path in [by_repository, by_organization] {
            match self.as_app(&Call::get(path)).await {
                Ok(answer) => {
                    let Installation { id, account } = json(&answer)?;
                    let account = account.and_then(|account| account.id);
                    let found = Reaching { installation: InstallationId(id), account };
                    self.known_installations(|known| known.insert(repository.clone(), found));
                    return Ok(Some(found));
                }
                Err(GitHubError::Gone { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        self.is_known().await?;
        Ok(None)
    }

    /// Whether an installation can access `repository` now.
    ///
    /// # Errors
    /// The request fails.
    pub async fn is_reached(&self, repository: &RepoName) -> Result<bool, GitHubError> {
        match self.as_app(&Call::get(format!("/repos/{repository}/installation"))).await {
            Ok(_) => Ok(true),
            Err(GitHubError::Gone { .. }) => self.is_known().await.map(|()| false),
            Err(error) => Err(error),
        }
    }

    /// Checks that GitHub accepts the app. With a wrong app id or API address nothing is found either, which must not
    /// look like a missing installation.
    async fn is_known(&self) -> Result<(), GitHubError> {
        if self.0.is_known.load(Ordering::Relaxed) {
            return Ok(());
        }
        let answer = match self.as_app(&Call::get("/app")).await {
            Err(GitHubError::Gone { what, .. }) => {
                return Err(self.not_accepted(what, 404, "nothing is there".to_owned()));
            }
            answer => answer?,
        };
        let Ok(App { .. }) = json(&answer) else {
            return Err(self.not_accepted(answer.what, answer.status.as_u16(), "that is not GitHub's API".to_owned()));
        };
        self.0.is_known.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// GitHub's refusal of the app itself: because of its id, its key, or a wrong address.
    pub(in crate::github) fn not_accepted(&self, what: String, status: u16, message: String) -> GitHubError {
        refused_app(self.0.app_id, self.0.wire.root(), what, status, message)
    }
}
