//! The write lock of an installation: its writes are made one at a time and at a limited pace. Reads and other
//! installations never wait for them. This lock covers one process; the worker shares its state with other processes,
//! so that only one of them writes. A caller without urgent requests waits while few requests are left.

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

/// The longest wait for a write. Otherwise the caller gets the time to retry, and blocks nothing meanwhile.
pub(in crate::github) const PATIENCE: Duration = Duration::from_secs(5);

/// The same for a caller that does nothing else meanwhile and blocks nothing by waiting.
pub const LONG_PATIENCE: Duration = Duration::from_secs(60);

/// The writers of one installation.
#[derive(Default)]
pub(in crate::github) struct Writers {
    turn: Arc<Mutex<()>>,
    /// How many wait for the lock or hold it.
    present: AtomicU32,
}

/// The right to write for one installation; exclusive if writes have a pace.
#[must_use]
pub struct WriteGuard {
    may_send: Option<MaySend>,
    _alone: Option<OwnedMutexGuard<()>>,
    _present: Present,
}

/// Whether a write may still be sent.
pub(in crate::github) type MaySend = Arc<dyn Fn() -> bool + Send + Sync>;

impl WriteGuard {
    /// The guard with a condition: it is asked right before each request is sent, because a process may freeze at any
    /// time before.
    pub fn while_true(self, condition: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self { may_send: Some(Arc::new(condition)), ..self }
    }

    pub(in crate::github) fn condition(&self) -> Option<MaySend> {
        self.may_send.clone()
    }
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

/// An error if the wait until `until` is longer than `patience`.
fn within(patience: Duration, now: Timestamp, until: Timestamp) -> Result<(), GitHubError> {
    if now.until(until) > patience { Err(GitHubError::Paced { until }) } else { Ok(()) }
}

impl Drop for Present {
    fn drop(&mut self) {
        self.writers.present.fetch_sub(1, Ordering::SeqCst);
    }
}

impl GitHub {
    /// The wait until a write of `installation` may begin, after those that already wait; zero if it may begin now.
    pub fn write_wait(&self, installation: InstallationId) -> Duration {
        let present = self.writers(installation).present.load(Ordering::SeqCst);
        self.now().until(self.next_write(installation, present))
    }

    /// Whether a task without urgency may continue, such as a sweep.
    ///
    /// # Errors
    /// When to ask again: the installation is rate-limited, or its remaining requests are reserved for webhooks.
    pub fn may_sweep(&self, installation: InstallationId) -> Result<(), Timestamp> {
        let now = self.now();
        self.0.ledger.of(Caller::Installation(installation), |account| account.reserved(now)).map_or(Ok(()), Err)
    }

    /// The remaining requests of the installations for which GitHub has reported them.
    pub fn budgets(&self) -> BTreeMap<InstallationId, Budget> {
        let of_installation = |(caller, budget)| match caller {
            Caller::App => None,
            Caller::Installation(installation) => Some((installation, budget)),
        };
        self.0.ledger.budgets().into_iter().filter_map(of_installation).collect()
    }

    /// The remaining requests of the app itself, which requests tokens and lists installations.
    pub fn app_budget(&self) -> Option<Budget> {
        self.0.ledger.of(Caller::App, |account| account.budget())
    }

    /// Takes the write lock, for a caller that does nothing else meanwhile: waits until no other caller writes for this
    /// installation and the next write is due.
    ///
    /// # Errors
    /// [`GitHubError::Paced`] if the wait is long.
    pub async fn turn(&self, installation: InstallationId) -> Result<WriteGuard, GitHubError> {
        // Without a pace many writes are made at once, and then a waiting one does block others.
        let patience = if self.0.is_paced { LONG_PATIENCE } else { PATIENCE };
        let turn = self.write_turn(installation, patience).await?;
        let due = self.next_write(installation, 0);
        within(patience, self.now(), due)?;
        tokio::time::sleep(self.now().until(due)).await;
        Ok(turn)
    }

    /// Whether writes are made one at a time.
    pub fn is_paced(&self) -> bool {
        self.0.is_paced
    }

    /// The pace of an installation's writes for the process that writes next: a text for [`Self::hear_writes`].
    pub fn tell_writes(&self, installation: InstallationId) -> String {
        let so_far = self.0.ledger.of(Caller::Installation(installation), CallerLimits::tell);
        serde_json::to_string(&so_far).unwrap_or_default()
    }

    /// Continues from the pace of another process, and returns when the next write is due. An unreadable text, such as
    /// the empty one at first, changes nothing.
    pub fn hear_writes(&self, installation: InstallationId, told: &str) -> Timestamp {
        if let Ok(so_far) = serde_json::from_str(told) {
            let now = self.now();
            self.0.ledger.of(Caller::Installation(installation), |account| account.hear(so_far, now));
        }
        self.next_write(installation, 0)
    }

    /// Waits until no other caller writes for this installation: GitHub asks for one write at a time.
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
        Ok(WriteGuard { may_send: None, _alone: alone, _present: present })
    }

    /// Waits until the next write is due. The caller holds the lock.
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
