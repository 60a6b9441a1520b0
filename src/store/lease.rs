//! The right to work on one target for a while.
//!
//! A lease ends by itself, so that the work of a process that died goes on elsewhere. Whoever held it before then
//! carries an old token, with which nothing can be changed any more.

use std::fmt;
use std::time::Duration;

use serde::Serialize;
use sqlx::AnyConnection;

use crate::domain::event::Head;
use crate::domain::ids::InstallationId;
use crate::domain::target::Target;
use crate::domain::time::Timestamp;

use super::Store;
use super::convert::{bigint, json, name, number};
use super::engine::Engine;
use super::error::StoreError;
use super::turns;
use super::write::Write;

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
    event: bool,
    why: String,
    told: Option<ToldHead>,
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
    /// Leases a job: ready, or running under a lease that has ended. The installation comes first for which the fewest jobs
    /// run, unless it has a pause; of an installation the job that is due for the longest time.
    ///
    /// Await it to its end: a lease that nobody was there to receive is only taken over when it ends.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] for a job whose target can't be read; it is set aside for a while, and given up in the end.
    pub async fn lease(&self, request: LeaseRequest<'_>) -> Result<Option<Lease>, StoreError> {
        self.lease_up_to(1, request).await?.pop().transpose()
    }

    /// [`Self::lease`], as often as wanted at the most, in one commit. The inner errors are those of one job each.
    ///
    /// # Errors
    /// As any write; nothing is leased.
    pub async fn lease_up_to(
        &self,
        most: usize,
        request: LeaseRequest<'_>,
    ) -> Result<Vec<Result<Lease, StoreError>>, StoreError> {
        let now = self.clock.now();
        let LeaseRequest { worker, duration, except, crowded } = request;
        let (worker, except, crowded) = (worker.to_owned(), ids(except)?, columns(crowded));
        let (engine, until) = (self.engine, now.plus(duration));
        self.writer.write(Take { engine, most, worker, now, until, except, crowded }).await
    }

    /// Lets the lease last `duration` from now.
    ///
    /// # Errors
    /// As any write; the lease is as it was.
    pub async fn extend(&self, lease: &Lease, duration: Duration) -> Result<Hold, StoreError> {
        let until = self.clock.now().plus(duration);
        self.writer.write(Extend { token: lease.token, until }).await
    }

    /// When the next job is due and may run, or the next lease ends: no need to look before, unless [`Store::changes`] tells.
    ///
    /// # Errors
    /// As any read.
    pub async fn next_due(&self, crowded: &[InstallationId]) -> Result<Option<Timestamp>, StoreError> {
        turns::next_due(&self.readers, &columns(crowded)).await
    }
}

struct Take {
    engine: Engine,
    most: usize,
    worker: String,
    now: Timestamp,
    until: Timestamp,
    except: String,
    crowded: Vec<i64>,
}

/// id, run, target, installation, attempts, writing, why, event, head, as of, told
type Taken = (i64, i64, String, Option<i64>, i64, i64, String, i64, Option<String>, Option<i64>, Option<i64>);

macro_rules! take {
    ($lock:literal) => {
        concat!(
            "UPDATE jobs
             SET state = 'running', worker = $3, due = $4, again_due = NULL, attempts = attempts + 1, run = run + 1
             WHERE id = (SELECT id FROM jobs WHERE coalesce(installation, 0) = $1 AND due <= $2
                 AND (state = 'ready' OR id NOT IN (SELECT CAST(value ->> 'id' AS BIGINT) FROM json_each($5)))
                 ORDER BY due, id LIMIT 1",
            $lock,
            ") RETURNING id, run, target, installation, attempts, CAST(writing AS INTEGER), why, event, head, head_as_of,
                 head_told"
        )
    };
}

impl Take {
    async fn one(&self, db: &mut AnyConnection) -> Result<Option<Result<Lease, StoreError>>, StoreError> {
        for installation in turns::next(db, self.now, &self.crowded).await? {
            let Some(taken) = self.of(db, installation).await? else { continue };
            let (id, attempts) = (taken.0, taken.4);
            let lease = lease(taken);
            if lease.is_err() {
                set_aside(db, id, attempts, self.now).await?;
            }
            return Ok(Some(lease));
        }
        Ok(None)
    }

    /// A row that another process is about to change is passed over.
    async fn of(&self, db: &mut AnyConnection, installation: i64) -> Result<Option<Taken>, StoreError> {
        let query = sqlx::query_as(match self.engine {
            Engine::Sqlite => take!(""),
            Engine::Postgres => take!(" FOR UPDATE SKIP LOCKED"),
        });
        let query = query.bind(installation).bind(self.now.0).bind(&self.worker).bind(self.until.0);
        Ok(query.bind(&self.except).fetch_optional(db).await?)
    }
}

impl Write for Take {
    /// An inner error is one of its job alone: the commit that sets it aside is to stand.
    type Answer = Vec<Result<Lease, StoreError>>;

    async fn write(&self, db: &mut AnyConnection) -> Result<Self::Answer, StoreError> {
        let mut taken = Vec::new();
        while taken.len() < self.most {
            let Some(lease) = self.one(db).await? else { break };
            taken.push(lease);
        }
        Ok(taken)
    }
}

fn columns(installations: &[InstallationId]) -> Vec<i64> {
    installations.iter().map(|installation| bigint(installation.0)).collect()
}

/// The jobs of these runs, as rows.
fn ids(tokens: &[Token]) -> Result<String, StoreError> {
    #[derive(Serialize)]
    struct Row {
        id: i64,
    }
    json(tokens.iter().map(|token| Row { id: token.job }))
}

fn lease(
    (job, run, target, installation, attempts, writing, why, event, head, as_of, told): Taken,
) -> Result<Lease, StoreError> {
    Ok(Lease {
        target: name(&target)?,
        installation: installation.map(|column| InstallationId(number(column))),
        attempt: u32::try_from(attempts).unwrap_or(u32::MAX),
        token: Token { job, run },
        interrupted: writing != 0,
        event: event != 0,
        why,
        told: ToldHead::read(head, as_of, told),
    })
}

/// How long a job waits for a program that can read it, and how often it is looked at: for an hour.
const STRANGE_WAIT: Duration = Duration::from_secs(5 * 60);
const STRANGE_LOOKS: i64 = 12;

/// A job that nobody can read would be the oldest due one for ever. A newer program, which works beside this one while it
/// takes its place, may be able to: until then it waits.
async fn set_aside(db: &mut AnyConnection, id: i64, attempts: i64, now: Timestamp) -> Result<(), StoreError> {
    let due = (attempts < STRANGE_LOOKS).then(|| now.plus(STRANGE_WAIT).0);
    sqlx::query(
        "UPDATE jobs SET state = $2, due = $3, died = $4, worker = NULL, error = 'unreadable target' WHERE id = $1",
    )
    .bind(id)
    .bind(if due.is_some() { "ready" } else { "dead" })
    .bind(due)
    .bind(due.is_none().then_some(now.0))
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

    async fn write(&self, db: &mut AnyConnection) -> Result<Hold, StoreError> {
        let done = sqlx::query("UPDATE jobs SET due = $3 WHERE id = $1 AND run = $2 AND state = 'running'")
            .bind(self.token.job)
            .bind(self.token.run)
            .bind(self.until.0)
            .execute(db)
            .await?;
        Ok(Hold::of(done.rows_affected()))
    }
}
