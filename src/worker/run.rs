//! One run: a target brought up to date.

use std::sync::Arc;
use std::time::Duration;

use tracing::info;

use crate::domain::decide::decide;
use crate::domain::ids::{InstallationId, RepoName, Sha};
use crate::domain::plan::{Action, Plan};
use crate::domain::policy::{Mode, Policy};
use crate::domain::snapshot::Snapshot;
use crate::domain::target::Target;
use crate::github::{Applied, DocumentsWanted, GitHubError, Place, SnapshotWanted};
use crate::policies::Foundation;
use crate::store::{Hold, Lease, Record, StoreError, Wish};

use super::{CharterState, Worker, memory};

/// Why a run did not end well.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error(transparent)]
    GitHub(#[from] GitHubError),
    #[error("the store failed")]
    Store(#[source] StoreError),
    #[error("the charters of {0} can't be read, and were never read before: see the app's installation there")]
    NoCharters(RepoName),
    #[error("the app is not installed where it can see {0}")]
    NoInstallation(RepoName),
    #[error("the pull request is not there, or not yet")]
    NotThereYet,
    #[error("GitHub would not ask some people: decided again without them")]
    FactsChanged,
    #[error("GitHub lists only a part of the files of {0}: charters could be missing, so all stay as they are")]
    TreeCut(RepoName),
    #[error("the run panicked: standard error says where; please report it")]
    Panicked,
    #[error("the run took longer than {} s", .0.as_secs())]
    TooSlow(Duration),
    #[error("this process stops")]
    Stopping,
    #[error("another worker has taken over")]
    TakenOver,
}

/// What is to be looked at in a pull request.
struct Look<'a> {
    repository: &'a RepoName,
    number: u64,
    /// A merge queue's trial merge.
    trial: Option<&'a Sha>,
}

impl Worker {
    /// Brings the lease's target up to date.
    pub(super) async fn run(&self, lease: &Lease) -> Result<(), Trouble> {
        let target = lease.target();
        let Some(foundation) = self.foundations.for_organization(target.repository().owner()) else {
            info!(%target, "no policy covers this organization any more");
            return Ok(());
        };
        match target {
            Target::Charters { .. } => self.charters.refresh(foundation).await,
            Target::Pull { repository, number } => {
                self.pull(lease, foundation, Look { repository, number: *number, trial: None }).await
            }
            Target::Queue { repository, commit, number } => {
                self.pull(lease, foundation, Look { repository, number: *number, trial: Some(commit) }).await
            }
            Target::Head { repository, commit } => self.head(lease, repository, commit).await,
            Target::OpenPulls { repository } => self.open_pulls(lease, repository).await,
        }
    }

    /// Has all open pull requests looked at again, each by a run of its own.
    async fn open_pulls(&self, lease: &Lease, repository: &RepoName) -> Result<(), Trouble> {
        let installation = self.installation(lease, repository).await?;
        let numbers = self.github.open_pulls(installation, repository).await?;
        let due = self.clock.now();
        let wish = |number| Wish {
            target: Target::Pull { repository: repository.clone(), number },
            installation: Some(installation),
            due,
            why: lease.why().to_owned(),
        };
        Ok(self.store.enqueue_all(numbers.into_iter().map(wish).collect()).await?)
    }

    /// Finds the open pull request with this head, and has its check written anew: by a run of its own, so that no two
    /// runs work on one pull request.
    async fn head(&self, lease: &Lease, repository: &RepoName, commit: &Sha) -> Result<(), Trouble> {
        let installation = self.installation(lease, repository).await?;
        let Some(number) = self.github.pull_with_head(installation, repository, commit).await? else {
            info!(target = %lease.target(), "no open pull request has this head");
            return Ok(());
        };
        let wanted = Record::CheckWanted { repository: repository.clone(), commit: commit.clone() };
        self.store.record(lease, vec![wanted]).await?;
        let pull = Target::Pull { repository: repository.clone(), number };
        Ok(self.store.enqueue(&pull, Some(installation), self.clock.now(), "check wanted anew").await?)
    }

