//! One run: brings a target up to date.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tracing::{debug, info};

use crate::domain::decide::intents;
use crate::domain::governance::ownership::Ownership;
use crate::domain::policy::{APPROVALS_CHECK, Mode, Policy};
use crate::domain::pull::intent::Intent;
use crate::domain::pull::plan::{Action, Plan};
use crate::domain::pull::snapshot::{MAX_COMMENTS, PullState, Snapshot};
use crate::domain::types::ids::{InstallationId, RepoName};
use crate::domain::types::reviewer::Reviewer;
use crate::domain::types::target::Target;
use crate::domain::types::time::Timestamp;
use crate::github::{DocumentsWanted, GitHubError, Reaching, SnapshotWanted, Trial};
use crate::policies::Foundation;
use crate::store::{Lease, Record, RecordSubject, StoreError};

use super::{CharterState, SWEEP_CHORE, Worker, publish, records};

/// How often the worker retries for something that GitHub names but does not return. Then the check reports it as
/// missing.
const PATIENT_ATTEMPTS: u32 = 6;

/// Why a run failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum RunError {
    #[error(transparent)]
    GitHub(#[from] GitHubError),
    #[error("the store failed")]
    Store(#[source] StoreError),
    #[error("the charters of {0} can't be read, and were never read before: see the app's installation there")]
    NoCharters(RepoName),
    #[error("the app is not installed where it can see {0}")]
    NoInstallation(RepoName),
    #[error("this pull request has used its share of GitHub's hourly limit: it continues after the reset")]
    ReadsUsedUp { until: Timestamp },
    #[error("other work comes first: GitHub's hourly limit is almost used up")]
    Yields { until: Timestamp },
    #[error("waiting for an installation: install the app on `{owner}`, with access to `{0}`", owner = .0.owner())]
    Waiting(RepoName),
    #[error(
        "the organization of {0} has another id than the policy gives: if it is the right one, correct `organization_ids`"
    )]
    OtherOrganization(RepoName),
    #[error("the pull request does not exist, or not yet")]
    NotThereYet,
    #[error("the state on GitHub has changed: decided again")]
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

/// The installation found by a repository's name, if it belongs to the organization in the policy.
pub(super) fn meant(
    found: Reaching,
    repository: &RepoName,
    policy: Option<&Policy>,
) -> Result<InstallationId, RunError> {
    let is_meant = policy.is_none_or(|policy| policy.is_organization(repository.owner(), found.account));
    if is_meant { Ok(found.installation) } else { Err(RunError::OtherOrganization(repository.clone())) }
}

/// The pull request of a run, and its context.
pub(super) struct Look<'a> {
    pub(super) lease: &'a Lease,
    pub(super) foundation: &'a Arc<Foundation>,
    pub(super) repository: &'a RepoName,
    pub(super) number: u64,
    /// A merge queue's trial merge.
    pub(super) trial: Option<Trial<'a>>,
}

impl Worker {
    /// Brings the lease's target up to date; returns what to store at its end.
    pub(super) async fn run(&self, lease: &Lease) -> Result<Vec<Record>, RunError> {
        let target = lease.target();
        let Some(foundation) = &self.names.of_organization(target.repository().owner()).await? else {
            info!(job = %target, "organization no longer covered by a policy");
            return Ok(uncovered(target));
        };
        match target {
            Target::Charters { .. } => self.charters.refresh(foundation).await?,
            Target::Pull { repository, number } => {
                return self.pull(&Look { lease, foundation, repository, number: *number, trial: None }).await;
            }
            Target::Queue { repository, commit, base, number } => {
                let trial = Some(Trial { commit, base });
                return self.pull(&Look { lease, foundation, repository, number: *number, trial }).await;
            }
            Target::Issue { repository, number } => self.issue(lease, foundation, repository, *number).await?,
            Target::Head { repository, commit } => self.head(lease, repository, commit).await?,
            Target::OpenPulls { repository } => self.open_pulls(lease, repository).await?,
        }
        Ok(Vec::new())
    }

