//! The app's check runs on a commit.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::pull::snapshot::PostedCheck;
use crate::domain::types::ids::{InstallationId, RepoName, Sha};
use crate::github::{GitHub, GitHubError};

/// `GET /repos/{owner}/{repo}/commits/{ref}/check-runs`.
#[derive(Deserialize)]
struct Runs {
    check_runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    id: u64,
    name: String,
    #[serde(default)]
    external_id: Option<String>,
    #[serde(default)]
    app: Option<App>,
}

#[derive(Deserialize)]
struct App {
    id: u64,
}

impl GitHub {
    /// The latest run of each of `names` that this app has posted on `commit`.
    ///
    /// # Errors
    /// The request fails.
    pub async fn checks_on(
        &self,
        installation: InstallationId,
        repository: &RepoName,
        commit: &Sha,
        names: &[&String],
    ) -> Result<BTreeMap<String, PostedCheck>, GitHubError> {
        let query = format!("app_id={}&per_page=100", self.0.app_id);
        let path = format!("/repos/{repository}/commits/{commit}/check-runs?{query}");
        let Runs { mut check_runs } = self.fetch(installation, path).await?;
        check_runs.sort_by_key(|run| run.id);
        let by_us = |run: &Run| run.app.as_ref().is_some_and(|app| app.id == self.0.app_id);
        let ours = check_runs.into_iter().filter(|run| names.contains(&&run.name) && by_us(run));
        let posted = |run: Run| {
            let fingerprint = run.external_id.unwrap_or_default();
            (run.name, PostedCheck { run: run.id, fingerprint })
        };
        // If two have the same name, the later one stays.
        Ok(ours.map(posted).collect())
    }
}
