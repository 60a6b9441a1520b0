//! Pull requests that wait for reviews and that no run has checked for long: a webhook may have been lost.

use sqlx::AnyConnection;

use crate::domain::types::target::Target;
use crate::domain::types::time::Timestamp;

use super::Store;
use super::columns::{bigint, name, number};
use super::error::StoreError;
use super::record::RecordSubject;
use super::write::Write;

impl Store {
    /// Pull requests with open review requests that no run has checked since `before`, oldest first. They count as
    /// checked from now on, so one that can't be checked does not block the others.
    ///
    /// # Errors
    /// The database write fails.
    pub async fn overlooked(&self, before: Timestamp, most: u32) -> Result<Vec<Target>, StoreError> {
        let found = self.writer.write(Overlooked { before, most, now: self.clock.now() }).await?;
        Ok(found.into_iter().map(|RecordSubject { repository, number }| Target::Pull { repository, number }).collect())
    }
}

struct Overlooked {
    before: Timestamp,
    most: u32,
    now: Timestamp,
}

impl Write for Overlooked {
    type Answer = Vec<RecordSubject>;

    async fn write(&self, db: &mut AnyConnection) -> Result<Vec<RecordSubject>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT repository, number FROM requests GROUP BY repository, number
             HAVING max(looked) < $1 ORDER BY max(looked), repository, number LIMIT $2",
        )
        .bind(self.before.0)
        .bind(i64::from(self.most))
        .fetch_all(&mut *db)
        .await?;
        let mut found = Vec::with_capacity(rows.len());
        for (repository, column) in rows {
            let subject = RecordSubject { repository: name(&repository)?, number: number(column) };
            sqlx::query("UPDATE requests SET looked = $3 WHERE repository = $1 AND number = $2")
                .bind(repository)
                .bind(bigint(subject.number))
                .bind(self.now.0)
                .execute(&mut *db)
                .await?;
            found.push(subject);
        }
        Ok(found)
    }
}
