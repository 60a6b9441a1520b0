//! Background tasks that one process runs for all.
//!
//! There is no leader: the process that finds a task due takes it with one statement, which also sets the next due
//! time. If that process dies or freezes, only its step is delayed: another process continues at the cursor.

use std::time::Duration;

use sqlx::AnyConnection;

use crate::domain::types::time::Timestamp;

use super::Store;
use super::error::StoreError;
use super::write::Write;

/// The state of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chore {
    /// Its name.
    pub name: String,
    /// When it is due next.
    pub due: Timestamp,
    /// Its progress, in its own format; empty at the beginning.
    pub cursor: String,
    /// When it was last completed.
    pub done: Option<Timestamp>,
}

/// The result of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskProgress {
    /// The progress of the task.
    pub cursor: String,
    /// When it continues.
    pub due: Timestamp,
    /// Whether the task is complete until its next round.
    pub done: bool,
}

impl Store {
    /// Takes the task if it is due. Returns its cursor, and makes it due again after `hold` in case the process dies.
    /// `None`: it is not due, or another process has it. A due time later than `longest` from now counts as due.
    ///
    /// # Errors
    /// The database write fails; the task was not taken.
    pub async fn take_chore(
        &self,
        name: &'static str,
        hold: Duration,
        longest: Duration,
    ) -> Result<Option<String>, StoreError> {
        let now = self.clock.now();
        self.writer.write(TakeChore { name, now, due: now.plus(hold), latest: now.plus(longest) }).await
    }

    /// Stores the result of a step.
    ///
    /// # Errors
    /// The database write fails; the cursor is unchanged.
    pub async fn note_chore(&self, name: &'static str, step: TaskProgress) -> Result<(), StoreError> {
        self.writer.write(NoteChore { name, now: self.clock.now(), step }).await
    }

    /// Makes a task due at once, at its cursor, if it ever ran.
    ///
    /// # Errors
    /// The database write fails; the due time is unchanged.
    pub async fn hasten_chore(&self, name: &'static str) -> Result<(), StoreError> {
        self.writer.write(HastenChore { name, now: self.clock.now() }).await
    }

    /// Restarts a task at once, if it ever ran.
    ///
    /// # Errors
    /// The database write fails; the task is unchanged.
    pub async fn restart_chore(&self, name: &'static str) -> Result<(), StoreError> {
        let step = TaskProgress { cursor: String::new(), due: self.clock.now(), done: false };
        self.note_chore(name, step).await
    }

    /// All tasks that ever ran, by name.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn chores(&self) -> Result<Vec<Chore>, StoreError> {
        let rows: Vec<(String, i64, String, Option<i64>)> =
            sqlx::query_as("SELECT chore, due, cursor, done FROM chores ORDER BY chore")
                .fetch_all(&self.readers)
                .await?;
        let chore = |(name, due, cursor, done): (String, i64, String, Option<i64>)| Chore {
            name,
            due: Timestamp(due),
            cursor,
            done: done.map(Timestamp),
        };
        Ok(rows.into_iter().map(chore).collect())
    }
}

struct TakeChore {
    name: &'static str,
    now: Timestamp,
    due: Timestamp,
    latest: Timestamp,
}

impl Write for TakeChore {
    type Answer = Option<String>;

    async fn write(&self, db: &mut AnyConnection) -> Result<Self::Answer, StoreError> {
        // A later due time is possible only if the clock was ahead when the task was taken.
        let cursor = sqlx::query_scalar(
            "INSERT INTO chores (chore, due) VALUES ($1, $3)
             ON CONFLICT (chore) DO UPDATE SET due = $3 WHERE chores.due <= $2 OR chores.due > $4
             RETURNING cursor",
        );
        let cursor = cursor.bind(self.name).bind(self.now.0).bind(self.due.0).bind(self.latest.0);
        Ok(cursor.fetch_optional(db).await?)
    }
}

struct NoteChore {
    name: &'static str,
    now: Timestamp,
    step: TaskProgress,
}

impl Write for NoteChore {
    type Answer = ();

    async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        let TaskProgress { cursor, due, done } = &self.step;
        sqlx::query("UPDATE chores SET cursor = $2, due = $3, done = coalesce($4, done) WHERE chore = $1")
            .bind(self.name)
            .bind(cursor)
            .bind(due.0)
            .bind(done.then_some(self.now.0))
            .execute(db)
            .await?;
        Ok(())
    }
}

struct HastenChore {
    name: &'static str,
    now: Timestamp,
}

impl Write for HastenChore {
    type Answer = ();

    async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        let sooner = "UPDATE chores SET due = $2 WHERE chore = $1 AND due > $2";
        sqlx::query(sooner).bind(self.name).bind(self.now.0).execute(db).await?;
        Ok(())
    }
}
