//! What is done from time to time by one process for all.
//!
//! Nobody leads: whoever finds a chore due takes it with one statement, and with it the next date. A process that dies or
//! freezes in the middle delays nothing but its step, since the next one goes on from where the cursor is.

use std::time::Duration;

use sqlx::AnyConnection;

use crate::domain::types::time::Timestamp;

use super::Store;
use super::error::StoreError;
use super::write::Write;

/// A chore as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chore {
    /// Its name.
    pub name: String,
    /// When it is due next.
    pub due: Timestamp,
    /// How far it is, in its own words; empty at its begin.
    pub cursor: String,
    /// When all of it was done last.
    pub done: Option<Timestamp>,
}

/// What a step of a chore leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskProgress {
    /// How far the chore is.
    pub cursor: String,
    /// When it goes on.
    pub due: Timestamp,
    /// Whether all of it is done, until it begins anew.
    pub done: bool,
}

impl Store {
    /// Takes the chore if it is due: gives its cursor, and lets it be due again after `hold`, lest the process dies. `None`:
    /// it is not due, or another process has it. It is never due later than after `longest`.
    ///
    /// # Errors
    /// As any write; nobody has taken it.
    pub async fn take_chore(
        &self,
        name: &'static str,
        hold: Duration,
        longest: Duration,
    ) -> Result<Option<String>, StoreError> {
        let now = self.clock.now();
        self.writer.write(TakeChore { name, now, due: now.plus(hold), latest: now.plus(longest) }).await
    }

    /// Notes what a step leaves.
    ///
    /// # Errors
    /// As any write; the cursor is as it was.
    pub async fn note_chore(&self, name: &'static str, step: TaskProgress) -> Result<(), StoreError> {
        self.writer.write(NoteChore { name, now: self.clock.now(), step }).await
    }

    /// Lets a chore be due at once, wherever it is, if it was ever taken.
    ///
    /// # Errors
    /// As any write; it is due as before.
    pub async fn hasten_chore(&self, name: &'static str) -> Result<(), StoreError> {
        self.writer.write(HastenChore { name, now: self.clock.now() }).await
    }

    /// Restarts a chore at once, if it ever ran.
    ///
    /// # Errors
    /// As any write; it is as before.
    pub async fn restart_chore(&self, name: &'static str) -> Result<(), StoreError> {
        let step = TaskProgress { cursor: String::new(), due: self.clock.now(), done: false };
        self.note_chore(name, step).await
    }

    /// All chores that were ever taken, by name.
    ///
    /// # Errors
    /// As any read.
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
        // Later than the latest it can only be due if the clock was ahead when it was taken.
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
