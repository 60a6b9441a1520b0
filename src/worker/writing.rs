//! A plan carried out: one write after the other, each kept before the next.

use std::time::Duration;

use tracing::{info, warn};

use crate::domain::ids::InstallationId;
use crate::domain::plan::{Action, Plan};
use crate::domain::snapshot::Snapshot;
use crate::github::{Applied, GitHubError, Place, Turn};
use crate::store::{Hold, Lease, Record, Written};

use super::run::Trouble;
use super::{Worker, chain, memory};

/// How often is seen whether another process has ended its write.
const LOOK: Duration = Duration::from_millis(250);

/// So often at the most; then the run comes again later.
const MOST_LOOKS: u32 = 240;

/// What is said to who wants to write.
#[derive(Debug, PartialEq, Eq)]
enum Leave {
    Given,
    /// Ask again then.
    Later(Duration),
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
        let turn = self.turn(lease, place.installation).await?;
        // Whoever was frozen for a while must not write into the work of another.
        if self.slots.is_doubtful(lease.token(), self.config.lease / 2) {
            self.holds(lease, self.store.extend(lease, self.config.lease).await?)?;
        }
        let applied = self.github.apply_in(&turn, place, action).await;
        self.give_back(lease, place.installation).await;
        drop(turn);
        let applied = applied?;
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
        let turn = self.github.turn(installation).await?;
        for _ in 0..MOST_LOOKS {
            match self.leave(lease, installation).await? {
                Leave::Given => return Ok(turn),
                Leave::Later(wait) => tokio::time::sleep(wait.min(LOOK)).await,
            }
        }
        Err(Trouble::GitHub(GitHubError::Paced { until: self.clock.now().plus(LOOK) }))
    }

    /// Whether no process writes for the installation at this moment, and another write is due: then it is ours to make.
    /// Who dies among it keeps others from theirs until it is taken for dead.
    async fn leave(&self, lease: &Lease, installation: InstallationId) -> Result<Leave, Trouble> {
        if !self.github.is_paced() {
            return Ok(Leave::Given);
        }
        let Some(written) = self.store.take_write_turn(installation, lease.token(), self.config.lease).await? else {
            return Ok(Leave::Later(LOOK));
        };
        let due = self.github.others_wrote(installation, (written.due, written.last));
        let wait = self.clock.now().until(due);
        if wait.is_zero() {
            return Ok(Leave::Given);
        }
        self.give_back(lease, installation).await;
        Ok(Leave::Later(wait))
    }

    /// Lets others write, and tells them how far writes have come.
    async fn give_back(&self, lease: &Lease, installation: InstallationId) {
        if !self.github.is_paced() {
            return;
        }
        let (due, last) = self.github.writes(installation);
        if let Err(error) = self.store.give_write_turn(installation, lease.token(), Written { due, last }).await {
            warn!(%installation, error = %chain(&error), "others can't write for a while");
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
