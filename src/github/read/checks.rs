//! Our own check runs on a commit.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::ids::{InstallationId, RepoName, Sha};
use crate::domain::snapshot::PostedCheck;
use crate::github::{GitHub, GitHubError, segment};

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
    /// Those of the requests, one for each name.
    pub async fn checks_on(
        &self,
        installation: InstallationId,
        repository: &RepoName,
        commit: &Sha,
        names: &[&str],
    ) -> Result<BTreeMap<String, PostedCheck>, GitHubError> {
        let mut posted: BTreeMap<String, PostedCheck> = BTreeMap::new();
        for name in names {
            let query = format!("check_name={}&app_id={}&per_page=100", segment(name), self.0.app_id);
            let path = format!("/repos/{repository}/commits/{commit}/check-runs?{query}");
            let Runs { check_runs } = self.fetch(installation, path).await?;
            let ours = |run: &Run| run.name == *name && run.app.as_ref().is_some_and(|app| app.id == self.0.app_id);
            if let Some(run) = check_runs.into_iter().filter(ours).max_by_key(|run| run.id) {
                let fingerprint = run.external_id.unwrap_or_default();
                posted.insert(run.name, PostedCheck { run: run.id, fingerprint });
            }
        }
        Ok(posted)
    }
}
