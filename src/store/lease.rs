//! The exclusive right to work on one target for a while.
//!
//! A lease ends by itself, so another process continues the work of one that died. A former holder has an old token,
//! which no longer changes anything.

use std::fmt;
use std::time::Duration;

use sqlx::AnyConnection;

use crate::domain::pull::event::Head;
use crate::domain::types::ids::InstallationId;
use crate::domain::types::target::Target;
use crate::domain::types::time::Timestamp;

use super::columns::bigint;
use super::crashes::{self, Crash, Suspect};
use super::error::StoreError;
use super::write::Write;
use super::{Store, fairness};

/// A request for jobs.
#[derive(Debug, Clone, Copy, Default)]
pub struct LeaseRequest<'a> {
    /// The process and task, for the operator.
    pub worker: &'a str,
    /// How long the lease lasts: longer than a run may take, or than a few intervals between two [`Store::extend`].
    pub duration: Duration,
    /// Runs known to be active, whatever the clock says: they are not taken over.
    pub except: &'a [Token],
    /// Installations whose jobs are not requested now.
    pub crowded: &'a [InstallationId],
    /// Authors whose jobs are not requested now.
    pub crowded_authors: &'a [(InstallationId, String)],
    /// Whether this process runs nothing else: only then may it get a job that is suspected of crashing its process.
    pub alone: bool,
}

/// The leased jobs, and the crashes found.
#[derive(Debug, Default)]
pub struct Leased {
    /// The leases. An error concerns one job only.
    pub runs: Vec<Result<Lease, StoreError>>,
    /// Runs whose process died. Their jobs are retried later, or dead.
    pub crashed: Vec<Crash>,
}

/// Identifies one run of one job. It increases with each run of a target and is never reused.
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

/// The exclusive right to run one target. Pass it to [`Store::finish`] at the end. If a lease is dropped, the job is
/// taken over when the lease ends.
#[derive(Debug)]
#[must_use]
pub struct Lease {
    pub(super) target: Target,
    pub(super) installation: Option<InstallationId>,
    pub(super) author: String,
    pub(super) attempt: u32,
    pub(super) token: Token,
    pub(super) interrupted: bool,
    pub(super) crashes: u64,
    pub(super) event: bool,
    pub(super) why: String,
    pub(super) told: Option<ToldHead>,
}

/// A head that a webhook reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldHead {
    /// The head.
    pub head: Head,
    /// When the webhook arrived.
    pub at: Timestamp,
}

impl ToldHead {
    /// Reads the columns; `None` if they are empty or invalid: then the head that GitHub shows is used.
    pub(super) fn read(head: Option<String>, as_of: Option<i64>, told: Option<i64>) -> Option<Self> {
        let head = Head { commit: head?.parse().ok()?, as_of: Timestamp(as_of?) };
        Some(Self { head, at: Timestamp(told?) })
    }
}

impl Lease {
    /// The target to bring up to date.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The installation whose token to use, if known.
    pub fn installation(&self) -> Option<InstallationId> {
        self.installation
    }

    /// The author of the target, in lower case; empty if unknown.
    pub fn author(&self) -> &str {
        &self.author
    }

    /// 1 for the first attempt. Runs that were cut off count; runs that were given back do not.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The fencing token.
    pub fn token(&self) -> Token {
        self.token
    }

    /// Whether an earlier run began to write and no run has succeeded since: its last writes may not be recorded.
    pub fn interrupted(&self) -> bool {
        self.interrupted
    }

    /// The head that the newest webhook of its pull request reported.
    pub fn told(&self) -> Option<&ToldHead> {
        self.told.as_ref()
    }

    /// How many of its runs in a row crashed. If any did, this run runs alone.
    pub fn crashes(&self) -> u64 {
        self.crashes
    }

    /// Whether a webhook reported an event since the target was up to date.
    pub fn is_event(&self) -> bool {
        self.event
    }

    /// The latest reason for this run.
    pub fn why(&self) -> &str {
        &self.why
    }
}

/// Whether a lease still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum LeaseStatus {
    /// The lease holds: continue.
    Held,
    /// Another run has taken over or ended it: stop, and write nothing more.
    Lost,
}

impl LeaseStatus {
    fn of(rows: u64) -> Self {
        if rows == 1 { Self::Held } else { Self::Lost }
    }

    /// Records that the run with this token writes from now on, if its lease holds.
    pub(super) async fn begin_writes(db: &mut AnyConnection, token: Token) -> Result<Self, StoreError> {
        let done = sqlx::query("UPDATE jobs SET writing = TRUE WHERE id = $1 AND run = $2 AND state = 'running'")
            .bind(token.job)
            .bind(token.run)
            .execute(db)
            .await?;
        Ok(Self::of(done.rows_affected()))
    }

    /// Whether the lease with this token holds now.
    pub(super) async fn now(db: &mut AnyConnection, token: Token) -> Result<Self, StoreError> {
        let held: i64 =
            sqlx::query_scalar("SELECT count(*) FROM jobs WHERE id = $1 AND run = $2 AND state = 'running'")
                .bind(token.job)
                .bind(token.run)
                .fetch_one(db)
                .await?;
        Ok(Self::of(held.unsigned_abs()))
    }
}

impl Store {
    /// Extends the lease to `duration` from now.
    ///
    /// # Errors
    /// The database write fails; the lease is unchanged.
    pub async fn extend(&self, lease: &Lease, duration: Duration) -> Result<LeaseStatus, StoreError> {
        let until = self.clock.now().plus(duration);
        self.writer.write(Extend { token: lease.token, until }).await
    }

    /// When the next job may run or the next lease ends. No need to check before, unless [`Store::changes`] signals or,
    /// for a caller that is not `alone`, a run has ended.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn next_due(&self, crowded: &[InstallationId], alone: bool) -> Result<Option<Timestamp>, StoreError> {
        let now = self.clock.now();
        let suspect = match alone {
            true => crashes::next_suspect(&self.readers).await?,
            // A suspect has waited long enough: other jobs wait for it, and this process waits for its own runs.
            false if Suspect::first(&self.readers, now).await?.is_some_and(|it| it.is_next(now)) => return Ok(None),
            false => None,
        };
        let other = fairness::next_due(&self.readers, &columns(crowded)).await?;
        Ok([suspect, other].into_iter().flatten().min())
    }
}

pub(super) fn columns(installations: &[InstallationId]) -> Vec<i64> {
    installations.iter().map(|installation| bigint(installation.0)).collect()
}

struct Extend {
    token: Token,
    until: Timestamp,
}

impl Write for Extend {
    type Answer = LeaseStatus;

    async fn write(&self, db: &mut AnyConnection) -> Result<LeaseStatus, StoreError> {
        let done = sqlx::query("UPDATE jobs SET due = $3 WHERE id = $1 AND run = $2 AND state = 'running'")
            .bind(self.token.job)
            .bind(self.token.run)
            .bind(self.until.0)
            .execute(db)
            .await?;
        Ok(LeaseStatus::of(done.rows_affected()))
    }
}
