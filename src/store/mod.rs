//! Persistent state: deliveries, jobs, the audit log, what the app wrote on GitHub, the last documents read.
//!
//! This is the only room that contains SQL. The database is a SQLite file for one process, or a PostgreSQL server that
//! any number of processes share; the statements are almost the same (`connect::Engine`). Callers share commits
//! (`writer`), so that a delivery costs a fraction of a flush to disk. Reads use a few connections of their own and
//! never wait for a write. The result of a call is on disk before the call returns.
//!
//! **Invariant:** one row per target. Over all processes, a target has at most one running job and one waiting request;
//! the database enforces it.

mod adoption;
mod change_sets;
mod clock_skew;
mod columns;
mod connect;
mod crashes;
mod deliveries;
mod documents;
mod engine;
mod error;
mod fairness;
mod finish;
mod group_commit;
mod health;
mod intake;
mod jobs;
mod lease;
mod maintenance;
mod memory;
mod names;
mod people;
mod purge;
mod record;
mod recover;
mod response_cache;
mod reviewer_load;
mod schema;
mod server_time;
mod stale_pulls;
mod subjects;
mod take;
mod verdicts;
mod wakeup;
mod withdrawal;
mod write;
mod write_lock;
mod writer;

use secrecy::SecretString;
use sqlx::AnyPool;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;

pub use adoption::Adoption;
pub use connect::verified;
pub use crashes::Crash;
pub use deliveries::{DeliveryRow, JobRow, JobState};
pub use documents::{NewDocument, StoredDocument, TreeRead, TreeState};
pub use error::StoreError;
pub use finish::{Finish, Finished};
pub use health::{DeadJob, Health, Stuck};
pub use intake::{Acceptance, Accepted};
pub use jobs::JobRequest;
pub use lease::{Lease, LeaseRequest, LeaseStatus, Leased, Token, ToldHead};
pub use maintenance::{Chore, TaskProgress};
pub use memory::AuditRow;
pub use names::{FormerName, Naming};
pub use purge::Purged;
pub use record::{Record, RecordSubject};
pub use recover::Recovered;
pub use response_cache::KeptAnswer;
pub use verdicts::Verdicts;
pub use wakeup::WakeListener;
pub use withdrawal::{NOT_FORGOTTEN, Withdrawn, forgotten_tables};

use connect::Connections;
use engine::Engine;
use recover::Lock;
use reviewer_load::Loads;
use wakeup::WakeSignal;
use writer::Writer;

/// The address of the database and the clock.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// `sqlite:` and a path, or `sqlite::memory:` for a store that ends with the process; or
    /// `postgres://USER:PASSWORD@HOST:PORT/DATABASE`.
    pub url: SecretString,
    /// The time for due jobs and leases. With PostgreSQL, the server's clock replaces the machine's.
    pub clock: Clock,
}

/// The store. Clones share one writer and its readers.
#[derive(Debug, Clone)]
pub struct Store {
    writer: Writer,
    readers: AnyPool,
    lock: Lock,
    bell: WakeSignal,
    loads: Loads,
    engine: Engine,
    /// Ends the background tasks of the store.
    closed: CancellationToken,
    clock: Clock,
}

impl Store {
    /// Opens the database, creating or upgrading it if needed. Needs a Tokio runtime.
    ///
    /// # Errors
    /// [`StoreError::Address`], [`StoreError::CannotOpen`] or [`StoreError::CannotReach`] if it can't be opened there,
    /// [`StoreError::NewerSchema`] if a newer version wrote it, [`StoreError::Corrupt`] if it is not a valid database.
    pub async fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        Self::on(connect::connect(&config.url).await?, config).await
    }

    /// Opens an existing database unchanged: for a command that runs while processes work with it. The database
    /// serializes their writes; leases are not touched.
    ///
    /// # Errors
    /// The same as [`Self::open`]; [`StoreError::NotThere`] if there is none, [`StoreError::OlderSchema`] if it would
    /// have to be upgraded.
    pub async fn join(config: &StoreConfig) -> Result<Self, StoreError> {
        Self::on(connect::join(&config.url).await?, config).await
    }

    async fn on(connections: Connections, config: &StoreConfig) -> Result<Self, StoreError> {
        let bell = WakeSignal::new();
        let closed = CancellationToken::new();
        let Connections { engine, writer, readers, lock_file, server } = connections;
        if let Some(server) = server {
            tokio::spawn(wakeup::listen(server, bell.clone(), closed.clone()));
        }
        let clock = match engine {
            Engine::Postgres if config.clock.is_machines() => {
                server_time::follow(&readers, &config.clock, closed.clone()).await?
            }
            _ => config.clock.clone(),
        };
        let writer = Writer::start(writer, engine, bell.clone(), clock.clone());
        Ok(Self { writer, readers, lock: Lock::new(lock_file), bell, loads: Loads::default(), engine, closed, clock })
    }

    /// Finishes the waiting writes, then closes the files. Later calls get [`StoreError::Closed`].
    pub async fn close(&self) {
        self.closed.cancel();
        self.writer.close().await;
        self.readers.close().await;
        self.lock.give_up();
    }

    /// The clock for leases and due times: the given one, or the server's instead of the machine's.
    pub fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// Signals when jobs were added or became due earlier. Get it *before* looking for a job, so that no change is
    /// missed between the lookup and the wait.
    pub fn changes(&self) -> WakeListener {
        self.bell.changes()
    }
}
