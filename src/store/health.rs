//! The state of the store, for the health page, the metrics and the operator.

use crate::domain::types::target::Target;
use crate::domain::types::time::Timestamp;

use super::Store;
use super::columns::{count, name};
use super::error::StoreError;

/// Counts of waiting and stuck jobs, and of deliveries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Health {
    /// Jobs that wait for a worker or for their due time.
    pub ready_jobs: u64,
    /// Jobs under a lease, expired or not.
    pub running_jobs: u64,
    /// Jobs that failed permanently.
    pub dead_jobs: u64,
    /// Jobs that crashed several times in a row and are retried.
    pub suspect_jobs: u64,
    /// The earliest due time of a ready job. If it is in the past, it shows how far the workers lag.
    pub oldest_ready: Option<Timestamp>,
    /// Stored deliveries.
    pub deliveries: u64,
    /// When the last delivery was received. A long silence may mean that GitHub can't reach the app.
    pub last_delivery: Option<Timestamp>,
}

/// A job that failed permanently. A new delivery or [`Store::enqueue`] makes it ready again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadJob {
    /// Its target.
    pub target: Target,
    /// The number of attempts.
    pub attempts: u64,
    /// The last error.
    pub error: String,
    /// When it died.
    pub at: Timestamp,
}

/// Jobs that need an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stuck {
    /// Dead jobs.
    pub dead: u64,
    /// Jobs that crashed several times in a row and are retried.
    pub suspects: u64,
}

/// The columns of [`Health`].
type Counts = (i64, i64, i64, i64, Option<i64>, i64, Option<i64>);

impl Store {
    /// Whether no job may run now or is under a lease; some may wait for their due time or for the end of a rate limit.
    /// A job that waits shortly after a crash counts as work.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn is_idle(&self) -> Result<bool, StoreError> {
        let busy =
            "SELECT count(*) FROM jobs WHERE state = 'running' OR (state = 'ready' AND (due <= $1 OR crashes IN (1, 2))
                AND NOT EXISTS (SELECT 1 FROM pauses WHERE pauses.installation = jobs.installation AND until > $1))";
        let (busy,): (i64,) = sqlx::query_as(busy).bind(self.clock.now().0).fetch_one(&self.readers).await?;
        Ok(busy == 0)
    }

    /// The state of the store.
    ///
    /// # Errors
    /// The database read fails, which means that the database has a problem.
    pub async fn health(&self) -> Result<Health, StoreError> {
        let (ready, running, dead, suspect, oldest_ready, deliveries, last): Counts = sqlx::query_as(
            "SELECT (SELECT count(*) FROM jobs WHERE state = 'ready'),
                        (SELECT count(*) FROM jobs WHERE state = 'running'),
                        (SELECT count(*) FROM jobs WHERE state = 'dead'),
                        (SELECT count(*) FROM jobs WHERE crashes > 0 AND due IS NOT NULL AND crashes > 1),
                        (SELECT min(due) FROM jobs WHERE state = 'ready'),
                        (SELECT count(*) FROM deliveries),
                        (SELECT max(received) FROM deliveries)",
        )
        .fetch_one(&self.readers)
        .await?;
        Ok(Health {
            ready_jobs: count(ready),
            running_jobs: count(running),
            dead_jobs: count(dead),
            suspect_jobs: count(suspect),
            oldest_ready: oldest_ready.map(Timestamp),
            deliveries: count(deliveries),
            last_delivery: last.map(Timestamp),
        })
    }

    /// When the oldest runnable job became due, not counting jobs of rate-limited installations and jobs that crashed.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn oldest_due(&self) -> Result<Option<Timestamp>, StoreError> {
        let due: Option<i64> = sqlx::query_scalar(
            "SELECT due FROM jobs WHERE state = 'ready' AND crashes = 0 AND NOT EXISTS
                 (SELECT 1 FROM pauses WHERE pauses.installation = coalesce(jobs.installation, 0) AND until > $1)
             ORDER BY due LIMIT 1",
        )
        .bind(self.clock.now().0)
        .fetch_optional(&self.readers)
        .await?;
        Ok(due.map(Timestamp))
    }

    /// Checks that the database responds.
    ///
    /// # Errors
    /// It does not respond.
    pub async fn is_there(&self) -> Result<(), StoreError> {
        let _: Option<i64> = sqlx::query_scalar("SELECT id FROM jobs LIMIT 1").fetch_optional(&self.readers).await?;
        Ok(())
    }

    /// Counts the stuck jobs.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn stuck(&self) -> Result<Stuck, StoreError> {
        let (dead, suspects): (i64, i64) = sqlx::query_as(
            "SELECT (SELECT count(*) FROM jobs WHERE state = 'dead'),
                    (SELECT count(*) FROM jobs WHERE crashes > 0 AND due IS NOT NULL AND crashes > 1)",
        )
        .fetch_one(&self.readers)
        .await?;
        Ok(Stuck { dead: count(dead), suspects: count(suspects) })
    }

    /// The `most` latest dead jobs, latest first.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn dead(&self, most: u32) -> Result<Vec<DeadJob>, StoreError> {
        let rows: Vec<(String, i64, String, i64)> = sqlx::query_as(
            "SELECT target, attempts, coalesce(error, ''), coalesce(died, 0) FROM jobs WHERE state = 'dead'
             ORDER BY died DESC, id DESC LIMIT $1",
        )
        .bind(i64::from(most))
        .fetch_all(&self.readers)
        .await?;
        let job = |(target, attempts, error, at): (String, _, _, _)| {
            Ok(DeadJob { target: name(&target)?, attempts: count(attempts), error, at: Timestamp(at) })
        };
        rows.into_iter().map(job).collect()
    }
}