    async fn pull(&self, look: &Look<'_>) -> Result<Vec<Record>, RunError> {
        let Look { lease, foundation, .. } = *look;
        let charters = self.charters.current(foundation).await?;
        let policy = &foundation.policy;
        let Some(mut snapshot) = self.read(&charters, look).await? else {
            return self.gone(look).await;
        };
        if !policy.covers(snapshot.repository.owner()) {
            info!(repository = %snapshot.repository, "repository moved to an unmanaged organization");
            return Ok(vec![nobody_waits(look), publish::hidden(look.repository)]);
        }
        if snapshot.repository != *look.repository {
            return self.renamed(look, &snapshot).await;
        }
        self.remember(look, &mut snapshot).await?;
        if look.trial.is_none() && !self.adopt(lease, &mut snapshot).await? {
            info!(job = %lease.target(), "pull request older than the installation, skipped");
            return Ok(looked(look, &snapshot, &Plan::default()).into_iter().collect());
        }
        self.know_members(&charters, foundation, &mut snapshot).await?;
        Box::pin(self.carry_out(&charters, look, snapshot)).await
    }

    /// Decides on a complete snapshot and applies the plan.
    async fn carry_out(
        &self,
        charters: &CharterState,
        look: &Look<'_>,
        snapshot: Snapshot,
    ) -> Result<Vec<Record>, RunError> {
        let lease = look.lease;
        let snapshot = self.intent(charters, look, snapshot).await?;
        let (snapshot, plan) = self.decided(look, charters, snapshot).await?;
        let applied = self.apply(lease, &snapshot, &plan).await?;
        self.heed_siblings(look, &snapshot, &plan).await?;
        if applied && snapshot.commands.len() >= MAX_COMMENTS {
            self.store.enqueue(lease.target(), lease.installation(), self.clock.now(), "more commands").await?;
        }
        if let Some(due) = plan.again {
            let target = lease.target();
            self.store.enqueue(target, lease.installation(), due, "a reminder is due").await?;
        }
        let shown = publish::decided(&snapshot, applied.then_some(&plan));
        let plan = if applied { plan } else { Plan::default() };
        Ok(looked(look, &snapshot, &plan).into_iter().chain([seen(look, snapshot.state)]).chain(shown).collect())
    }

    /// Runs commands and finds due reminders. Both are on disk before anything is written on GitHub.
    async fn intent(&self, charters: &CharterState, look: &Look<'_>, snapshot: Snapshot) -> Result<Snapshot, RunError> {
        let Look { lease, foundation, .. } = *look;
        let (mut snapshot, intents) = self.judge(foundation, charters, snapshot, intents).await;
        if intents.is_empty() {
            return Ok(snapshot);
        }
        snapshot.remember(&intents);
        for intent in &intents {
            info!(job = %lease.target(), intent = intent.kind(), "noted");
            debug!(job = %lease.target(), ?intent, "noted in full");
        }
        if self.config.dry_run {
            return Ok(snapshot);
        }
        let governing = &foundation.policy.governing.repository;
        let again = intents.iter().any(|intent| matches!(intent, Intent::CheckWanted { .. }));
        let on = RecordSubject { repository: look.repository.clone(), number: look.number };
        let noted = |intent| Record::Noted { foundation: governing.clone(), on: on.clone(), intent };
        self.record(lease, intents.into_iter().map(noted).collect()).await?;
        if again {
            self.charters.doubt(governing);
            return Err(RunError::FactsChanged);
        }
        Ok(snapshot)
    }

