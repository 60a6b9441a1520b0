//! The right to work on one target for a while.
//!
//! A lease ends by itself, so that the work of a process that died goes on elsewhere. Whoever held it before then
//! carries an old token, with which nothing can be changed any more.

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

/// Who wants to work, and for how long before it is taken for dead.
#[derive(Debug, Clone, Copy, Default)]
pub struct LeaseRequest<'a> {
    /// The process and task, for the operator.
    pub worker: &'a str,
    /// Longer than a run may take, or than a few pauses between two [`Store::extend`].
    pub duration: Duration,
    /// Runs that are known to be under way, whatever the clock says: they are not taken over.
    pub except: &'a [Token],
    /// Installations of which nothing is wanted at the moment.
    pub crowded: &'a [InstallationId],
    /// The same for what these authors made.
    pub crowded_authors: &'a [(InstallationId, String)],
    /// Whether no run of this process is under way: then it may get a job that is suspected to end its process.
    pub alone: bool,
}

/// What is to be worked on, and what was found of runs whose lease ran out.
#[derive(Debug, Default)]
pub struct Leased {
    /// The errors are those of one job each.
    pub runs: Vec<Result<Lease, StoreError>>,
    /// Runs whose process died. Their jobs are retried later, or dead.
    pub crashed: Vec<Crash>,
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

/// A head that a webhook told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldHead {
    /// The head.
    pub head: Head,
    /// When the webhook came.
    pub at: Timestamp,
}

impl ToldHead {
    /// From columns; `None` where there are none, or they can't be read: then what GitHub shows has to do.
    pub(super) fn read(head: Option<String>, as_of: Option<i64>, told: Option<i64>) -> Option<Self> {
        let head = Head { commit: head?.parse().ok()?, as_of: Timestamp(as_of?) };
        Some(Self { head, at: Timestamp(told?) })
    }
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

    /// Its author, in lower case; empty if unknown.
    pub fn author(&self) -> &str {
        &self.author
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

    /// The head that the newest webhook of its pull request told of.
    pub fn told(&self) -> Option<&ToldHead> {
        self.told.as_ref()
    }

    /// How many runs of it in a row ended with their process. If any, this one runs alone.
    pub fn crashes(&self) -> u64 {
        self.crashes
    }

    /// Whether something happened on GitHub since the target was up to date, as a webhook said.
    pub fn is_event(&self) -> bool {
        self.event
    }

    /// Who asked last for this run.
    pub fn why(&self) -> &str {
        &self.why
    }
}

/// Whether a lease still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum LeaseStatus {
    /// Go on.
    Held,
    /// Another run has taken over, or ended it: stop, and write nothing more.
    Lost,
}

impl LeaseStatus {
    fn of(rows: u64) -> Self {
        if rows == 1 { Self::Held } else { Self::Lost }
    }

    /// Notes that the run with this token writes from now on, if its lease holds.
    pub(super) async fn begin_writes(db: &mut AnyConnection, token: Token) -> Result<Self, StoreError> {
        let done = sqlx::query("UPDATE jobs SET writing = TRUE WHERE id = $1 AND run = $2 AND state = 'running'")
            .bind(token.job)
            .bind(token.run)
            .execute(db)
            .await?;
        Ok(Self::of(done.rows_affected()))
    }

    /// Whether the lease with this token holds at this moment.
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
    /// Lets the lease last `duration` from now.
    ///
    /// # Errors
    /// As any write; the lease is as it was.
    pub async fn extend(&self, lease: &Lease, duration: Duration) -> Result<LeaseStatus, StoreError> {
        let until = self.clock.now().plus(duration);
        self.writer.write(Extend { token: lease.token, until }).await
    }

    /// When the next job is due and may run, or the next lease ends: no need to look before, unless [`Store::changes`] tells
    /// or, for who is not `alone`, a run has ended.
    ///
    /// # Errors
    /// As any read.
    pub async fn next_due(&self, crowded: &[InstallationId], alone: bool) -> Result<Option<Timestamp>, StoreError> {
        let now = self.clock.now();
        let suspect = match alone {
            true => crashes::next_suspect(&self.readers).await?,
            // The others wait for one that has waited for long, and who is not alone waits for its own runs.
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
