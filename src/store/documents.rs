//! The latest documents of the governing repository, and the last good version of each.
//!
//! A charter that breaks on the base branch must not leave its repositories without owners: its last good version is
//! used until it is fixed.

use sqlx::AnyConnection;

use crate::domain::types::ids::{RepoName, Sha};
use crate::domain::types::time::Timestamp;

use super::Store;
use super::columns::{name, text};
use super::error::StoreError;
use super::jobs::{Cause, JobRequest, Jobs, Origin};
use super::lease::ToldHead;
use super::write::Write;

/// A version of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDocument {
    /// Its path in the repository.
    pub path: String,
    /// The Git id of this version.
    pub blob: Sha,
    /// The content.
    pub text: String,
    /// When it was read.
    pub read_at: Timestamp,
    /// Whether it was valid when it was read.
    pub good: bool,
}

/// A version that was just read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDocument {
    /// Its path in the repository.
    pub path: String,
    /// The Git id of this version.
    pub blob: Sha,
    /// The content.
    pub text: String,
    /// Whether it is valid.
    pub good: bool,
}

/// The result of reading the repository's tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TreeRead {
    /// For the next conditional request.
    pub etag: Option<String>,
    /// The Git id of the commit or tree.
    pub version: String,
    /// The documents that are new or changed.
    pub documents: Vec<NewDocument>,
    /// The paths that were removed.
    pub removed: Vec<String>,
    /// The job that rechecks pull requests because of the change, stored in the same commit.
    pub again: Option<JobRequest>,
}

/// The state of the repository's tree when it was last read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeState {
    /// For the next conditional request.
    pub etag: Option<String>,
    /// The Git id of the commit or tree.
    pub version: String,
    /// When it was read, or found unchanged.
    pub read_at: Timestamp,
    /// Increases with each push event and each changed read. A process that has seen another value has to read the
    /// documents again.
    pub revision: i64,
    /// The head of the branch after the newest reported push.
    pub told: Option<ToldHead>,
}

impl Store {
    /// For each path the newest version, then the last good one if that differs; sorted by path.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn documents(&self, repository: &RepoName) -> Result<Vec<StoredDocument>, StoreError> {
        let rows: Vec<(String, String, String, i64, i64)> = sqlx::query_as(
            "SELECT path, blob, text, read_at, CAST(good AS INTEGER) FROM documents WHERE repository = $1
             ORDER BY path, good",
        )
        .bind(repository.key())
        .fetch_all(&self.readers)
        .await?;
        let document = |(path, blob, text, read_at, good): (_, String, _, _, i64)| {
            Ok(StoredDocument { path, blob: name(&blob)?, text, read_at: Timestamp(read_at), good: good != 0 })
        };
        rows.into_iter().map(document).collect()
    }

    /// The state of the tree when it was last read; `None` if it never was.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn tree_state(&self, repository: &RepoName) -> Result<Option<TreeState>, StoreError> {
        let row: Option<TreeColumns> = sqlx::query_as(
            "SELECT etag, version, read_at, revision, head, head_as_of, head_told FROM trees WHERE repository = $1",
        )
        .bind(repository.key())
        .fetch_optional(&self.readers)
        .await?;
        let state = |(etag, version, read_at, revision, head, as_of, told)| TreeState {
            etag,
            version,
            read_at: Timestamp(read_at),
            revision,
            told: ToldHead::read(head, as_of, told),
        };
        Ok(row.map(state))
    }

    /// Stores the result of a read in one commit. An invalid document does not replace the last good version.
    ///
    /// # Errors
    /// The database write fails; nothing has changed.
    pub async fn keep_documents(&self, repository: &RepoName, read: TreeRead) -> Result<(), StoreError> {
        self.writer.write(Keep { repository: repository.key(), read, now: self.clock.now() }).await
    }
}

/// etag, version, read at, revision, head, as of, told
type TreeColumns = (Option<String>, String, i64, i64, Option<String>, Option<i64>, Option<i64>);

struct Keep {
    repository: String,
    read: TreeRead,
    now: Timestamp,
}

impl Write for Keep {
    type Answer = ();

    async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        for path in &self.read.removed {
            self.forget(db, path, false).await?;
            self.forget(db, path, true).await?;
        }
        for document in &self.read.documents {
            self.keep(db, document).await?;
            if document.good {
                self.forget(db, &document.path, false).await?;
            }
        }
        self.note_tree(db).await?;
        let mut jobs = Jobs::default();
        if let Some(JobRequest { target, installation, due, why }) = &self.read.again {
            let origin = Origin { installation: *installation, author: "" };
            jobs.add(target, origin, *due, Cause { why, is_event: false });
        }
        jobs.write(db).await
    }

    fn wakes(&self, (): &()) -> bool {
        self.read.again.is_some()
    }
}

impl Keep {
    async fn forget(&self, db: &mut AnyConnection, path: &str, good: bool) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM documents WHERE repository = $1 AND path = $2 AND good = $3")
            .bind(&self.repository)
            .bind(path)
            .bind(good)
            .execute(db)
            .await?;
        Ok(())
    }

    async fn keep(&self, db: &mut AnyConnection, document: &NewDocument) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO documents (repository, path, good, blob, text, read_at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (repository, path, good) DO UPDATE SET
                 blob = excluded.blob, text = excluded.text, read_at = excluded.read_at",
        )
        .bind(&self.repository)
        .bind(&document.path)
        .bind(document.good)
        .bind(document.blob.as_str())
        .bind(text(&document.text))
        .bind(self.now.0)
        .execute(db)
        .await?;
        Ok(())
    }

    async fn note_tree(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO trees (repository, etag, version, read_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (repository) DO UPDATE SET
                 etag = excluded.etag, version = excluded.version, read_at = excluded.read_at,
                 revision = trees.revision + 1",
        )
        .bind(&self.repository)
        .bind(&self.read.etag)
        .bind(&self.read.version)
        .bind(self.now.0)
        .execute(db)
        .await?;
        Ok(())
    }
}
