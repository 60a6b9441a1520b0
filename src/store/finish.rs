//! The end of a run: what happens to its job, and to events that arrived meanwhile.

use sqlx::AnyConnection;

use crate::domain::types::time::Timestamp;

use super::Store;
use super::columns::text;
use super::error::StoreError;
use super::lease::{Lease, Token};
use super::record::{Record, Records};
use super::write::Write;

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finish {
    /// The target is up to date.
    Done,
    /// Retry at `at`, even if events arrive earlier.
    Retry {
        /// When to retry.
        at: Timestamp,
        /// The error, for the operator.
        error: String,
    },
    /// Retry at `at` without counting the attempt: the cause is outside the job and ends by itself.
    Postpone {
        /// When to retry.
        at: Timestamp,
        /// What it waits for, for the operator.
        error: String,
    },
    /// A retry would not help, or there were too many.
    Dead {
        /// The error, for the operator.
        error: String,
    },
    /// The worker is stopping: the job is ready at once for another one, and the attempt is not counted.
    GiveBack,
}

/// What happened to the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Finished {
    /// The run ended as requested.
    Done,
    /// The same, but the target was requested again during the run: the job is ready for another run, after the wait of
    /// a retry if there is one.
    AgainWanted,
    /// Another run had taken over: its job is untouched.
    Lost,
}

impl Store {
    /// Ends the run. The job is removed only if it is done and was not requested again since it was leased.
    ///
    /// # Errors
    /// The database write fails; the job is taken over when the lease ends.
    pub async fn finish(&self, lease: Lease, how: Finish) -> Result<Finished, StoreError> {
        self.record_and_finish(lease, Vec::new(), how).await
    }

    /// [`Store::record`] and [`Store::finish`] in one commit. Records are stored even if the lease was lost, because
    /// their writes on GitHub have happened.
    ///
    /// # Errors
    /// The database write fails; nothing was recorded, and the job is taken over when the lease ends.
    pub async fn record_and_finish(
        &self,
        lease: Lease,
        records: Vec<Record>,
        how: Finish,
    ) -> Result<Finished, StoreError> {
        let now = self.clock.now();
        let records = Records::new(&lease, now, records);
        self.writer.write(Ending { token: lease.token(), records, how, now }).await
    }
}

struct Ending {
    token: Token,
    records: Records,
    how: Finish,
    now: Timestamp,
}

impl Write for Ending {
    type Answer = Finished;

    async fn write(&self, db: &mut AnyConnection) -> Result<Finished, StoreError> {
        self.records.write(db).await?;
        let Some(running) = running(db, self.token).await? else { return Ok(Finished::Lost) };
        let again = self.again(&running);
        match self.after(&running, again) {
            Some(after) => store(db, self.token, &after).await?,
            None => forget(db, self.token).await?,
        }
        Ok(if again.is_some() { Finished::AgainWanted } else { Finished::Done })
    }

    fn wakes(&self, answer: &Finished) -> bool {
        *answer == Finished::AgainWanted
            || matches!(self.how, Finish::Retry { .. } | Finish::Postpone { .. } | Finish::GiveBack)
    }
}

impl Ending {
    /// When the target is due again. A dead job drops later due times, so that the operator sees that it died.
    fn again(&self, running: &Running) -> Option<i64> {
        let dies = matches!(self.how, Finish::Dead { .. });
        running.again_due.filter(|due| !dies || *due <= self.now.0)
    }

    /// The new state of the row; `None` if the job is removed.
    fn after(&self, running: &Running, again: Option<i64>) -> Option<After<'_>> {
        let &Running { attempts, writing, crashes, again_due: _ } = running;
        let ready = |due, attempts, error| After { due: Some(due), attempts, writing, crashes, error, died: None };
        match (&self.how, again) {
            (Finish::Done, None) => None,
            (Finish::Done, Some(again)) => Some(After { writing: false, crashes: 0, ..ready(again, 0, None) }),
            (Finish::Retry { at, error }, _) => Some(ready(at.0, attempts, Some(error))),
            (Finish::Postpone { at, error }, _) => Some(ready(at.0, attempts - 1, Some(error))),
            (Finish::Dead { error }, Some(again)) => Some(ready(again, 0, Some(error))),
            (Finish::Dead { error }, None) => {
                // This run did not crash its process.
                Some(After {
                    due: None,
                    died: Some(self.now.0),
                    crashes: 0,
                    ..ready(self.now.0, attempts, Some(error))
                })
            }
            (Finish::GiveBack, _) => Some(ready(self.now.0, attempts - 1, None)),
        }
    }
}

struct Running {
    again_due: Option<i64>,
    attempts: i64,
    writing: bool,
    crashes: i64,
}

struct After<'a> {
    /// `None` for a dead job.
    due: Option<i64>,
    attempts: i64,
    writing: bool,
    crashes: i64,
    error: Option<&'a String>,
    died: Option<i64>,
}

async fn running(db: &mut AnyConnection, token: Token) -> Result<Option<Running>, StoreError> {
    // Changes nothing but locks the row: requests that arrive meanwhile are stored before or after this.
    let row: Option<(Option<i64>, i64, i64, i64)> = sqlx::query_as(
        "UPDATE jobs SET run = run WHERE id = $1 AND run = $2 AND state = 'running'
         RETURNING again_due, attempts, CAST(writing AS INTEGER), crashes",
    )
    .bind(token.job)
    .bind(token.run)
    .fetch_optional(db)
    .await?;
    Ok(row.map(|(again_due, attempts, writing, crashes)| Running {
        again_due,
        attempts,
        writing: writing != 0,
        crashes,
    }))
}

async fn forget(db: &mut AnyConnection, token: Token) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM jobs WHERE id = $1").bind(token.job).execute(db).await?;
    Ok(())
}

async fn store(db: &mut AnyConnection, token: Token, after: &After<'_>) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE jobs SET state = $2, due = $3, attempts = $4, writing = $5, error = $6, died = $7, crashes = $8,
             worker = NULL, again_due = NULL
         WHERE id = $1",
    )
    .bind(token.job)
    .bind(if after.due.is_some() { "ready" } else { "dead" })
    .bind(after.due)
    .bind(after.attempts)
    .bind(after.writing)
    .bind(after.error.map(|error| text(error)))
    .bind(after.died)
    .bind(after.crashes)
    .execute(db)
    .await?;
    Ok(())
}
