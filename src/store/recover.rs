//! Recovery after a crash: the work of a dead process continues before its leases expire.
//!
//! A SQLite database has one working process. It locks a file next to the database, and the operating system releases
//! the lock however the process ends. So the process that gets the lock knows that no stored lease is in use. A process
//! that does not get it, such as during a replacement, leaves the leases alone; they expire by themselves.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use sqlx::AnyConnection;

use crate::domain::types::time::Timestamp;

use super::Store;
use super::crashes::{self, Crash};
use super::engine::Engine;
use super::error::StoreError;
use super::write::Write;

/// What a start found of earlier processes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recovered {
    /// No other process works on this database: running jobs are retried soon, or dead.
    Released(Vec<Crash>),
    /// Another process works on this file, or that can't be determined.
    Shared,
    /// Any number of processes may work on this server: leases of dead processes expire by themselves.
    Replicated,
}

impl Store {
    /// Claims this database for this process until [`Store::close`], and ends the leases of dead processes. Call it
    /// before the first [`Store::lease`].
    ///
    /// # Errors
    /// The database write fails.
    pub async fn recover(&self) -> Result<Recovered, StoreError> {
        if self.engine == Engine::Postgres {
            return Ok(Recovered::Replicated);
        }
        if !self.lock.take() {
            return Ok(Recovered::Shared);
        }
        self.writer.write(Release(self.clock.now())).await.map(Recovered::Released)
    }
}

/// The right to be the only working process. Clones share it.
#[derive(Debug, Clone)]
pub(super) struct Lock {
    /// `None` for a database that no other process can see.
    file: Option<PathBuf>,
    held: Arc<Mutex<Option<File>>>,
}

impl Lock {
    pub(super) fn new(file: Option<PathBuf>) -> Self {
        Self { file, held: Arc::default() }
    }

    /// Whether the lock was free; it is held from now on.
    fn take(&self) -> bool {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(path) = &self.file else { return true };
        let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path);
        let Some(file) = file.ok().filter(|file| held.is_none() && file.try_lock().is_ok()) else { return false };
        *held = Some(file);
        true
    }

    pub(super) fn give_up(&self) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

struct Release(Timestamp);

impl Write for Release {
    type Answer = Vec<Crash>;

    /// Such a run counts as an attempt and may have written: `attempts` and `writing` stay.
    async fn write(&self, db: &mut AnyConnection) -> Result<Vec<Crash>, StoreError> {
        crashes::take_note(db, Engine::Sqlite, self.0, Timestamp(i64::MAX), "[]").await
    }

    fn wakes(&self, released: &Vec<Crash>) -> bool {
        !released.is_empty()
    }
}
