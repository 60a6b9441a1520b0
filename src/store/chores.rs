//! What is done from time to time by one process for all.
//!
//! Nobody leads: whoever finds a chore due takes it with one statement, and with it the next date. A process that dies or
//! freezes in the middle delays nothing but its step, since the next one goes on from where the cursor is.

use std::time::Duration;

use sqlx::AnyConnection;

use crate::domain::time::Timestamp;

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
}

impl Store {
    /// Takes the chore if it is due: gives its cursor, and lets it be due again after `period`. `None`: it is not due, or
    /// another process has it.
    ///
    /// # Errors
    /// As any write; nobody has taken it.
    pub async fn take_chore(&self, name: &'static str, period: Duration) -> Result<Option<String>, StoreError> {
        let now = self.clock.now();
        self.writer.write(TakeChore { name, now, due: now.plus(period) }).await
    }

    /// Notes how far a chore is, and when it goes on.
    ///
    /// # Errors
    /// As any write; the cursor is as it was.
    pub async fn note_chore(&self, name: &'static str, cursor: &str, due: Timestamp) -> Result<(), StoreError> {
        self.writer.write(NoteChore { name, cursor: cursor.to_owned(), due }).await
    }

    /// All chores that were ever taken, by name.
    ///
    /// # Errors
    /// As any read.
    pub async fn chores(&self) -> Result<Vec<Chore>, StoreError> {
        let rows: Vec<(String, i64, String)> =
            sqlx::query_as("SELECT chore, due, cursor FROM chores ORDER BY chore").fetch_all(&self.readers).await?;
        Ok(rows.into_iter().map(|(name, due, cursor)| Chore { name, due: Timestamp(due), cursor }).collect())
    }
}

struct TakeChore {
    name: &'static str,
    now: Timestamp,
    due: Timestamp,
}

impl Write for TakeChore {
    type Answer = Option<String>;

    async fn write(&self, db: &mut AnyConnection) -> Result<Self::Answer, StoreError> {
        // Due later than after one period it can only be if the clock was ahead when it was taken.
        let cursor = sqlx::query_scalar(
            "INSERT INTO chores (chore, due) VALUES ($1, $3)
             ON CONFLICT (chore) DO UPDATE SET due = $3 WHERE chores.due <= $2 OR chores.due > $3
             RETURNING cursor",
        );
        Ok(cursor.bind(self.name).bind(self.now.0).bind(self.due.0).fetch_optional(db).await?)
    }
}

struct NoteChore {
    name: &'static str,
    cursor: String,
    due: Timestamp,
}

impl Write for NoteChore {
    type Answer = ();

    async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        sqlx::query("UPDATE chores SET cursor = $2, due = $3 WHERE chore = $1")
            .bind(self.name)
            .bind(&self.cursor)
            .bind(self.due.0)
            .execute(db)
            .await?;
        Ok(())
    }
}
