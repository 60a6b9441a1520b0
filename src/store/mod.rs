//! What must outlive the process: deliveries, jobs, the audit, what is ours on GitHub, the last documents read.
//!
//! This is the only room that knows SQL. It is a file of SQLite, for one process, or a PostgreSQL server that any number of
//! processes share; the statements are the same but for a few words (`connect::Engine`). Callers share commits (`writer`),
//! so that a delivery costs a fraction of a flush to disk; reads go through a few connections of their own and never
//! wait for a write. Whatever a call returns was on disk before it returned.
//!
//! **Invariant:** one row per target. A target runs once at a time and waits once at a time, over all processes; the
//! database enforces it.

mod adoption;
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

/// Where the store lies and what time it is.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// `sqlite:` and a path, or `sqlite::memory:` for a store that is gone with the process; or
    /// `postgres://USER:PASSWORD@HOST:PORT/DATABASE`.
    pub url: SecretString,
    /// Tells the time, for due jobs and leases. In the place of the machine's own clock that of the PostgreSQL server is
    /// taken, if there is one.
    pub clock: Clock,
}

/// The store; clones share one writer and its readers.
#[derive(Debug, Clone)]
pub struct Store {
    writer: Writer,
    readers: AnyPool,
    lock: Lock,
    bell: WakeSignal,
    loads: Loads,
    engine: Engine,
    /// Ends what goes on beside the calls.
    closed: CancellationToken,
    clock: Clock,
}

impl Store {
    /// Opens the database, creating or upgrading it where needed. Needs a tokio runtime.
    ///
    /// # Errors
    /// [`StoreError::Address`], [`StoreError::CannotOpen`] or [`StoreError::CannotReach`] if there is no such place,
    /// [`StoreError::NewerSchema`] if a newer binary wrote it, [`StoreError::Corrupt`] if it is no database of ours.
    pub async fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        Self::on(connect::connect(&config.url).await?, config).await
    }

    /// Opens a database that is there already, as it is: for a command beside the processes that work with it. The database
    /// itself sees to it that their writes do not meet, and each waits for the other; leases are not touched.
    ///
    /// # Errors
    /// As [`Self::open`]; [`StoreError::NotThere`] if there is none, [`StoreError::OlderSchema`] if it would have to be
    /// upgraded.
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

    /// Finishes the writes that wait, then closes the files. Calls that come later get [`StoreError::Closed`].
    pub async fn close(&self) {
        self.closed.cancel();
        self.writer.close().await;
        self.readers.close().await;
        self.lock.give_up();
    }

    /// The clock by which leases and jobs are due: the given one, or the server's in the place of the machine's.
    pub fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// Tells when jobs were added or may be due earlier than before. Ask for it *before* looking for a job, so that
    /// nothing falls between the look and the wait.
    pub fn changes(&self) -> WakeListener {
        self.bell.changes()
    }
}
