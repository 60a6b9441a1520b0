//! The right to work on one target for a while.
//!
//! A lease ends by itself, so that the work of a process that died goes on elsewhere. Whoever held it before then
//! carries an old token, with which nothing can be changed any more.

use std::fmt;
use std::time::Duration;

use sqlx::SqliteConnection;

use crate::domain::ids::InstallationId;
use crate::domain::target::Target;
use crate::domain::time::Timestamp;

use super::Store;
use super::convert::{name, number};
use super::error::StoreError;
use super::write::Write;

/// Who wants to work, and for how long before it is taken for dead.
#[derive(Debug, Clone, Copy)]
pub struct LeaseRequest<'a> {
    /// The process and task, for the operator.
    pub worker: &'a str,
    /// Longer than a run may take, or than a few pauses between two [`Store::extend`].
    pub duration: Duration,
}

/// Names one run of one job. It grows from run to run of a target and is never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token {
    pub(super) job: i64,
    pub(super) run: i64,
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.job, self.run)
    }
}

/// The right to run one target. Give it to [`Store::finish`] in the end; a lease that is dropped is taken over when it
/// ends.
#[derive(Debug)]
#[must_use]
pub struct Lease {
    target: Target,
    installation: Option<InstallationId>,
    attempt: u32,
    token: Token,
    interrupted: bool,
    why: String,
}

impl Lease {
    /// What is to be brought up to date.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Whose token is to be used, where known.
    pub fn installation(&self) -> Option<InstallationId> {
        self.installation
    }

    /// 1 for the first try; runs that were cut off count, runs that were given back do not.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The fencing token.
    pub fn token(&self) -> Token {
        self.token
    }

    /// Whether an earlier run began to write and none has ended well since: what it did may not be in memory.
    pub fn interrupted(&self) -> bool {
        self.interrupted
    }

    /// Who asked last for this run.
    pub fn why(&self) -> &str {
        &self.why
    }
}

/// Whether a lease still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Hold {
    /// Go on.
    Kept,
    /// Another run has taken over, or ended it: stop, and write nothing more.
    Lost,
}

impl Hold {
    fn of(rows: u64) -> Self {
        if rows == 1 { Self::Kept } else { Self::Lost }
    }
}

impl Store {
    /// Leases the job that is due for the longest time: ready, or running under a lease that has ended.
    ///
    /// Await it to its end: a lease that nobody was there to receive is only taken over when it ends.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] for a job whose target can't be read; it is given up and not met again.
    pub async fn lease(&self, request: LeaseRequest<'_>) -> Result<Option<Lease>, StoreError> {
        let now = self.clock.now();
        let take = Take { worker: request.worker.to_owned(), now, until: now.plus(request.duration) };
        self.writer.write(take).await?.transpose()
    }

    /// Lets the lease last `duration` from now.
    ///
    /// # Errors
    /// As any write; the lease is as it was.
    pub async fn extend(&self, lease: &Lease, duration: Duration) -> Result<Hold, StoreError> {
        let until = self.clock.now().plus(duration);
        self.writer.write(Extend { token: lease.token, until }).await
    }

    /// Notes that this run is about to write on GitHub, so that the next one knows if this one never ends. Nothing may
    /// be written when this says [`Hold::Lost`].
    ///
    /// # Errors
    /// As any write; then nothing may be written, either.
    pub async fn begin_writes(&self, lease: &Lease) -> Result<Hold, StoreError> {
        self.writer.write(BeginWrites(lease.token)).await
    }

    /// When the next job is due, or the next lease ends: no need to look before, unless [`Store::changes`] tells.
    ///
    /// # Errors
    /// As any read.
    pub async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        let due: Option<i64> = sqlx::query_scalar("SELECT due FROM jobs WHERE due IS NOT NULL ORDER BY due LIMIT 1")
            .fetch_optional(&self.readers)
            .await?;
        Ok(due.map(Timestamp))
    }
}

struct Take {
    worker: String,
    now: Timestamp,
    until: Timestamp,
}

/// id, run, target, installation, attempts, writing, why
type Taken = (i64, i64, String, Option<i64>, i64, bool, String);

impl Write for Take {
    /// The inner error is one of this job alone: the commit that gives it up is to stand.
    type Answer = Option<Result<Lease, StoreError>>;

    async fn write(&self, db: &mut SqliteConnection) -> Result<Self::Answer, StoreError> {
        let taken: Option<Taken> = sqlx::query_as(
            "UPDATE jobs
             SET state = 'running', worker = $2, due = $3, again_due = NULL, attempts = attempts + 1, run = run + 1
             WHERE id = (SELECT id FROM jobs WHERE due <= $1 ORDER BY due, id LIMIT 1)
             RETURNING id, run, target, installation, attempts, writing, why",
        )
        .bind(self.now.0)
        .bind(&self.worker)
        .bind(self.until.0)
        .fetch_optional(&mut *db)
        .await?;
        let Some(taken) = taken else { return Ok(None) };
        let id = taken.0;
        let lease = lease(taken);
        if lease.is_err() {
            bury(db, id, self.now).await?;
        }
        Ok(Some(lease))
    }
}

fn lease((job, run, target, installation, attempts, writing, why): Taken) -> Result<Lease, StoreError> {
    Ok(Lease {
        target: name(&target)?,
        installation: installation.map(|column| InstallationId(number(column))),
        attempt: u32::try_from(attempts).unwrap_or(u32::MAX),
        token: Token { job, run },
        interrupted: writing,
        why,
    })
}

/// A job that nobody can read would be the oldest due one for ever.
async fn bury(db: &mut SqliteConnection, id: i64, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE jobs SET state = 'dead', due = NULL, worker = NULL, error = 'unreadable target', died = $2
         WHERE id = $1",
    )
    .bind(id)
    .bind(now.0)
    .execute(db)
    .await?;
    Ok(())
}

struct Extend {
    token: Token,
    until: Timestamp,
}

impl Write for Extend {
    type Answer = Hold;

    async fn write(&self, db: &mut SqliteConnection) -> Result<Hold, StoreError> {
        let done = sqlx::query("UPDATE jobs SET due = $3 WHERE id = $1 AND run = $2 AND state = 'running'")
            .bind(self.token.job)
            .bind(self.token.run)
            .bind(self.until.0)
            .execute(db)
            .await?;
        Ok(Hold::of(done.rows_affected()))
    }
}

struct BeginWrites(Token);

impl Write for BeginWrites {
    type Answer = Hold;

    async fn write(&self, db: &mut SqliteConnection) -> Result<Hold, StoreError> {
        let done = sqlx::query("UPDATE jobs SET writing = TRUE WHERE id = $1 AND run = $2 AND state = 'running'")
            .bind(self.0.job)
            .bind(self.0.run)
            .execute(db)
            .await?;
        Ok(Hold::of(done.rows_affected()))
    }
}