    /// Evaluates a snapshot against the charters and the policy, on the threads for computation.
    pub(super) async fn judge<T: Send + 'static>(
        &self,
        foundation: &Arc<Foundation>,
        charters: &CharterState,
        snapshot: Snapshot,
        look: fn(&Snapshot, &Ownership, &Policy) -> T,
    ) -> (Snapshot, T) {
        let (foundation, ownership) = (Arc::clone(foundation), Arc::clone(&charters.ownership));
        let judged = move || {
            let judgement = look(&snapshot, &ownership, &foundation.policy);
            (snapshot, judgement)
        };
        self.config.thinking.run(judged).await
    }

    /// Reads what the decision needs and no more: no files if one group owns the whole repository.
    async fn read(&self, charters: &CharterState, look: &Look<'_>) -> Result<Option<Snapshot>, RunError> {
        let Look { lease, foundation, .. } = *look;
        let CharterState { ownership, documents: known, .. } = charters;
        let installation = self.installation(lease, look.repository).await?;
        if lease.why() == SWEEP_CHORE && !lease.is_event() {
            self.github.may_sweep(installation).map_err(|until| RunError::Yields { until })?;
        }
        let policy = &foundation.policy;
        let governing = &policy.governing;
        let governs = *look.repository == governing.repository;
        let by_path =
            policy.path_rules(ownership.listed_name(look.repository)).is_some() || ownership.has_parts(look.repository);
        let is_owned = by_path || !ownership.owners(look.repository).is_empty();
        let is_document = |path: &str| governing.is_document(path);
        let may_be_stray = |path: &str| governing.may_be_stray(path);
        let documents = DocumentsWanted { is_document: &is_document, may_be_stray: &may_be_stray, known };
        let wanted = SnapshotWanted {
            site: &self.config.site,
            installation,
            repository: look.repository,
            number: look.number,
            trial: look.trial,
            open: look.trial.is_some() || is_open(lease.why()),
            files: by_path || (is_owned && policy.review.looks_at_paths()),
            history: is_owned
                || (governs && policy.mode(APPROVALS_CHECK) != Mode::Off)
                || self.store.knows(look.repository, look.number).await?,
            documents: (governs && (by_path || policy.judges_documents())).then_some(documents),
            told: lease.told().filter(|told| super::may_be_behind(told, self.clock.now())).map(|told| &told.head),
            patient: lease.attempt() < PATIENT_ATTEMPTS,
        };
        let Some(mut snapshot) = self.github.snapshot(&wanted).await? else { return Ok(None) };
        snapshot.pages.clone_from(&self.config.pages);
        // A trial merge includes the documents that it is based on.
        if look.trial.is_none() {
            snapshot.base = governs.then(|| Arc::clone(&known.texts));
        }
        Ok(Some(snapshot))
    }

    /// The repository was renamed: moves its stored data and its jobs to the new name.
    async fn renamed(&self, look: &Look<'_>, snapshot: &Snapshot) -> Result<Vec<Record>, RunError> {
        let (from, to) = (look.repository.clone(), snapshot.repository.clone());
        info!(%from, %to, "repository renamed");
        let hidden = publish::hidden(&from);
        self.record(look.lease, vec![Record::Renamed { from, to: to.clone() }, hidden]).await?;
        let target = match look.trial {
            Some(Trial { commit, base }) => {
                Target::Queue { repository: to, commit: commit.clone(), base: base.clone(), number: look.number }
            }
            None => Target::Pull { repository: to, number: look.number },
        };
        self.store.enqueue(&target, look.lease.installation(), self.clock.now(), look.lease.why()).await?;
        Ok(Vec::new())
    }

    /// GitHub does not return the pull request. If we do not know it either, it may not be visible yet.
    async fn gone(&self, look: &Look<'_>) -> Result<Vec<Record>, RunError> {
        if !self.store.knows(look.repository, look.number).await? {
            return Err(RunError::NotThereYet);
        }
        self.leave_commits(look, None).await?;
        let hidden = Record::Hidden { repository: look.repository.clone(), number: Some(look.number) };
        Ok(vec![nobody_waits(look), seen(look, PullState::Closed), hidden])
    }

    pub(super) async fn installation(&self, lease: &Lease, repository: &RepoName) -> Result<InstallationId, RunError> {
        match lease.installation() {
            Some(installation) => Ok(installation),
            None => {
                let found = self.github.installation_of(repository).await?;
                let found = found.ok_or_else(|| RunError::NoInstallation(repository.clone()))?;
                let foundation = self.names.listed(repository.owner());
                meant(found, repository, foundation.map(|foundation| &foundation.policy))
            }
        }
    }

    /// Adds the stored memory to the snapshot.
    ///
    /// **Invariant:** after a run that was cut off during its writes, our checks and our comments are read from GitHub and
    /// stored. The memory may lack the last one, and none is posted twice, also not by a later run.
    async fn remember(&self, look: &Look<'_>, snapshot: &mut Snapshot) -> Result<(), RunError> {
        let policy = &look.foundation.policy;
        let Some(commit) = &snapshot.commit else { return Ok(()) };
        let (repository, number) = (look.repository, look.number);
        snapshot.memory = self.store.recall(repository, number, Some(commit)).await?;
        snapshot.people = self.store.people(&policy.governing.repository, repository, number).await?;
        snapshot.commands = self.store.told(repository, number).await?;
        if let (true, Some(installation)) = (look.lease.interrupted(), snapshot.installation) {
            let is_on = |(name, mode): (_, &Mode)| (*mode != Mode::Off).then_some(name);
            let names: Vec<&String> = policy.checks.iter().filter_map(is_on).collect();
            let checks = self.github.checks_on(installation, look.repository, commit, &names);
            let comments = async {
                let on_pull = look.trial.is_none();
                let comments = self.github.own_comments(installation, look.repository, look.number);
                if on_pull { comments.await.map(Some) } else { Ok(None) }
            };
            let (checks, comments) = tokio::try_join!(checks, comments)?;
            let on = RecordSubject { repository: repository.clone(), number };
            let mut found = records::correct_checks(&mut snapshot.memory, checks, (&on, commit));
            let comments = comments.into_iter();
            found.extend(comments.flat_map(|shown| records::correct_comments(&mut snapshot.memory, shown, &on)));
            self.record(look.lease, found).await?;
        }
        // A queue requests a check once per trial merge, and again only if the check is re-run.
        if look.trial.is_some() {
            snapshot.memory.checks.values_mut().for_each(|posted| posted.fingerprint.clear());
        }
        Ok(())
    }
}

