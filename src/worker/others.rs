//! Runs for other targets: all open pull requests of a repository, a commit whose check is re-run, an issue.

use std::sync::Arc;

use tracing::info;

use crate::domain::decide::decide_issue;
use crate::domain::pull::snapshot::Snapshot;
use crate::domain::types::ids::{RepoName, Sha};
use crate::domain::types::target::Target;
use crate::github::IssueLabels;
use crate::policies::Foundation;
use crate::store::{JobRequest, Lease, Record};

use super::Worker;
use super::run::RunError;

impl Worker {
    /// Enqueues a run for each open pull request.
    pub(super) async fn open_pulls(&self, lease: &Lease, repository: &RepoName) -> Result<(), RunError> {
        let installation = self.installation(lease, repository).await?;
        let numbers = self.github.open_pulls(installation, repository).await?;
        let due = self.clock.now();
        let wish = |number| JobRequest {
            target: Target::Pull { repository: repository.clone(), number },
            installation: Some(installation),
            due,
            why: lease.why().to_owned(),
        };
        Ok(self.store.enqueue_all(numbers.into_iter().map(wish).collect()).await?)
    }

    /// Finds the open pull requests with this head, or the merge queue's trial merge with this commit, and enqueues a
    /// run for each that rewrites its check. Separate runs ensure that no two runs process the same pull request.
    pub(super) async fn head(&self, lease: &Lease, repository: &RepoName, commit: &Sha) -> Result<(), RunError> {
        let installation = self.installation(lease, repository).await?;
        let targets: Vec<Target> = match self.store.trial(repository, commit).await? {
            Some((number, base)) => {
                vec![Target::Queue { repository: repository.clone(), commit: commit.clone(), base, number }]
            }
            None => {
                let numbers = self.github.pulls_with_head(installation, repository, commit).await?;
                numbers.into_iter().map(|number| Target::Pull { repository: repository.clone(), number }).collect()
            }
        };
        if targets.is_empty() {
            info!(job = %lease.target(), "no open pull request has this head");
            return Ok(());
        }
        let wanted = Record::CheckWanted { repository: repository.clone(), commit: commit.clone() };
        self.record(lease, vec![wanted]).await?;
        let (due, why) = (self.clock.now(), "check re-run requested");
        let wish = |target| JobRequest { target, installation: Some(installation), due, why: why.to_owned() };
        Ok(self.store.enqueue_all(targets.into_iter().map(wish).collect()).await?)
    }

    /// Labels an issue.
    pub(super) async fn issue(
        &self,
        lease: &Lease,
        foundation: &Arc<Foundation>,
        repository: &RepoName,
        number: u64,
    ) -> Result<(), RunError> {
        let charters = self.charters.current(foundation).await?;
        let ownership = &charters.ownership;
        let policy = &foundation.policy;
        let by_path = policy.path_rules(ownership.listed_name(repository)).is_some() || ownership.has_parts(repository);
        if by_path || !policy.labels.issues || ownership.owners(repository).is_empty() {
            return Ok(());
        }
        let installation = self.installation(lease, repository).await?;
        let labels = self.github.issue_labels(installation, repository, number).await?;
        let labels = labels.ok_or(RunError::NotThereYet)?;
        let memory = self.store.recall(repository, number, None).await?;
        let bare = Snapshot::bare(repository.clone());
        let IssueLabels { names: labels, unstyled } = labels;
        let (number, installation) = (Some(number), Some(installation));
        let snapshot = Snapshot { number, installation, labels, unstyled, memory, ..bare };
        let (snapshot, plan) = self.judge(foundation, &charters, snapshot, decide_issue).await;
        self.begin(lease, &plan, None).await?;
        self.apply(lease, &snapshot, &plan).await?;
        Ok(())
    }
}
