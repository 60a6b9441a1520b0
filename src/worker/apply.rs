//! Applies a plan: one write after the other, each recorded before the next.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::Instant;
use tracing::{debug, info, warn};

use crate::domain::pull::plan::{Action, Plan};
use crate::domain::pull::refused_writes::Write;
use crate::domain::pull::snapshot::Snapshot;
use crate::domain::types::ids::InstallationId;
use crate::domain::types::time::Timestamp;
use crate::github::{Applied, GitHubError, LONG_PATIENCE, WriteGuard, WritePlace};
use crate::store::{Lease, LeaseStatus, Record};

use super::records::Refused;
use super::run::RunError;
use super::{Worker, records};

/// How often a run checks whether another process has finished its write.
const LOOK: Duration = Duration::from_millis(100);

/// How long a run is put off after it has waited for the write lock in vain.
const LATER: Duration = Duration::from_secs(10);

/// The answer to a run that asks to write.
enum WritePermit {
    /// The run holds the write lock and may write.
    Given,
    /// The run holds the write lock, but the next write is not due before this time.
    Due(Timestamp),
    /// Another run holds the write lock, another process has waited for longer, or the lease has ended.
    Taken,
}

/// What all writes of a run have in common.
pub(super) struct At<'a> {
    pub(super) lease: &'a Lease,
    pub(super) place: WritePlace,
    /// What GitHub refused in earlier runs.
    pub(super) before: &'a Refused,
}

impl Worker {
    /// Applies the plan of a run that has begun to write ([`Self::begin`]). Returns whether it was applied: a dry run
    /// does not.
    pub(super) async fn apply(&self, lease: &Lease, snapshot: &Snapshot, plan: &Plan) -> Result<bool, RunError> {
        if plan.actions.is_empty() {
            return Ok(true);
        }
        if self.config.dry_run {
            for action in &plan.actions {
                tell_dry_run(lease, snapshot, action);
            }
            return Ok(false);
        }
        let Some(installation) = snapshot.installation else { return Ok(false) };
        let repository = snapshot.repository.clone();
        let place = WritePlace { installation, repository, number: snapshot.number, public: !snapshot.private };
        let at = At { lease, place, before: &snapshot.memory.refused };
        let news = Box::pin(self.in_turn(lease, self.write_all(&at, &plan.actions))).await?;
        // A check reports what GitHub refused. That takes one more run, which does not try the refused write again.
        if news && !plan.checks.is_empty() {
            return Err(RunError::FactsChanged);
        }
        Ok(true)
    }

    /// Makes the writes in order. Returns whether GitHub refused a write that the check does not report yet. A refused
    /// write does not stop the others. If a refused write is of a kind that is not remembered, the run fails after the
    /// last write.
    async fn write_all(&self, at: &At<'_>, actions: &[Action]) -> Result<bool, RunError> {
        let At { lease, place, before } = at;
        let mut failed = Ok(());
        let mut news = false;
        let mut not_made = BTreeSet::new();
        for action in actions {
            let Some(action) = without(action, &not_made) else { continue };
            match self.write(at, &action).await {
                Err(RunError::GitHub(error)) if error.is_refusal() => {
                    let records = records::refusal(place, &action, &error, self.clock.now());
                    news |= records::is_news(&records, before);
                    self.record(lease, records).await?;
                    tell_refusal(lease, place, &action, &error);
                    not_made.extend(action.makes_label().map(str::to_owned));
                    if Write::of(&action).is_empty() {
                        failed = failed.and(Err(RunError::GitHub(error)));
                    }
                }
                outcome => news |= outcome?,
            }
        }
        failed.map(|()| news)
    }

    /// Makes the writes of a run while no other run for the same author writes. A run that writes mostly waits, so it
    /// gives its slot to other runs meanwhile.
    pub(super) async fn in_turn<T>(&self, lease: &Lease, writes: impl Future<Output = T>) -> T {
        if !self.github.is_paced() {
            return writes.await;
        }
        let writes = async {
            let _author = self.slots.author_turn(lease).await;
            writes.await
        };
        self.slots.rest(lease.token(), writes).await
    }

    /// Makes one write under the write lock and records its result before the next one. Returns whether GitHub refused
    /// a part of it that the check does not report yet. Call it within [`Self::in_turn`].
    pub(super) async fn write(&self, at: &At<'_>, action: &Action) -> Result<bool, RunError> {
        let turn = self.wait_for_turn(at.lease, at.place.installation).await?;
        self.make(&turn, at, action).await
    }

    async fn make(&self, turn: &WriteGuard, at: &At<'_>, action: &Action) -> Result<bool, RunError> {
        let made = self.make_and_keep(turn, at, action).await;
        let given = self.give_back(at.lease, at.place.installation).await;
        let news = made?;
        given.map(|()| news)
    }

    async fn make_and_keep(&self, turn: &WriteGuard, at: &At<'_>, action: &Action) -> Result<bool, RunError> {
        let At { lease, place, before } = at;
        let applied = self.github.apply_in(turn, place, action).await?;
        let surprised = match (action, &applied) {
            (_, Applied::CannotBeAsked(_) | Applied::LabelGone) => true,
            (Action::ChangeLabel { .. }, Applied::LabelThere) => true,
            // A user deleted or renamed a label of ours, and GitHub created it again. The next run sets its color.
            (Action::AddLabels { styled, .. }, Applied::LabelsPut { unstyled, .. }) => !styled.is_disjoint(unstyled),
            _ => false,
        };
        info!(job = %lease.target(), action = action.kind(), "written");
        self.metrics.wrote(action.kind());
        let records = records::records(place, action, applied, before, self.clock.now());
        let news = records::is_news(&records, before);
        self.record(lease, records).await?;
        if surprised { Err(RunError::FactsChanged) } else { Ok(news) }
    }

