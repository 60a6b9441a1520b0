//! The checks of a failing run: they are in progress while the run is retried, and fail when it is dead. Otherwise a
//! required check that never reports would block the pull request without an explanation.

use std::time::Duration;

use tracing::debug;

use crate::domain::decide::unmade;
use crate::domain::types::ids::{RepoName, Sha};
use crate::domain::types::target::Target;
use crate::github::{GitHubError, WritePlace};
use crate::store::{Finish, Lease};

use super::apply::{At, holds};
use super::records::Refused;
use super::run::RunError;
use super::{Worker, chain};

/// How long reporting may take.
const LIMIT: Duration = Duration::from_secs(30);

/// The failed attempt after which the check is put in progress: most problems are over by then.
const TOLD_AFTER: u32 = 2;

impl Worker {
    /// Reports on the commit that its checks wait or failed. Errors are only logged, because the run has failed
    /// already.
    pub(super) async fn tell_unmade(&self, lease: &Lease, trouble: &RunError, how: &Finish) {
        let given_up = matches!(how, Finish::Dead { .. });
        let retried = matches!(how, Finish::Retry { .. }) && lease.attempt() == TOLD_AFTER;
        let limited = matches!(trouble, RunError::GitHub(GitHubError::RateLimited { .. } | GitHubError::Paced { .. }));
        if self.config.dry_run || limited || !(given_up || retried) {
            return;
        }
        let Some((repository, number, commit)) = commit(lease) else { return };
        let written = Box::pin(self.write_unmade(lease, (repository, number, commit), given_up));
        let overdue = async {
            tokio::time::sleep(LIMIT).await;
            LIMIT
        };
        if let Err(error) = self.leased(lease, overdue, written).await {
            debug!(job = %lease.target(), error = %chain(&error), "the check can't be set to waiting, either");
        }
    }

    async fn write_unmade(
        &self,
        lease: &Lease,
        (repository, number, commit): (&RepoName, u64, &Sha),
        given_up: bool,
    ) -> Result<(), RunError> {
        let Some(foundation) = self.names.of_organization(repository.owner()).await? else { return Ok(()) };
        let Some(installation) = lease.installation() else { return Ok(()) };
        let policy = &foundation.policy;
        // A run that was cut off may have posted a check without a record: GitHub knows which checks exist.
        let names: Vec<&String> = policy.checks.keys().collect();
        let standing = self.github.checks_on(installation, repository, commit, &names).await?;
        let actions = unmade(commit, repository, &standing, policy, given_up);
        if actions.is_empty() {
            return Ok(());
        }
        let (hold, _) = self.store.begin_writes(lease, None).await?;
        holds(hold)?;
        // Whether the repository is public is not known, so there is no link to our page.
        let place = WritePlace { installation, repository: repository.clone(), number: Some(number), public: false };
        let at = At { lease, place, before: &Refused::default() };
        let writes = async {
            for action in &actions {
                self.write(&at, action).await?;
            }
            Ok(())
        };
        self.in_turn(lease, writes).await
    }
}

/// The commit that waits for the check, as reported by the webhook.
fn commit(lease: &Lease) -> Option<(&RepoName, u64, &Sha)> {
    match lease.target() {
        Target::Pull { repository, number } => Some((repository, *number, &lease.told()?.head.commit)),
        Target::Queue { repository, commit, number, .. } => Some((repository, *number, commit)),
        _ => None,
    }
}
