//! A plan carried out: one write after the other, each kept before the next.

use std::time::Duration;

use tracing::{info, warn};

use crate::domain::ids::InstallationId;
use crate::domain::plan::{Action, Plan};
use crate::domain::snapshot::Snapshot;
use crate::domain::time::Timestamp;
use crate::github::{Applied, GitHubError, LONG_PATIENCE, Place, Turn};
use crate::store::{Hold, Lease, Record};

use super::run::Trouble;
use super::{Worker, chain, memory};

/// How often is seen whether another process has ended its write.
const LOOK: Duration = Duration::from_millis(100);

/// How long a run stays away that has waited for others in vain.
const LATER: Duration = Duration::from_secs(10);

/// What is said to who wants to write.
#[derive(Debug, PartialEq, Eq)]
enum Leave {
    /// Write.
    Given,
    /// Nobody else writes, but it is not time yet.
    Due(Timestamp),
    /// Another run writes, or another process has waited for longer.
    Taken,
}

impl Worker {
    /// Whether the plan is carried out.
    pub(super) async fn apply(&self, lease: &Lease, snapshot: &Snapshot, plan: &Plan) -> Result<bool, Trouble> {
        if plan.actions.is_empty() {
            return Ok(true);
        }
        if self.config.dry_run {
            for action in &plan.actions {
                info!(target = %lease.target(), action = action.kind(), detail = %memory::detail(action), "dry run: not written");
            }
            return Ok(false);
        }
        self.holds(lease, self.store.begin_writes(lease).await?)?;
        let Some(installation) = snapshot.installation else { return Ok(false) };
        let repository = snapshot.repository.clone();
        let place = Place { installation, repository, number: snapshot.number, public: !snapshot.private };
        for action in &plan.actions {
            self.write(lease, &place, action).await?;
        }
        Ok(true)
    }

    /// Makes one write and keeps what came of it, before the next one.
    async fn write(&self, lease: &Lease, place: &Place, action: &Action) -> Result<(), Trouble> {
        let turn = loop {
            let turn = self.turn(lease, place.installation).await?;
            if !self.slots.is_doubtful(lease.token(), self.config.lease / 2) {
                break turn;
            }
            // Whoever was frozen for a while must not write into the work of another: is it still its turn?
            self.holds(lease, self.store.extend(lease, self.config.lease).await?)?;
        };
        let made = self.make(&turn, lease, place, action).await;
        self.give_back(lease, place.installation).await;
        made
    }

    async fn make(&self, turn: &Turn, lease: &Lease, place: &Place, action: &Action) -> Result<(), Trouble> {
        let applied = self.github.apply_in(turn, place, action).await?;
        let surprised = matches!(
            (action, &applied),
            (_, Applied::CannotBeAsked(_) | Applied::LabelGone) | (Action::ChangeLabel { .. }, Applied::LabelThere)
        );
        info!(target = %lease.target(), action = action.kind(), "written");
        self.metrics.wrote(action.kind());
        let records = memory::records(place, action, applied, self.clock.now());
        self.record(lease, records).await?;
        if surprised { Err(Trouble::FactsChanged) } else { Ok(()) }
    }

    /// The turn to write for an installation: of all runs of this process, and with [`Self::leave`] of all processes.
    async fn turn(&self, lease: &Lease, installation: InstallationId) -> Result<Turn, Trouble> {
        if let Some(turn) = self.github.turn_now(installation)
            && self.leave(lease, installation).await? == Leave::Given
        {
            return Ok(turn);
        }
        // Who waits for a turn does no work: others have the slot meanwhile.
        self.slots.rest(lease.token(), self.wait_for_turn(lease, installation)).await
    }

    async fn wait_for_turn(&self, lease: &Lease, installation: InstallationId) -> Result<Turn, Trouble> {
        let later = |until| Err(Trouble::GitHub(GitHubError::Paced { until }));
        let turn = self.github.turn(installation).await?;
        let patience = self.clock.now().plus(LONG_PATIENCE);
        loop {
            let now = self.clock.now();
            match self.leave(lease, installation).await? {
                Leave::Given => return Ok(turn),
                Leave::Due(due) if due > patience => return later(due),
                Leave::Due(due) => tokio::time::sleep(now.until(due)).await,
                Leave::Taken if now > patience => return later(now.plus(LATER)),
                Leave::Taken => tokio::time::sleep(LOOK).await,
            }
        }
    }

    /// Whether no other run writes for the installation, in whatever process, and a write is due.
    async fn leave(&self, lease: &Lease, installation: InstallationId) -> Result<Leave, Trouble> {
        if !self.github.is_paced() {
            return Ok(Leave::Given);
        }
        let Some(told) = self.store.take_write_turn(installation, &self.config.name, lease.token()).await? else {
            return Ok(Leave::Taken);
        };
        let due = self.github.hear_writes(installation, &told);
        if due <= self.clock.now() {
            return Ok(Leave::Given);
        }
        self.give_back(lease, installation).await;
        Ok(Leave::Due(due))
    }

    /// Lets others write, and tells them how far writes have come. A run that ends without gives it back, too.
    async fn give_back(&self, lease: &Lease, installation: InstallationId) {
        if !self.github.is_paced() {
            return;
        }
        let pace = self.github.tell_writes(installation);
        if let Err(error) = self.store.give_write_turn(installation, lease.token(), pace).await {
            warn!(%installation, error = %chain(&error), "no other run can write until this one ends");
        }
    }

    /// Keeps what came of it, and goes on only if the lease holds.
    pub(super) async fn record(&self, lease: &Lease, records: Vec<Record>) -> Result<(), Trouble> {
        self.holds(lease, self.store.record(lease, records).await?)
    }

    fn holds(&self, lease: &Lease, hold: Hold) -> Result<(), Trouble> {
        match hold {
            Hold::Kept => {
                self.slots.held(lease.token());
                Ok(())
            }
            Hold::Lost => Err(Trouble::TakenOver),
        }
    }
}
