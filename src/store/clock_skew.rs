//! Corrects due times after a machine's clock was ahead and is right again.

use std::time::Duration;

use sqlx::AnyConnection;

use crate::domain::types::time::Timestamp;

use super::Store;
use super::error::StoreError;
use super::write::Write;

impl Store {
    /// Moves all future times earlier by `by`, because the clock went back that much.
    ///
    /// # Errors
    /// The database write fails; all times stay as they were.
    pub async fn clock_went_back(&self, by: Duration) -> Result<(), StoreError> {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.writer.write(Earlier { by, now: self.clock.now() }).await
    }
}

struct Earlier {
    by: i64,
    now: Timestamp,
}

impl Write for Earlier {
    type Answer = ();

    async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        for sql in [
            "UPDATE jobs SET due = due - $1, again_due = again_due - $1 WHERE due > $2",
            "UPDATE pauses SET until = until - $1 WHERE until > $2",
            "UPDATE chores SET due = due - $1 WHERE due > $2",
        ] {
            sqlx::query(sql).bind(self.by).bind(self.now.0).execute(&mut *db).await?;
        }
        Ok(())
    }

    fn wakes(&self, (): &()) -> bool {
        true
    }
}
