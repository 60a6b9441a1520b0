//! The changes that a pull request proposed at each of its heads.

use std::collections::BTreeSet;

use sqlx::AnyConnection;

use crate::domain::process::{ChangeSet, MAX_CHANGE_SETS};
use crate::domain::types::time::Timestamp;

use super::columns::{bigint, name};
use super::error::StoreError;
use super::record::RecordSubject;

/// Adds a change set, and deletes the oldest ones beyond the limit.
pub(super) async fn keep(db: &mut AnyConnection, on: &RecordSubject, set: &ChangeSet) -> Result<(), StoreError> {
    let changes = serde_json::to_string(&set.changes).map_err(|error| sqlx::Error::Encode(error.into()))?;
    sqlx::query(
        "INSERT INTO change_sets (repository, number, at, sha, changes) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (repository, number, at, sha) DO UPDATE SET changes = excluded.changes",
    )
    .bind(on.repository.key())
    .bind(bigint(on.number))
    .bind(set.at.0)
    .bind(set.commit.as_str())
    .bind(changes)
    .execute(&mut *db)
    .await?;
    sqlx::query(
        "DELETE FROM change_sets WHERE repository = $1 AND number = $2 AND at < (
             SELECT min(at) FROM (SELECT at FROM change_sets WHERE repository = $1 AND number = $2
                 ORDER BY at DESC LIMIT $3) AS newest)",
    )
    .bind(on.repository.key())
    .bind(bigint(on.number))
    .bind(i64::try_from(MAX_CHANGE_SETS).unwrap_or(i64::MAX))
    .execute(db)
    .await?;
    Ok(())
}

/// A change set from its columns.
pub(super) fn read(sha: &str, changes: &str, at: Timestamp) -> Result<ChangeSet, StoreError> {
    Ok(ChangeSet { commit: name(sha)?, at, changes: fingerprints(changes)? })
}

/// The fingerprints of changes from their column.
pub(super) fn fingerprints(changes: &str) -> Result<BTreeSet<String>, StoreError> {
    serde_json::from_str(changes).map_err(|error| StoreError::unreadable(changes, &error))
}
