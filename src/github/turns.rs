//! Whose turn it is: writes of one installation come one after the other and at a pace; reads and other installations
//! never wait for them. And who has nothing urgent to ask waits while little is left.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex, OwnedMutexGuard};

use super::GitHub;
use super::budget::Budget;
use super::error::GitHubError;
use super::ledger::Caller;
use crate::domain::ids::InstallationId;
use crate::domain::time::Timestamp;

/// How long a write waits for its time. Who would wait longer is told when to come back, and holds up nobody.
const PATIENCE: Duration = Duration::from_secs(5);

/// The writes of one installation.
#[derive(Default)]
pub(super) struct Writers {
    turn: Arc<Mutex<()>>,
    /// How many wait for their turn or have it.
    present: AtomicU32,
}

/// Leave to write for one installation, alone.
#[must_use]
pub(super) struct Turn {
    _alone: OwnedMutexGuard<()>,
    _present: Present,
}

/// Counts as a writer until it is dropped.
struct Present(Arc<Writers>);

impl Drop for Present {
    fn drop(&mut self) {
        self.0.present.fetch_sub(1, Ordering::SeqCst);
    }
}

impl GitHub {
    /// How long it is until a write of `installation` may begin, after those that wait already; zero if it may now.
    /// A job that has to write waits that long before it takes a worker.
    pub fn write_wait(&self, installation: InstallationId) -> Duration {
        let present = self.writers(installation).present.load(Ordering::SeqCst);
        self.now().until(self.next_write(installation, present))
    }

    /// Whether a sweep may go on: one of the things that can wait, as looking at all open pull requests again.
    ///
    /// # Errors
    /// When to ask again: GitHub wants to hear nothing until then, or so little is left that it is for webhooks.
    pub fn may_sweep(&self, installation: InstallationId) -> Result<(), Timestamp> {
        let now = self.now();
        self.0.ledger.of(Caller::Installation(installation), |account| account.reserved(now)).map_or(Ok(()), Err)
    }

    /// What is left for each installation of which GitHub has said so.
    pub fn budgets(&self) -> BTreeMap<InstallationId, Budget> {
        let of_installation = |(caller, budget)| match caller {
            Caller::App => None,
            Caller::Installation(installation) => Some((installation, budget)),
        };
        self.0.ledger.budgets().into_iter().filter_map(of_installation).collect()
    }

    /// What is left for the app itself, which asks for tokens and where it is installed.
    pub fn app_budget(&self) -> Option<Budget> {
        self.0.ledger.of(Caller::App, |account| account.budget())
    }

    /// Waits until nobody else writes for this installation: GitHub wants writes one after the other.
    pub(super) async fn write_turn(&self, installation: InstallationId) -> Result<Turn, GitHubError> {
        let writers = self.writers(installation);
        let ahead = writers.present.fetch_add(1, Ordering::SeqCst);
        let present = Present(Arc::clone(&writers));
        self.soon(self.next_write(installation, ahead))?;
        let alone = Arc::clone(&writers.turn).lock_owned().await;
        Ok(Turn { _alone: alone, _present: present })
    }

    /// Waits until the next write is due. To be called by who has the turn.
    pub(super) async fn pause(&self, installation: InstallationId) -> Result<(), GitHubError> {
        self.soon(self.next_write(installation, 0))?;
        let now = self.now();
        let at = self.0.ledger.of(Caller::Installation(installation), |account| account.reserve_write(now));
        tokio::time::sleep(now.until(at)).await;
        Ok(())
    }

    fn soon(&self, until: Timestamp) -> Result<(), GitHubError> {
        if self.now().until(until) > PATIENCE { Err(GitHubError::RateLimited { until }) } else { Ok(()) }
    }

    fn next_write(&self, installation: InstallationId, ahead: u32) -> Timestamp {
        let now = self.now();
        self.0.ledger.of(Caller::Installation(installation), |account| account.next_write(now, ahead))
    }

    fn writers(&self, installation: InstallationId) -> Arc<Writers> {
        let mut writers = self.0.writers.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(writers.entry(installation).or_default())
    }
}
