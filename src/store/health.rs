//! How the store is doing, for the health page, the metrics and the operator.

use crate::domain::types::target::Target;
use crate::domain::types::time::Timestamp;

use super::Store;
use super::columns::{count, name};
use super::error::StoreError;

/// Counts of what waits and what is stuck.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Health {
    /// Jobs that wait for a worker or for their time.
    pub ready_jobs: u64,
    /// Jobs under a lease, ended or not.
    pub running_jobs: u64,
    /// Jobs that were given up.
    pub dead_jobs: u64,
    /// Jobs of which several runs in a row ended with their process, and that are tried again.
    pub suspect_jobs: u64,
    /// The earliest time at which a ready job is or was due; how long that is ago says how far the workers lag.
    pub oldest_ready: Option<Timestamp>,
    /// Deliveries taken in and not yet purged.
    pub deliveries: u64,
    /// When the last delivery was taken in: a long silence may mean that GitHub can't reach us.
    pub last_delivery: Option<Timestamp>,
}

/// A job that was given up. A new delivery, or [`Store::enqueue`], gives it a new life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadJob {
    /// What it was to bring up to date.
    pub target: Target,
    /// How often that was tried.
    pub attempts: u64,
    /// Why it was given up.
    pub error: String,
    /// When.
    pub at: Timestamp,
}

/// Jobs that need an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stuck {
    /// Dead jobs.
    pub dead: u64,
    /// Of which several runs in a row ended with their process, and that are tried again.
    pub suspects: u64,
}

/// The columns of [`Health`].
type Counts = (i64, i64, i64, i64, Option<i64>, i64, Option<i64>);

impl Store {
    /// Whether no job may run or is under a lease; some may wait for their time, or for the end of a pause. What waits a
    /// little because its process died counts as work.
    ///
    /// # Errors
    /// As any read.
    pub async fn is_idle(&self) -> Result<bool, StoreError> {
        let busy =
            "SELECT count(*) FROM jobs WHERE state = 'running' OR (state = 'ready' AND (due <= $1 OR crashes IN (1, 2))
                AND NOT EXISTS (SELECT 1 FROM pauses WHERE pauses.installation = jobs.installation AND until > $1))";
        let (busy,): (i64,) = sqlx::query_as(busy).bind(self.clock.now().0).fetch_one(&self.readers).await?;
        Ok(busy == 0)
    }

    /// How the store is doing.
    ///
    /// # Errors
    /// As any read; an error here means that the database is not well.
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

    /// Since when the oldest job waits that may run: of an installation that has no pause, and suspected of nothing.
    ///
    /// # Errors
    /// As any read.
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

    /// Whether the database answers.
    ///
    /// # Errors
    /// It does not.
    pub async fn is_there(&self) -> Result<(), StoreError> {
        let _: Option<i64> = sqlx::query_scalar("SELECT id FROM jobs LIMIT 1").fetch_optional(&self.readers).await?;
        Ok(())
    }

    /// How much is stuck.
    ///
    /// # Errors
    /// As any read.
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
    /// As any read.
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
