//! A plan carried out: one write after the other, each kept before the next.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::Instant;
use tracing::{debug, info, warn};

use crate::domain::ids::InstallationId;
use crate::domain::plan::{Action, Plan};
use crate::domain::snapshot::Snapshot;
use crate::domain::time::Timestamp;
use crate::github::{Applied, GitHubError, LONG_PATIENCE, Place, Turn};
use crate::store::{Hold, Lease, Record};

use super::run::Trouble;
use super::{Worker, memory};

/// How often is seen whether another process has ended its write.
const LOOK: Duration = Duration::from_millis(100);

/// How long a run stays away that has waited for others in vain.
const LATER: Duration = Duration::from_secs(10);

/// What is said to who wants to write.
enum Leave {
    /// It has the turn, and may write.
    Given,
    /// It has the turn, but a write is not due before then.
    Due(Timestamp),
    /// Another run has the turn, or another process has waited for longer, or the lease has ended.
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
                tell_dry_run(lease, snapshot, action);
            }
            return Ok(false);
        }
        self.holds(lease, self.store.begin_writes(lease).await?)?;
        let Some(installation) = snapshot.installation else { return Ok(false) };
        let repository = snapshot.repository.clone();
        let place = Place { installation, repository, number: snapshot.number, public: !snapshot.private };
        self.write_all(lease, &place, &plan.actions).await?;
        Ok(true)
    }

    /// Makes the writes in their order. One that GitHub refuses for good keeps no other from being made; unless it is
    /// about labels, the run fails because of it once the others are made.
    async fn write_all(&self, lease: &Lease, place: &Place, actions: &[Action]) -> Result<(), Trouble> {
        let mut refused = Ok(());
        let mut not_made = BTreeSet::new();
        for action in actions {
            let Some(action) = without(action, &not_made) else { continue };
            match self.write(lease, place, &action).await {
                Err(Trouble::GitHub(error)) if error.is_refusal() => {
                    self.record(lease, vec![memory::refusal(&action, &error)]).await?;
                    tell_refusal(lease, place, &action, &error);
                    if let Action::CreateLabel { label, .. } = action.as_ref() {
                        not_made.insert(label.name.clone());
                    }
                    if !action.is_about_labels() {
                        refused = refused.and(Err(Trouble::GitHub(error)));
                    }
                }
                outcome => outcome?,
            }
        }
        refused
    }

    /// Makes one write when it is this run's turn, and keeps what came of it before the next one.
    async fn write(&self, lease: &Lease, place: &Place, action: &Action) -> Result<(), Trouble> {
        if let Some(turn) = self.github.turn_now(place.installation) {
            match self.leave(lease, place.installation).await? {
                Leave::Given => return self.make(&turn, lease, place, action).await,
                Leave::Due(_) => self.give_back(lease, place.installation).await?,
                Leave::Taken => {}
            }
        }
        // Who waits for a turn does no work: others have the slot meanwhile. It is not waited for once the turn has come.
        let later = async {
            let _author = self.slots.author_turn(lease).await;
            let turn = self.wait_for_turn(lease, place.installation).await?;
            self.make(&turn, lease, place, action).await
        };
        self.slots.rest(lease.token(), later).await
    }

    async fn make(&self, turn: &Turn, lease: &Lease, place: &Place, action: &Action) -> Result<(), Trouble> {
        let made = self.make_and_keep(turn, lease, place, action).await;
        let given = self.give_back(lease, place.installation).await;
        made.and(given)
    }

    async fn make_and_keep(&self, turn: &Turn, lease: &Lease, place: &Place, action: &Action) -> Result<(), Trouble> {
        let applied = self.github.apply_in(turn, place, action).await?;
        let surprised = match (action, &applied) {
            (_, Applied::CannotBeAsked(_) | Applied::LabelGone) => true,
            (Action::ChangeLabel { .. }, Applied::LabelThere) => true,
            // Somebody deleted or renamed one that we made: GitHub has made it again, and the next look gives it its colour.
            (Action::AddLabels { styled, .. }, Applied::LabelsPut { unstyled, .. }) => !styled.is_disjoint(unstyled),
            _ => false,
        };
        info!(target = %lease.target(), action = action.kind(), "written");
        self.metrics.wrote(action.kind());
        let records = memory::records(place, action, applied, self.clock.now());
        self.record(lease, records).await?;
        if surprised { Err(Trouble::FactsChanged) } else { Ok(()) }
    }

    /// Waits for the turn to write for an installation: of all runs of this process, and with [`Self::leave`] of all processes.
    async fn wait_for_turn(&self, lease: &Lease, installation: InstallationId) -> Result<Turn, Trouble> {
        let later = |until| Err(Trouble::GitHub(GitHubError::Paced { until }));
        let turn = self.github.turn(installation).await?;
        let patience = Instant::now() + LONG_PATIENCE;
        loop {
            let leave = self.leave(lease, installation).await?;
            let now = self.clock.now();
            match leave {
                Leave::Given => return Ok(turn),
                // Nobody else may write before that, either.
                Leave::Due(due) if now.until(due) < LONG_PATIENCE => tokio::time::sleep(now.until(due)).await,
                Leave::Due(due) => {
                    self.give_back(lease, installation).await?;
                    return later(due);
                }
                Leave::Taken if Instant::now() < patience => tokio::time::sleep(LOOK).await,
                Leave::Taken => return later(now.plus(LATER)),
            }
        }
    }

    /// Asks whether this run may write: no other one does for the installation, in whatever process, and a write is due.
    async fn leave(&self, lease: &Lease, installation: InstallationId) -> Result<Leave, Trouble> {
        if !self.github.is_paced() {
            // Whoever was frozen for a while must not write into the work of another. A turn is for who has the lease.
            if self.slots.is_doubtful(lease.token(), self.config.lease / 2) {
                self.holds(lease, self.store.extend(lease, self.config.lease).await?)?;
            }
            return Ok(Leave::Given);
        }
        let Some(told) = self.store.take_write_turn(installation, &self.config.name, lease.token()).await? else {
            return Ok(Leave::Taken);
        };
        let due = self.github.hear_writes(installation, &told);
        Ok(if due <= self.clock.now() { Leave::Given } else { Leave::Due(due) })
    }

    /// Lets others write, and tells them how far writes have come. A run that ends without gives it back, too: where this
    /// fails it has to end, for others wait for it.
    async fn give_back(&self, lease: &Lease, installation: InstallationId) -> Result<(), Trouble> {
        if self.github.is_paced() {
            let pace = self.github.tell_writes(installation);
            self.store.give_write_turn(installation, lease.token(), pace).await?;
        }
        Ok(())
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

/// What is not written. Whom and what it concerns in a private repository is for who wants to see it.
fn tell_dry_run(lease: &Lease, snapshot: &Snapshot, action: &Action) {
    let (target, kind, detail) = (lease.target(), action.kind(), memory::detail(action));
    match snapshot.private {
        true => {
            info!(%target, action = kind, "dry run: not written; the level `debug` shows what");
            debug!(%target, action = kind, %detail, "dry run: not written");
        }
        false => info!(%target, action = kind, %detail, "dry run: not written"),
    }
}

/// GitHub's words may name people.
fn tell_refusal(lease: &Lease, place: &Place, action: &Action, error: &GitHubError) {
    let (target, kind) = (lease.target(), action.kind());
    match place.public {
        true => warn!(%target, action = kind, %error, "write refused"),
        false => {
            warn!(%target, action = kind, "write refused: `wg-steward deliveries show` has the reason");
            debug!(%target, action = kind, %error, "write refused");
        }
    }
}

/// A write without the labels that could not be made, which GitHub would make grey; `None` where nothing is left.
fn without<'a>(action: &'a Action, not_made: &BTreeSet<String>) -> Option<Cow<'a, Action>> {
    let Action::AddLabels { names, styled } = action else { return Some(Cow::Borrowed(action)) };
    let names: Vec<_> = names.iter().filter(|name| !not_made.contains(*name)).cloned().collect();
    (!names.is_empty()).then_some(Cow::Owned(Action::AddLabels { names, styled: styled.clone() }))
}
