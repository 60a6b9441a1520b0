//! Whose turn it is: writes of one installation come one after the other and at a pace; reads and other installations
//! never wait for them. That is for one process; the worker sees to it, with what it hears here, that processes do not
//! write at once. And who has nothing urgent to ask waits while little is left.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::domain::types::ids::InstallationId;
use crate::domain::types::time::Timestamp;
use crate::github::GitHub;
use crate::github::error::GitHubError;

use super::accounts::{Caller, CallerLimits};
use super::budget::Budget;

/// How long a write waits for its time. Who would wait longer is told when to come back, and holds up nobody.
pub(in crate::github) const PATIENCE: Duration = Duration::from_secs(5);

/// The same for who does nothing else meanwhile, and holds up nobody as it is.
pub const LONG_PATIENCE: Duration = Duration::from_secs(60);

/// The writes of one installation.
#[derive(Default)]
pub(in crate::github) struct Writers {
    turn: Arc<Mutex<()>>,
    /// How many wait for their turn or have it.
    present: AtomicU32,
}

/// Leave to write for one installation: alone, where writes have a pace.
#[must_use]
pub struct WriteGuard {
    _alone: Option<OwnedMutexGuard<()>>,
    _present: Present,
}

/// Counts as a writer until it is dropped.
struct Present {
    writers: Arc<Writers>,
    /// How many were there before.
    ahead: u32,
}

impl Present {
    fn new(writers: &Arc<Writers>) -> Self {
        Self { writers: Arc::clone(writers), ahead: writers.present.fetch_add(1, Ordering::SeqCst) }
    }
}

/// Whether it is soon.
fn within(patience: Duration, now: Timestamp, until: Timestamp) -> Result<(), GitHubError> {
    if now.until(until) > patience { Err(GitHubError::Paced { until }) } else { Ok(()) }
}

impl Drop for Present {
    fn drop(&mut self) {
        self.writers.present.fetch_sub(1, Ordering::SeqCst);
    }
}

impl GitHub {
    /// How long it is until a write of `installation` may begin, after those that wait already; zero if it may now.
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

    /// A turn to write, for who does nothing else meanwhile: waits until nobody else writes for this installation, and until
    /// the next write is due.
    ///
    /// # Errors
    /// [`GitHubError::Paced`] if that is long.
    pub async fn turn(&self, installation: InstallationId) -> Result<WriteGuard, GitHubError> {
        // Where writes have no pace, many are to be made at once: they do hold up others.
        let patience = if self.0.is_paced { LONG_PATIENCE } else { PATIENCE };
        let turn = self.write_turn(installation, patience).await?;
        let due = self.next_write(installation, 0);
        within(patience, self.now(), due)?;
        tokio::time::sleep(self.now().until(due)).await;
        Ok(turn)
    }

    /// Whether writes come one after the other.
    pub fn is_paced(&self) -> bool {
        self.0.is_paced
    }

    /// How far the writes of an installation have come, for the process that writes next: in words for [`Self::hear_writes`].
    pub fn tell_writes(&self, installation: InstallationId) -> String {
        let so_far = self.0.ledger.of(Caller::Installation(installation), CallerLimits::tell);
        serde_json::to_string(&so_far).unwrap_or_default()
    }

    /// Goes on from where others have come; says when the next write is due. What can't be read, as at first, changes nothing.
    pub fn hear_writes(&self, installation: InstallationId, told: &str) -> Timestamp {
        if let Ok(so_far) = serde_json::from_str(told) {
            let now = self.now();
            self.0.ledger.of(Caller::Installation(installation), |account| account.hear(so_far, now));
        }
        self.next_write(installation, 0)
    }

    /// Waits until nobody else writes for this installation: GitHub wants writes one after the other.
    pub(in crate::github) async fn write_turn(
        &self,
        installation: InstallationId,
        patience: Duration,
    ) -> Result<WriteGuard, GitHubError> {
        let writers = self.writers(installation);
        let present = Present::new(&writers);
        within(patience, self.now(), self.next_write(installation, present.ahead))?;
        let alone = match self.0.is_paced {
            true => Some(Arc::clone(&writers.turn).lock_owned().await),
            false => None,
        };
        Ok(WriteGuard { _alone: alone, _present: present })
    }

    /// Waits until the next write is due. To be called by who has the turn.
    pub(in crate::github) async fn pause(&self, installation: InstallationId) -> Result<(), GitHubError> {
        within(PATIENCE, self.now(), self.next_write(installation, 0))?;
        let now = self.now();
        let at = self.0.ledger.of(Caller::Installation(installation), |account| account.reserve_write(now));
        tokio::time::sleep(now.until(at)).await;
        Ok(())
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
