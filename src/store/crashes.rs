//! Runs whose process died: counted, retried alone, and dead-lettered after some.
//!
//! An expired lease shows that its process died, not why. The run may have used all memory, an operator may have killed
//! the process, or the machine may have failed. So one crash is harmless: the job is retried soon, and alone, so that
//! it can't take other runs with it. Several crashes in a row count against the job.

use std::time::Duration;

use sqlx::AnyConnection;

use crate::domain::types::time::Timestamp;

use super::columns::count;
use super::engine::Engine;
use super::error::StoreError;

/// After this many crashes in a row a job is dead.
const MAX_CRASHES: i64 = 3;

/// The same if the process also died without running the job in between. That makes another cause likely, but not for
/// ever.
const MAX_TRIES: i64 = 12;

/// How long a job waits after the first crash, and after each further one.
const SOON: Duration = Duration::from_secs(2);
const LATER: Duration = Duration::from_secs(10);

/// How long after its death such a job is retried if an event requests it. Each retry may kill a process.
pub(super) const RESPITE: Duration = Duration::from_secs(60 * 60);

/// How long a suspect job waits for a time without other due jobs. After that the other jobs wait for it.
const PATIENCE: Duration = Duration::from_secs(2 * 60);

/// A run whose process died.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crash {
    /// The key of its target.
    pub target: String,
    /// How many of its runs in a row crashed.
    pub crashes: u64,
    /// When it is retried; `None` if it is dead.
    pub again: Option<Timestamp>,
}

/// id, target, attempts, crashes, due
type Row = (i64, String, i64, i64, i64);

macro_rules! ended {
    ($lock:literal) => {
        concat!(
            "SELECT id, target, attempts, crashes, due FROM jobs WHERE state = 'running' AND due <= $1
                 AND id NOT IN (SELECT CAST(value ->> 'id' AS BIGINT) FROM json_each($2)) ORDER BY due, id",
            $lock
        )
    };
}

/// Counts the runs whose lease expired by `ended`, except those of the jobs `except`. Their jobs are retried later, or
/// dead.
pub(super) async fn take_note(
    db: &mut AnyConnection,
    engine: Engine,
    now: Timestamp,
    ended: Timestamp,
    except: &str,
) -> Result<Vec<Crash>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(match engine {
        Engine::Sqlite => ended!(""),
        Engine::Postgres => ended!(" FOR UPDATE SKIP LOCKED"),
    })
    .bind(ended.0)
    .bind(except)
    .fetch_all(&mut *db)
    .await?;
    if rows.iter().any(|(_, _, _, crashes, _)| *crashes == 0) {
        speak_for_others(db).await?;
    }
    let mut crashed = Vec::with_capacity(rows.len());
    for row in rows {
        crashed.push(note(db, row, now).await?);
    }
    Ok(crashed)
}

/// Other jobs were running when the process died, so the suspect jobs may not be the cause.
async fn speak_for_others(db: &mut AnyConnection) -> Result<(), StoreError> {
    let sql = "UPDATE jobs SET crashes = crashes - 1 WHERE crashes > 0 AND due IS NOT NULL AND crashes = $1 AND state = 'ready'";
    sqlx::query(sql).bind(MAX_CRASHES - 1).execute(db).await?;
    Ok(())
}

async fn note(
    db: &mut AnyConnection,
    (id, target, attempts, before, due): Row,
    now: Timestamp,
) -> Result<Crash, StoreError> {
    let crashes = before + 1;
    let is_given_up = crashes >= MAX_CRASHES || (crashes > 1 && attempts >= MAX_TRIES);
    // No process has worked on it since then.
    let since = Timestamp(due.min(now.0));
    let again = (!is_given_up).then(|| since.plus(if crashes == 1 { SOON } else { LATER }));
    let error = match crashes {
        1 => "the process died while it worked on this".to_owned(),
        times => format!("the process died {times} times while it worked on this"),
    };
    sqlx::query(
        "UPDATE jobs SET state = $2, due = $3, died = $4, crashes = $5, error = $6, worker = NULL, again_due = NULL
         WHERE id = $1",
    )
    .bind(id)
    .bind(if is_given_up { "dead" } else { "ready" })
    .bind(again.map(|again| again.0))
    .bind(is_given_up.then_some(now.0))
    .bind(crashes)
    .bind(error)
    .execute(db)
    .await?;
    Ok(Crash { target, crashes: count(crashes), again })
}

/// A suspect job that may run now: the one that has waited longest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Suspect {
    pub(super) id: i64,
    due: Timestamp,
}

impl Suspect {
    pub(super) async fn first(
        db: impl sqlx::Executor<'_, Database = sqlx::Any>,
        now: Timestamp,
    ) -> Result<Option<Self>, StoreError> {
        let row: Option<(i64, i64)> = sqlx::query_as(
            "SELECT id, due FROM jobs WHERE crashes > 0 AND due <= $1 AND state = 'ready' AND NOT EXISTS
                 (SELECT 1 FROM pauses WHERE pauses.installation = coalesce(jobs.installation, 0) AND until > $1)
             ORDER BY due, id LIMIT 1",
        )
        .bind(now.0)
        .fetch_optional(db)
        .await?;
        Ok(row.map(|(id, due)| Self { id, due: Timestamp(due) }))
    }

    /// Whether it has waited long enough for a time without other due jobs.
    pub(super) fn is_next(&self, now: Timestamp) -> bool {
        self.due.plus(PATIENCE) <= now
    }
}

/// When the first suspect job may run.
pub(super) async fn next_suspect(
    readers: impl sqlx::Executor<'_, Database = sqlx::Any>,
) -> Result<Option<Timestamp>, StoreError> {
    let due: Option<i64> = sqlx::query_scalar(
        "SELECT min(CASE WHEN until > due THEN until ELSE due END)
         FROM jobs LEFT JOIN pauses ON pauses.installation = coalesce(jobs.installation, 0)
         WHERE crashes > 0 AND due IS NOT NULL AND state = 'ready'",
    )
    .fetch_one(readers)
    .await?;
    Ok(due.map(Timestamp))
}
