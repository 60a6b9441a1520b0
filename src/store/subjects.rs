//! Deletes the data about users of pull requests that were closed long ago.
//!
//! A pull request counts as closed from when it was first seen closed; or, if its closing was missed, from its last
//! check: a sweep checks each open one four times a day.

use sqlx::{AnyConnection, AssertSqlSafe};

use crate::domain::types::time::Timestamp;

use super::Store;
use super::error::StoreError;
use super::write::Write;

/// How many pull requests are deleted in one commit, so that no delivery waits long for one.
const STEP: i64 = 50;

/// The tables with data of pull requests and issues.
const TABLES: [&str; 14] = [
    "asked",
    "labels_put",
    "weighed",
    "groups_wanted",
    "requests",
    "told",
    "topics",
    "decisions",
    "checks",
    "verdicts",
    "change_sets",
    "bypasses",
    "refused_writes",
    "adopted",
];

impl Store {
    /// Deletes the data of pull requests and issues that were closed before `before`, and returns their number. Also
    /// deletes absences that ended and jobs that died before then.
    ///
    /// # Errors
    /// The database write fails; earlier steps stay done.
    pub async fn purge_people(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.writer.write(Adopt(self.clock.now())).await?;
        let mut forgotten = 0;
        loop {
            let step = self.writer.write(Over(before)).await?;
            forgotten += step;
            if step < STEP.cast_unsigned() {
                break;
            }
        }
        self.writer.write(Past(before)).await?;
        Ok(forgotten)
    }
}

/// Pull requests without a row, such as after an upgrade, count from now on.
struct Adopt(Timestamp);

impl Write for Adopt {
    type Answer = ();

    async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        for table in TABLES {
            let adopted = format!(
                "INSERT INTO subjects (repository, number, looked)
                 SELECT DISTINCT repository, number, CAST($1 AS BIGINT) FROM {table}
                 WHERE number IS NOT NULL AND NOT EXISTS (SELECT 1 FROM subjects
                     WHERE subjects.repository = {table}.repository AND subjects.number = {table}.number)
                 ON CONFLICT (repository, number) DO NOTHING"
            );
            sqlx::query(AssertSqlSafe(adopted)).bind(self.0.0).execute(&mut *db).await?;
        }
        Ok(())
    }
}

struct Over(Timestamp);

impl Write for Over {
    type Answer = u64;

    async fn write(&self, db: &mut AnyConnection) -> Result<u64, StoreError> {
        let over: Vec<(String, i64)> = sqlx::query_as(
            "SELECT repository, number FROM subjects WHERE coalesce(closed, looked) < $1
             ORDER BY coalesce(closed, looked) LIMIT $2",
        )
        .bind(self.0.0)
        .bind(STEP)
        .fetch_all(&mut *db)
        .await?;
        for (repository, number) in &over {
            for table in TABLES.into_iter().chain(["subjects"]) {
                let forget = format!("DELETE FROM {table} WHERE repository = $1 AND number = $2");
                sqlx::query(AssertSqlSafe(forget)).bind(repository).bind(number).execute(&mut *db).await?;
            }
        }
        Ok(over.len() as u64)
    }
}

struct Past(Timestamp);

impl Write for Past {
    type Answer = ();

    async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        if let Some(day) = self.0.day() {
            let away = "DELETE FROM availability WHERE capacity IS NULL AND (away_until IS NULL OR away_until < $1)";
            sqlx::query(away).bind(day.to_string()).execute(&mut *db).await?;
        }
        let dead = "DELETE FROM jobs WHERE state = 'dead' AND died < $1";
        sqlx::query(dead).bind(self.0.0).execute(&mut *db).await?;
        Ok(())
    }
}
