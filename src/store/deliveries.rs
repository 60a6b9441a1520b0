//! Deliveries and jobs as an operator looks at them, and which of GitHub's we have.

use std::collections::BTreeSet;

use crate::domain::types::ids::{DeliveryId, InstallationId};
use crate::domain::types::target::Target;
use crate::domain::types::time::Timestamp;

use super::Store;
use super::columns::{count, name, names, number};
use super::error::StoreError;

/// A delivery that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRow {
    /// GitHub's id of it.
    pub delivery: DeliveryId,
    /// The event's name.
    pub event: String,
    /// What happened; not every event has it.
    pub action: Option<String>,
    /// Of which installation.
    pub installation: Option<InstallationId>,
    /// When it was taken in first.
    pub received: Timestamp,
    /// What it asked for. Of deliveries from before this was kept: nothing.
    pub targets: Vec<Target>,
}

/// Work that is not done yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    /// What is to be brought up to date.
    pub target: Target,
    /// Whose token is to be used, where known.
    pub installation: Option<InstallationId>,
    /// Where it stands.
    pub state: JobState,
    /// Who asked last.
    pub why: String,
    /// How often it was tried.
    pub attempts: u64,
    /// What went wrong the last time, with all causes.
    pub error: Option<String>,
}

/// Where a job stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobState {
    /// It waits for its time, or for a worker.
    Ready {
        /// From when it may run.
        due: Timestamp,
    },
    /// Somebody works on it.
    Running {
        /// Who.
        worker: String,
        /// When they are taken for dead, unless they give a sign of life.
        until: Timestamp,
    },
    /// It was given up.
    Dead {
        /// When.
        at: Timestamp,
    },
}

type DeliveryColumns = (String, String, Option<String>, Option<i64>, i64, String);
type JobColumns = (String, Option<i64>, String, Option<i64>, Option<String>, String, i64, Option<String>, Option<i64>);

impl Store {
    /// The newest `most` deliveries, newest first.
    ///
    /// # Errors
    /// As any read.
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

    /// One delivery; `None` if it was never taken in, or was forgotten since.
    ///
    /// # Errors
    /// As any read.
    pub async fn delivery(&self, id: &DeliveryId) -> Result<Option<DeliveryRow>, StoreError> {
        let row: Option<DeliveryColumns> = sqlx::query_as(
            "SELECT delivery, event, action, installation, received, targets FROM deliveries WHERE delivery = $1",
        )
        .bind(id.as_str())
        .fetch_optional(&self.readers)
        .await?;
        row.map(delivery).transpose()
    }

    /// Those of the deliveries that were taken in.
    ///
    /// # Errors
    /// As any read.
    pub async fn known_among(&self, ids: &BTreeSet<DeliveryId>) -> Result<BTreeSet<DeliveryId>, StoreError> {
        let known: Vec<String> = sqlx::query_scalar(
            "SELECT delivery FROM deliveries WHERE delivery IN (SELECT value ->> 'name' FROM json_each($1))",
        )
        .bind(names(ids.iter().map(|id| id.as_str().to_owned()))?)
        .fetch_all(&self.readers)
        .await?;
        known.iter().map(|id| name(id)).collect()
    }

    /// The job of a target; `None` if there is nothing to do.
    ///
    /// # Errors
    /// As any read.
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
    // One that only a newer program can read is left out.
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