/// Whether this reason for a run means that the pull request was open.
fn is_open(why: &str) -> bool {
    let told = why.strip_prefix("pull_request.").unwrap_or(why);
    matches!(told, "opened" | "reopened" | "synchronize" | "ready_for_review" | "converted_to_draft" | "sweep")
}

/// The requested reviewers after the plan is applied. Not for a merge queue's trial.
fn looked(look: &Look<'_>, snapshot: &Snapshot, plan: &Plan) -> Option<Record> {
    let open = snapshot.state != PullState::Closed;
    let mut requested = if open { snapshot.requested.clone() } else { BTreeSet::new() };
    for action in &plan.actions {
        match action {
            Action::RequestReview { reviewers, .. } => {
                requested.extend(reviewers.iter().filter_map(Reviewer::person).cloned())
            }
            Action::TakeBack { reviewers } => requested.retain(|login| !reviewers.contains(&Reviewer::from(login))),
            _ => {}
        }
    }
    let on = RecordSubject { repository: look.repository.clone(), number: look.number };
    let foundation = look.foundation.policy.governing.repository.clone();
    look.trial.is_none().then_some(Record::Looked { foundation, on, requested })
}

/// Records the end of a pull request: the retention of data about its users starts there.
fn seen(look: &Look<'_>, state: PullState) -> Record {
    let on = RecordSubject { repository: look.repository.clone(), number: look.number };
    Record::Seen { on, closed: state == PullState::Closed }
}

/// Records that no reviewer is waited for any more.
fn nobody_waits(look: &Look<'_>) -> Record {
    let on = RecordSubject { repository: look.repository.clone(), number: look.number };
    let foundation = look.foundation.policy.governing.repository.clone();
    Record::Looked { foundation, on, requested: BTreeSet::new() }
}

/// The same for a repository that no policy covers.
fn uncovered(target: &Target) -> Vec<Record> {
    let Target::Pull { repository, number } = target else { return Vec::new() };
    let on = RecordSubject { repository: repository.clone(), number: *number };
    vec![Record::Looked { foundation: repository.clone(), on, requested: BTreeSet::new() }]
}
