//! Runs the maintenance tasks: the purge, reviewer loads, missed deliveries, and the sweep of open pull requests.
//!
//! Each task runs in steps. The process that finds a step due takes it ([`take_chore`](store::Store::take_chore)), so
//! there is no leader. If a process dies, another one continues from the stored cursor. A failing task does not delay
//! the others.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use tracing::warn;

use crate::domain::types::time::Timestamp;
use crate::store::{self, StoreError, TaskProgress};
use crate::worker::chain;
use crate::worker::run::RunError;

use super::context::MaintenanceContext;
use super::{missed_deliveries, purge, sweep};

/// How often the process checks whether a task is due: one read of a few rows.
const LOOK: Duration = Duration::from_secs(1);

/// How long a step may take. If it fails or its process dies, the task continues after this time.
const HOLD: Duration = Duration::from_secs(5 * 60);

/// How long after its start a process begins to sweep: reading the charters and missed deliveries come first.
const QUIET: Duration = Duration::from_secs(60);

/// Runs the maintenance tasks of a process. Clones share their state.
#[derive(Clone)]
pub(in crate::worker) struct Chores {
    house: MaintenanceContext,
    /// This process's list of repositories for the sweep.
    listing: Arc<Mutex<Option<sweep::Listing>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chore {
    Recovery,
    Purge,
    Loads,
    Sweep,
}

const HOUSEKEEPING: &[Chore] = &[Chore::Purge, Chore::Loads];
const ALL: &[Chore] = &[Chore::Recovery, Chore::Purge, Chore::Loads, Chore::Sweep];

impl Chore {
    fn name(self) -> &'static str {
        match self {
            Self::Recovery => "recovery",
            Self::Purge => "purge",
            Self::Loads => "loads",
            Self::Sweep => sweep::SWEEP_CHORE,
        }
    }

    /// The longest time between two steps.
    fn longest(self) -> Duration {
        match self {
            Self::Recovery => missed_deliveries::LONGEST,
            Self::Purge | Self::Loads => purge::PERIOD,
            Self::Sweep => sweep::PERIOD,
        }
    }
}

impl Chores {
    pub(in crate::worker) fn new(house: MaintenanceContext) -> Self {
        Self { house, listing: Arc::default() }
    }

    /// Runs due tasks until `stop`. Without `reconcile`, the tasks that ask GitHub for missed deliveries and open pull
    /// requests are off.
    pub(in crate::worker) async fn keep(self, reconcile: bool, stop: CancellationToken) {
        let chores = if reconcile { ALL } else { HOUSEKEEPING };
        stop.run_until_cancelled(self.look_from_time_to_time(chores)).await;
    }

    async fn look_from_time_to_time(&self, chores: &[Chore]) {
        let started = self.house.clock.now();
        // Webhooks may have been lost while no process ran.
        if let Err(error) = self.house.store.hasten_chore(Chore::Recovery.name()).await {
            warn!(error = %chain(&error), "missed deliveries will be looked up later");
        }
        loop {
            if let Err(error) = self.look(chores, started).await {
                warn!(error = %chain(&error), "due tasks not readable");
            }
            sleep(LOOK).await;
        }
    }

    async fn look(&self, chores: &[Chore], started: Timestamp) -> Result<(), StoreError> {
        let known = self.house.store.chores().await?;
        for chore in chores {
            let now = self.house.clock.now();
            if *chore == Chore::Sweep && now < started.plus(QUIET) {
                continue;
            }
            let known = known.iter().find(|known| known.name == chore.name());
            if known.is_none_or(|known| is_due(known, now, chore.longest())) {
                self.take(*chore).await;
            }
        }
        Ok(())
    }

    /// Runs a step, unless another process does.
    async fn take(&self, chore: Chore) {
        let name = chore.name();
        let cursor = match self.house.store.take_chore(name, HOLD, chore.longest()).await {
            Ok(Some(cursor)) => cursor,
            Ok(None) => return,
            Err(error) => return warn!(chore = name, error = %chain(&error), "task not started"),
        };
        let Some(step) = self.guarded(chore, cursor).await else { return };
        if let Err(error) = self.house.store.note_chore(name, step).await {
            warn!(chore = name, error = %chain(&error), "task progress not stored, will repeat");
        }
    }

    /// The result of a step, if it succeeds in time.
    async fn guarded(&self, chore: Chore, cursor: String) -> Option<TaskProgress> {
        let chores = self.clone();
        let step = tokio::spawn(async move { timeout(HOLD, chores.step(chore, &cursor)).await });
        let why = match AbortOnDropHandle::new(step).await {
            Ok(Ok(Ok(step))) => return Some(step),
            Ok(Ok(Err(trouble))) => chain(&trouble),
            Ok(Err(_)) => format!("it took longer than {} s", HOLD.as_secs()),
            Err(_) => "it panicked: standard error says where; please report it".to_owned(),
        };
        warn!(chore = chore.name(), error = why, "task failed, will retry");
        None
    }

    async fn step(&self, chore: Chore, cursor: &str) -> Result<TaskProgress, RunError> {
        match chore {
            Chore::Recovery => missed_deliveries::round(&self.house, cursor).await,
            Chore::Purge => Ok(purge::purge(&self.house).await?),
            Chore::Loads => Ok(purge::see_to_loads(&self.house.store, &self.house.clock).await?),
            Chore::Sweep => sweep::step(&self.house, &self.listing, cursor).await,
        }
    }
}

/// The condition of [`take_chore`](store::Store::take_chore), without a write.
fn is_due(chore: &store::Chore, now: Timestamp, longest: Duration) -> bool {
    chore.due <= now || chore.due > now.plus(longest)
}
