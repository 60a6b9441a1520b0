//! What must outlive the process: deliveries, jobs, the audit, what is ours on GitHub, the last documents read.
//!
//! This is the only room that knows SQL. All writes go through one task that lets many callers share one commit
//! (`writer`), so that a delivery costs a fraction of a flush to disk; reads go through a few connections of their
//! own and never wait for a write. Whatever a call returns was on disk before it returned.
//!
//! **Invariant:** one row per target. A target runs once at a time and waits once at a time; the database enforces it.

mod changes;
mod connect;
mod convert;
mod documents;
mod error;
mod finish;
mod health;
mod intake;
mod jobs;
mod lease;
mod overlooked;
mod people;
mod purge;
mod recall;
mod record;
mod recover;
mod schema;
mod write;
mod writer;

use secrecy::SecretString;
use sqlx::SqlitePool;

use crate::clock::Clock;

pub use changes::Changes;
pub use documents::{NewDocument, StoredDocument, TreeRead, TreeState};
pub use error::StoreError;
pub use finish::{Finish, Finished};
pub use health::{DeadJob, Health};
pub use intake::{Acceptance, Accepted};
pub use jobs::Wish;
pub use lease::{Hold, Lease, LeaseRequest, Token};
pub use purge::Purged;
pub use recall::AuditRow;
pub use record::{Record, Subject};
pub use recover::Recovered;

use changes::Bell;
use connect::Connections;
use recover::Lock;
use writer::Writer;

/// Where the store lies and what time it is.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// `sqlite:` and a path, or `sqlite::memory:` for a store that is gone with the process.
    pub url: SecretString,
    /// Tells the time, for due jobs and leases.
    pub clock: Clock,
}

/// The store; clones share one writer and its readers.
#[derive(Debug, Clone)]
pub struct Store {
    writer: Writer,
    readers: SqlitePool,
    lock: Lock,
    bell: Bell,
    clock: Clock,
}

impl Store {
    /// Opens the database, creating or upgrading it where needed. Needs a tokio runtime.
    ///
    /// # Errors
    /// [`StoreError::Address`] or [`StoreError::CannotOpen`] if there is no such place, [`StoreError::NewerSchema`] if
    /// a newer binary wrote it, [`StoreError::Corrupt`] if it is no database of ours.
    pub async fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        Ok(Self::on(connect::connect(&config.url).await?, config))
    }

    /// Opens a database that is there already, as it is: for a command beside the process that works with it. SQLite
    /// itself sees to it that their writes do not meet, and each waits for the other; leases are not touched.
    ///
    /// # Errors
    /// As [`Self::open`]; [`StoreError::NotThere`] if there is none, [`StoreError::OlderSchema`] if it would have to be
    /// upgraded.
    pub async fn join(config: &StoreConfig) -> Result<Self, StoreError> {
        Ok(Self::on(connect::join(&config.url).await?, config))
    }

    fn on(connections: Connections, config: &StoreConfig) -> Self {
        let bell = Bell::new();
        let writer = Writer::start(connections.writer, bell.clone(), config.clock.clone());
        let lock = Lock::new(connections.lock_file);
        Self { writer, readers: connections.readers, lock, bell, clock: config.clock.clone() }
    }

    /// Finishes the writes that wait, then closes the files. Calls that come later get [`StoreError::Closed`].
    pub async fn close(&self) {
        self.writer.close().await;
        self.readers.close().await;
        self.lock.give_up();
    }

    /// Tells when jobs were added or may be due earlier than before. Ask for it *before* looking for a job, so that
    /// nothing falls between the look and the wait.
    pub fn changes(&self) -> Changes {
        self.bell.changes()
    }
}
