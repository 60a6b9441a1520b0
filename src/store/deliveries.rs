//! Deliveries and jobs for the operator, and which of GitHub's deliveries are stored.

use std::collections::BTreeSet;

use crate::domain::types::ids::{DeliveryId, InstallationId};
use crate::domain::types::target::Target;
use crate::domain::types::time::Timestamp;

use super::Store;
use super::columns::{count, name, names, number};
use super::error::StoreError;

/// A stored delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRow {
    /// GitHub's id of the delivery.
    pub delivery: DeliveryId,
    /// The event's name.
    pub event: String,
    /// The event's action, if it has one.
    pub action: Option<String>,
    /// The installation that sent it.
    pub installation: Option<InstallationId>,
    /// When it was first received.
    pub received: Timestamp,
    /// The targets that it enqueued; empty for deliveries of earlier versions, which did not store them.
    pub targets: Vec<Target>,
}

/// An unfinished job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    /// The target to bring up to date.
    pub target: Target,
    /// The installation whose token to use, if known.
    pub installation: Option<InstallationId>,
    /// The state of the job.
    pub state: JobState,
    /// The latest reason for the job.
    pub why: String,
    /// The number of attempts.
    pub attempts: u64,
    /// The last error, with all causes.
    pub error: Option<String>,
}

/// The state of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobState {
    /// Waits for its due time or for a worker.
    Ready {
        /// When it may run.
        due: Timestamp,
    },
    /// Running.
    Running {
        /// The worker that runs it.
        worker: String,
        /// When the lease expires, unless the worker extends it.
        until: Timestamp,
    },
    /// Failed permanently.
    Dead {
        /// When it failed.
        at: Timestamp,
    },
}

type DeliveryColumns = (String, String, Option<String>, Option<i64>, i64, String);
type JobColumns = (String, Option<i64>, String, Option<i64>, Option<String>, String, i64, Option<String>, Option<i64>);

impl Store {
    /// The newest `most` deliveries, newest first.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn deliveries(&self, most: u32) -> Result<Vec<DeliveryRow>, StoreError> {
        let rows: Vec<DeliveryColumns> = sqlx::query_as(
            "SELECT delivery, event, action, installation, received, targets FROM deliveries
             ORDER BY received DESC, delivery LIMIT $1",
        )
        .bind(i64::from(most))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(delivery).collect()
    }

    /// One delivery; `None` if it was never received or has been purged.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn delivery(&self, id: &DeliveryId) -> Result<Option<DeliveryRow>, StoreError> {
        let row: Option<DeliveryColumns> = sqlx::query_as(
            "SELECT delivery, event, action, installation, received, targets FROM deliveries WHERE delivery = $1",
        )
        .bind(id.as_str())
        .fetch_optional(&self.readers)
        .await?;
        row.map(delivery).transpose()
    }

    /// Those of the deliveries that are stored.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn known_among(&self, ids: &BTreeSet<DeliveryId>) -> Result<BTreeSet<DeliveryId>, StoreError> {
        let known: Vec<String> = sqlx::query_scalar(
            "SELECT delivery FROM deliveries WHERE delivery IN (SELECT value ->> 'name' FROM json_each($1))",
        )
        .bind(names(ids.iter().map(|id| id.as_str().to_owned()))?)
        .fetch_all(&self.readers)
        .await?;
        known.iter().map(|id| name(id)).collect()
    }

    /// The job of a target; `None` if there is none.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn job(&self, target: &Target) -> Result<Option<JobRow>, StoreError> {
        let row: Option<JobColumns> = sqlx::query_as(
            "SELECT target, installation, state, due, worker, why, attempts, error, died FROM jobs WHERE target = $1",
        )
        .bind(target.key())
        .fetch_optional(&self.readers)
        .await?;
        row.map(job).transpose()
    }
}

fn installation(column: Option<i64>) -> Option<InstallationId> {
    column.map(|column| InstallationId(number(column)))
}

fn delivery((id, event, action, column, received, targets): DeliveryColumns) -> Result<DeliveryRow, StoreError> {
    // A target of a newer version that can't be parsed is left out.
    let targets = targets.split_whitespace().filter_map(|target| target.parse().ok()).collect();
    let (installation, received) = (installation(column), Timestamp(received));
    Ok(DeliveryRow { delivery: name(&id)?, event, action, installation, received, targets })
}

fn job((target, column, state, due, worker, why, attempts, error, died): JobColumns) -> Result<JobRow, StoreError> {
    let due = Timestamp(due.unwrap_or_default());
    let state = match (state.as_str(), worker) {
        ("running", Some(worker)) => JobState::Running { worker, until: due },
        ("dead", _) => JobState::Dead { at: Timestamp(died.unwrap_or_default()) },
        _ => JobState::Ready { due },
    };
    let attempts = count(attempts);
    Ok(JobRow { target: name(&target)?, installation: installation(column), state, why, attempts, error })
}
