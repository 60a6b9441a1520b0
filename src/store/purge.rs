//! Deletes old rows in small steps, so that no delivery waits long for one.

use sqlx::AnyConnection;

use crate::domain::types::time::Timestamp;

use super::Store;
use super::error::StoreError;
use super::write::Write;

/// How many rows a step deletes: a few milliseconds.
const STEP: u64 = 500;

/// The numbers of deleted rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purged {
    /// Deliveries: a redelivery of one of these counts as new.
    pub deliveries: u64,
    /// Lines of the audit log.
    pub audit: u64,
    /// Posted checks: a new run on one of these commits posts a new check.
    pub checks: u64,
    /// Expired refusals of reviewers and writes.
    pub refusals: u64,
    /// Comments with commands.
    pub told: u64,
    /// Published decisions.
    pub decisions: u64,
    /// Verdicts of pull requests on commits.
    pub verdicts: u64,
}

impl Store {
    /// Deletes rows older than `before`. GitHub redelivers for three days: keep at least as much.
    ///
    /// # Errors
    /// The database write fails; earlier steps stay done.
    pub async fn purge(&self, before: Timestamp) -> Result<Purged, StoreError> {
        Ok(Purged {
            deliveries: self.purge_all(DELIVERIES, before).await?,
            audit: self.purge_all(AUDIT, before).await?,
            checks: self.purge_all(CHECKS, before).await?,
            refusals: self.purge_all(REFUSALS, before).await? + self.purge_all(REFUSED_WRITES, before).await?,
            told: self.purge_all(TOLD, before).await?,
            decisions: self.purge_all(DECISIONS, before).await?,
            verdicts: self.purge_all(VERDICTS, before).await?,
        })
    }

    async fn purge_all(&self, sql: &'static str, before: Timestamp) -> Result<u64, StoreError> {
        let mut purged = 0;
        loop {
            let step = self.writer.write(Step { sql, before }).await?;
            purged += step;
            if step < STEP {
                return Ok(purged);
            }
        }
    }
}

const DELIVERIES: &str = "DELETE FROM deliveries WHERE delivery IN
    (SELECT delivery FROM deliveries WHERE received < $1 ORDER BY received LIMIT $2)";
const AUDIT: &str = "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < $1 ORDER BY at LIMIT $2)";
const CHECKS: &str = "DELETE FROM checks WHERE (repository, sha, name) IN
    (SELECT repository, sha, name FROM checks WHERE at < $1 ORDER BY at LIMIT $2)";
const REFUSALS: &str = "DELETE FROM unaskable WHERE (repository, login) IN
    (SELECT repository, login FROM unaskable WHERE until < $1 ORDER BY until LIMIT $2)";
const REFUSED_WRITES: &str = "DELETE FROM refused_writes WHERE (repository, number, what) IN
    (SELECT repository, number, what FROM refused_writes WHERE until < $1 ORDER BY until LIMIT $2)";

const TOLD: &str = "DELETE FROM told WHERE (repository, comment) IN
    (SELECT repository, comment FROM told WHERE at < $1 ORDER BY at LIMIT $2)";
const DECISIONS: &str = "DELETE FROM decisions WHERE (repository, number) IN
    (SELECT repository, number FROM decisions WHERE at < $1 ORDER BY at LIMIT $2)";

const VERDICTS: &str = "DELETE FROM verdicts WHERE (repository, sha, name, number) IN
    (SELECT repository, sha, name, number FROM verdicts WHERE at < $1 ORDER BY at LIMIT $2)";

struct Step {
    sql: &'static str,
    before: Timestamp,
}

impl Write for Step {
    type Answer = u64;

    async fn write(&self, db: &mut AnyConnection) -> Result<u64, StoreError> {
        let done = sqlx::query(self.sql).bind(self.before.0).bind(STEP.cast_signed()).execute(db).await?;
        Ok(done.rows_affected())
    }
}
