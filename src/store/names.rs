//! Former names of repositories: policies and charters may list them until they are updated.
//!
//! Only webhooks report renames, and a name belongs to a repository id: after a rename GitHub lets another repository
//! take the former name, and signed webhooks can be replayed. So an older report never changes a current name.

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
    /// The repository's current and former names.
    pub named: Named,
    /// Whether the former name is that of a foundation's governing repository.
    pub governs: bool,
}

/// A repository with one of its former names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerName {
    /// Its current name.
    pub repository: RepoName,
    /// Its former name.
    pub former: RepoName,
}

impl Store {
    /// The current name of the governing repository that was called `listed` when it was renamed. A repository that
    /// took that name later does not count.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn governing_name(&self, listed: &RepoName) -> Result<Option<RepoName>, StoreError> {
        let row: Option<String> = sqlx::query_scalar(
            "SELECT repository FROM former_names WHERE former = $1 AND governs = 1 AND repository <> former",
        )
        .bind(listed.key())
        .fetch_optional(&self.readers)
        .await?;
        row.as_deref().map(name).transpose()
    }

    /// Former names that no other repository has taken since, newest first; and those of governing repositories.
    ///
    /// # Errors
    /// The database read fails.
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
    /// Stores the rename, and moves the stored data of the repository to its current name.
    pub(super) async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        let Named { repository, former, id, as_of } = &self.named;
        // The name belongs to no other repository now, neither as a former nor as a current name.
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

    /// Stores that the repository left its former name. Returns whether that was news.
    ///
    /// **Invariant:** of the repositories that left a name, at most one governs: the first governing one. The others
    /// took the name after it.
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
