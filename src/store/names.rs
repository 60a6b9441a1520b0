//! Names that repositories had before: policies and charters may list them until somebody changes that.
//!
//! Only webhooks write them, and a name belongs to a number: GitHub gives a name that was left to whoever wants it, and
//! signed webhooks can be sent again. So what is older than what is known changes no present name.

use sqlx::AnyConnection;

use crate::domain::pull::event::Named;
use crate::domain::types::ids::RepoName;

use super::Store;
use super::columns::{bigint, name};
use super::error::StoreError;
use super::record::renamed_whole;

/// A name that a webhook reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// Which repository has it, and which name it had.
    pub named: Named,
    /// Whether the former name is that of a foundation's governing repository.
    pub governs: bool,
}

/// A repository with a name that it had before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerName {
    /// Its name now.
    pub repository: RepoName,
    /// Its name then.
    pub former: RepoName,
}

impl Store {
    /// The present name of the governing repository that was called `listed` when it was renamed. A repository that took the
    /// name later does not count.
    ///
    /// # Errors
    /// As any read.
    pub async fn governing_name(&self, listed: &RepoName) -> Result<Option<RepoName>, StoreError> {
        let row: Option<String> = sqlx::query_scalar(
            "SELECT repository FROM former_names WHERE former = $1 AND governs = 1 AND repository <> former",
        )
        .bind(listed.key())
        .fetch_optional(&self.readers)
        .await?;
        row.as_deref().map(name).transpose()
    }

    /// Former names that no other repository has had since, the newest first; and those of governing repositories.
    ///
    /// # Errors
    /// As any read.
    pub async fn former_names(&self) -> Result<Vec<FormerName>, StoreError> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT repository, former FROM former_names
             WHERE repository <> former AND (taken = 0 OR governs = 1) ORDER BY at DESC, former",
        )
        .fetch_all(&self.readers)
        .await?;
        let read = |(repository, former): (String, String)| {
            Ok(FormerName { repository: name(&repository)?, former: name(&former)? })
        };
        rows.into_iter().map(read).collect()
    }
}

impl Naming {
    /// Keeps it, and moves what is kept of the repository to its present name.
    pub(super) async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        let Named { repository, former, id, as_of } = &self.named;
        // The name is nobody else's now, neither as a former nor as a present one.
        for sql in [
            "UPDATE former_names SET taken = 1 WHERE former = $1 AND id <> $2 AND at <= $3",
            "UPDATE former_names SET repository = former WHERE repository = $1 AND id <> $2 AND at <= $3",
        ] {
            let taken = sqlx::query(sql).bind(repository.key()).bind(bigint(*id)).bind(as_of.0);
            taken.execute(&mut *db).await?;
        }
        let Some(former) = former else { return Ok(()) };
        let newer: Option<String> = sqlx::query_scalar(
            "SELECT repository FROM former_names WHERE id = $1 AND at > $2 ORDER BY at DESC LIMIT 1",
        )
        .bind(bigint(*id))
        .bind(as_of.0)
        .fetch_optional(&mut *db)
        .await?;
        let present = newer.as_deref().map_or_else(|| Ok(repository.clone()), name)?;
        if !self.left(former, &present, db).await? {
            return Ok(());
        }
        for sql in [
            "UPDATE former_names SET repository = $2 WHERE id = $1",
            "DELETE FROM former_names WHERE id = $1 AND former = $2",
        ] {
            sqlx::query(sql).bind(bigint(*id)).bind(present.key()).execute(&mut *db).await?;
        }
        if *former != present {
            for moved in renamed_whole(former, &present) {
                moved.execute(&mut *db).await?;
            }
        }
        Ok(())
    }

    /// Keeps that the repository left its former name; whether that was not known.
    ///
    /// **Invariant:** of those that left a name the first one governs, if any: the others took it from a governing repository.
    async fn left(&self, former: &RepoName, present: &RepoName, db: &mut AnyConnection) -> Result<bool, StoreError> {
        let kept = sqlx::query(
            "INSERT INTO former_names (former, id, repository, at, governs) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (former, id) DO UPDATE SET repository = excluded.repository, at = excluded.at,
                 governs = former_names.governs | excluded.governs, taken = 0
             WHERE former_names.at < excluded.at",
        )
        .bind(former.key())
        .bind(bigint(self.named.id))
        .bind(present.key())
        .bind(self.named.as_of.0)
        .bind(i64::from(self.governs))
        .execute(&mut *db)
        .await?;
        sqlx::query(
            "UPDATE former_names SET governs = 0 WHERE former = $1 AND id <> (
                 SELECT id FROM former_names WHERE former = $1 AND governs = 1 ORDER BY at, id LIMIT 1)",
        )
        .bind(former.key())
        .execute(db)
        .await?;
        Ok(kept.rows_affected() > 0)
    }
}