    /// Waits for the write lock of an installation, among the runs of this process and, through [`Self::leave`], among
    /// all processes.
    async fn wait_for_turn(&self, lease: &Lease, installation: InstallationId) -> Result<WriteGuard, RunError> {
        let later = |until| Err(RunError::GitHub(GitHubError::Paced { until }));
        let turn = self.github.turn(installation).await?;
        let patience = Instant::now() + LONG_PATIENCE;
        loop {
            let leave = self.leave(lease, installation).await?;
            let now = self.clock.now();
            match leave {
                WritePermit::Given => return Ok(turn.while_true(self.still_leased(lease))),
                // No other run may write before that time either.
                WritePermit::Due(due) if now.until(due) < LONG_PATIENCE => tokio::time::sleep(now.until(due)).await,
                WritePermit::Due(due) => {
                    self.give_back(lease, installation).await?;
                    return later(due);
                }
                WritePermit::Taken if Instant::now() < patience => tokio::time::sleep(LOOK).await,
                WritePermit::Taken => return later(now.plus(LATER)),
            }
        }
    }

    /// Checks whether this run may write: no other run of any process writes for the installation, and a write is due.
    async fn leave(&self, lease: &Lease, installation: InstallationId) -> Result<WritePermit, RunError> {
        if !self.github.is_paced() {
            // A process that was frozen may have lost its lease. It checks the lease before it writes.
            if !self.slots.is_fresh(lease.token(), self.config.lease / 2) {
                holds(self.extend(lease).await?)?;
            }
            return Ok(WritePermit::Given);
        }
        let Some(told) = self.store.take_write_turn(installation, &self.config.name, lease.token()).await? else {
            return Ok(WritePermit::Taken);
        };
        let due = self.github.hear_writes(installation, &told);
        Ok(if due <= self.clock.now() { WritePermit::Given } else { WritePermit::Due(due) })
    }

    /// Whether the lease certainly holds at this moment, by the clock of this process alone.
    fn still_leased(&self, lease: &Lease) -> impl Fn() -> bool + Send + Sync + 'static {
        // A request takes time, and the clocks of processes differ by a little.
        let (slots, token, time) = (self.slots.clone(), lease.token(), self.config.lease * 3 / 4);
        move || slots.is_fresh(token, time)
    }

    /// Releases the write lock and shares the pace of writes with other processes. If this fails the run has to end,
    /// because others wait for the lock; the end of a run also releases it.
    async fn give_back(&self, lease: &Lease, installation: InstallationId) -> Result<(), RunError> {
        if self.github.is_paced() {
            let pace = self.github.tell_writes(installation);
            self.store.give_write_turn(installation, lease.token(), pace).await?;
        }
        Ok(())
    }

    /// Stores the records, and continues only if the lease still holds.
    pub(super) async fn record(&self, lease: &Lease, records: Vec<Record>) -> Result<(), RunError> {
        holds(self.store.record(lease, records).await?)
    }
}

/// Ends a run without a lease.
pub(super) fn holds(lease: LeaseStatus) -> Result<(), RunError> {
    match lease {
        LeaseStatus::Held => Ok(()),
        LeaseStatus::Lost => Err(RunError::TakenOver),
    }
}

/// Logs a write that a dry run does not make. Details of a private repository are logged at debug level only.
fn tell_dry_run(lease: &Lease, snapshot: &Snapshot, action: &Action) {
    let (target, kind, detail) = (lease.target(), action.kind(), records::detail(action));
    match snapshot.private {
        true => {
            info!(job = %target, action = kind, "dry run: not written; the level `debug` shows what");
            debug!(job = %target, action = kind, %detail, "dry run: not written");
        }
        false => info!(job = %target, action = kind, %detail, "dry run: not written"),
    }
}

/// Logs a refused write. GitHub's message may contain names of users: for a private repository it is logged at debug
/// level only.
fn tell_refusal(lease: &Lease, place: &WritePlace, action: &Action, error: &GitHubError) {
    let (target, kind) = (lease.target(), action.kind());
    match place.public {
        true => warn!(job = %target, action = kind, %error, "write refused"),
        false => {
            warn!(job = %target, action = kind, "write refused, see `wg-steward deliveries show`");
            debug!(job = %target, action = kind, %error, "write refused");
        }
    }
}

/// The action without the labels that could not be created, because GitHub would create them gray; `None` if nothing is
/// left.
fn without<'a>(action: &'a Action, not_made: &BTreeSet<String>) -> Option<Cow<'a, Action>> {
    let Action::AddLabels { names, styled } = action else { return Some(Cow::Borrowed(action)) };
    let names: Vec<_> = names.iter().filter(|name| !not_made.contains(*name)).cloned().collect();
    (!names.is_empty()).then_some(Cow::Owned(Action::AddLabels { names, styled: styled.clone() }))
}