    async fn pull(&self, lease: &Lease, foundation: &Foundation, look: Look<'_>) -> Result<(), Trouble> {
        let installation = self.installation(lease, look.repository).await?;
        let CharterState { ownership, documents: known, .. } = self.charters.current(foundation).await?;
        let policy = &foundation.policy;
        let governing = &policy.governing;
        let governs = *look.repository == governing.repository;
        let by_path = policy.path_rules(look.repository).is_some() || ownership.has_parts(look.repository);
        let is_document = |path: &str| governing.is_document(path);
        let may_be_stray = |path: &str| governing.may_be_stray(path);
        let documents = DocumentsWanted { is_document: &is_document, may_be_stray: &may_be_stray, known: &known };
        // Only what the decision needs: no files where a repository is owned as a whole.
        let wanted = SnapshotWanted {
            site: &self.config.site,
            installation,
            repository: look.repository,
            number: look.number,
            at: look.trial,
            files: by_path,
            reviews: by_path || !ownership.owners(look.repository).is_empty(),
            documents: (governs && (by_path || policy.judges_documents())).then_some(documents),
        };
        let Some(mut snapshot) = self.github.snapshot(&wanted).await? else {
            return Err(Trouble::NotThereYet);
        };
        if !policy.covers(snapshot.repository.owner()) {
            info!(repository = %snapshot.repository, "the repository has moved to an organization that the policy does not name");
            return Ok(());
        }
        snapshot.pages.clone_from(&self.config.pages);
        snapshot.base = governs.then(|| Arc::clone(&known.texts));
        self.remember(lease, &look, policy, &mut snapshot).await?;
        let plan = decide(&snapshot, &ownership, policy);
        self.apply(lease, &snapshot, &plan).await
    }

    async fn installation(&self, lease: &Lease, repository: &RepoName) -> Result<InstallationId, Trouble> {
        match lease.installation() {
            Some(installation) => Ok(installation),
            None => {
                let found = self.github.installation_of(repository).await?;
                found.ok_or_else(|| Trouble::NoInstallation(repository.clone()))
            }
        }
    }

    /// Puts what we remember into the snapshot.
    ///
    /// **Invariant:** after a run that was cut off among its writes, our checks and our comment are read from GitHub:
    /// memory may lack the last one, and a second one is never posted.
    async fn remember(
        &self,
        lease: &Lease,
        look: &Look<'_>,
        policy: &Policy,
        snapshot: &mut Snapshot,
    ) -> Result<(), Trouble> {
        let Some(commit) = &snapshot.commit else { return Ok(()) };
        let recall = self.store.recall(look.repository, look.number, commit).await?;
        snapshot.memory = memory::of(recall);
        if let (true, Some(installation)) = (lease.interrupted(), snapshot.installation) {
            let is_on = |(name, mode): (_, &Mode)| (*mode != Mode::Off).then_some(name);
            let names: Vec<&String> = policy.checks.iter().filter_map(is_on).collect();
            let found = self.github.checks_on(installation, look.repository, commit, &names).await?;
            memory::correct_checks(&mut snapshot.memory, found);
            if snapshot.base.is_some() && policy.comment_on_proposals && !snapshot.memory.comment_gone {
                let found = self.github.own_comment(installation, look.repository, look.number).await?;
                memory::correct_comment(&mut snapshot.memory, found);
            }
        }
        // A queue asks once for each trial merge, and again only when its check is wanted anew.
        if look.trial.is_some() {
            snapshot.memory.checks.values_mut().for_each(|posted| posted.fingerprint.clear());
        }
        Ok(())
    }

    async fn apply(&self, lease: &Lease, snapshot: &Snapshot, plan: &Plan) -> Result<(), Trouble> {
        if plan.actions.is_empty() {
            return Ok(());
        }
        if self.config.dry_run {
            for action in &plan.actions {
                info!(target = %lease.target(), action = action.kind(), detail = %memory::detail(action), "dry run: not written");
            }
            return Ok(());
        }
        if self.store.begin_writes(lease).await? == Hold::Lost {
            return Ok(());
        }
        let Some(installation) = snapshot.installation else { return Ok(()) };
        let place = Place { installation, repository: snapshot.repository.clone(), number: snapshot.number };
        for action in &plan.actions {
            self.write(lease, &place, action).await?;
        }
        Ok(())
    }

    /// Makes one write and keeps what came of it, before the next one.
    async fn write(&self, lease: &Lease, place: &Place, action: &Action) -> Result<(), Trouble> {
        let applied = self.github.apply(place, action).await?;
        let refused = matches!(applied, Applied::CannotBeAsked(_));
        info!(target = %lease.target(), action = action.kind(), "written");
        let records = memory::records(place, action, applied, self.clock.now());
        self.store.record(lease, records).await?;
        if refused { Err(Trouble::FactsChanged) } else { Ok(()) }
    }
}
