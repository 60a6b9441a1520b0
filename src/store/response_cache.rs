//! GitHub's responses, for conditional requests. They may be lost at any time and are bounded by age and size.

use sqlx::AnyConnection;

use crate::domain::types::ids::InstallationId;
use crate::domain::types::time::Timestamp;

use super::Store;
use super::columns::{bigint, text};
use super::error::StoreError;
use super::write::Write;

/// A response and its request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The installation that made the request.
    pub installation: InstallationId,
    /// The request, in the format of the cache.
    pub request: String,
    /// GitHub's ETag.
    pub etag: String,
    /// The link to the next page.
    pub link: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Store {
    /// The last response stored for this request: ETag, link and body.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn answer(&self, installation: InstallationId, request: &str) -> Result<Option<KeptAnswer>, StoreError> {
        let row: Option<(String, Option<String>, Vec<u8>)> =
            sqlx::query_as("SELECT etag, link, body FROM answers WHERE installation = $1 AND request = $2")
                .bind(bigint(installation.0))
                .bind(request)
                .fetch_optional(&self.readers)
                .await?;
        let request = request.to_owned();
        Ok(row.map(|(etag, link, body)| KeptAnswer { installation, request, etag, link, body }))
    }

    /// Stores responses, replacing earlier ones.
    ///
    /// # Errors
    /// The database write fails; none was stored.
    pub async fn keep_answers(&self, answers: Vec<KeptAnswer>) -> Result<(), StoreError> {
        self.writer.write(Keep { answers, now: self.clock.now() }).await
    }

    /// Deletes responses older than `before`, and the oldest ones beyond the maximum size.
    ///
    /// # Errors
    /// The database write fails.
    pub async fn purge_answers(&self, before: Timestamp, most_bytes: u64) -> Result<u64, StoreError> {
        self.writer.write(Bound { before, most: bigint(most_bytes) }).await
    }
}

struct Keep {
    answers: Vec<KeptAnswer>,
    now: Timestamp,
}

impl Write for Keep {
    type Answer = ();

    async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        for KeptAnswer { installation, request, etag, link, body } in &self.answers {
            sqlx::query(
                "INSERT INTO answers (installation, request, etag, link, body, kept) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (installation, request) DO UPDATE SET
                     etag = excluded.etag, link = excluded.link, body = excluded.body, kept = excluded.kept",
            )
            .bind(bigint(installation.0))
            .bind(text(request))
            .bind(text(etag))
            .bind(link.as_deref().map(text))
            .bind(body.as_slice())
            .bind(self.now.0)
            .execute(&mut *db)
            .await?;
        }
        Ok(())
    }
}

struct Bound {
    before: Timestamp,
    most: i64,
}

impl Write for Bound {
    type Answer = u64;

    async fn write(&self, db: &mut AnyConnection) -> Result<u64, StoreError> {
        let done = sqlx::query(
            "DELETE FROM answers WHERE kept < $1 OR (installation, request) IN (
                 SELECT installation, request FROM (
                     SELECT installation, request,
                         sum(length(body)) OVER (ORDER BY kept DESC, installation, request) AS bytes
                     FROM answers) AS newest
                 WHERE bytes > $2)",
        )
        .bind(self.before.0)
        .bind(self.most)
        .execute(db)
        .await?;
        Ok(done.rows_affected())
    }
}
