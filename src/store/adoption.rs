//! Pull requests that are older than the app's installation: when the app began to work for an installation, and on
//! which of the older pull requests something has happened since.

use sqlx::AnyConnection;

use crate::domain::types::ids::{InstallationId, RepoName};
use crate::domain::types::time::Timestamp;

use super::Store;
use super::columns::bigint;
use super::error::StoreError;
use super::write::Write;

/// The row of the first live start.
const START: i64 = 0;

/// The age of a pull request's installation, and whether the app acts on the pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adoption {
    /// When the app began to work for the installation; `None` if it never did.
    pub since: Option<Timestamp>,
    /// Whether something has happened on the pull request since.
    pub adopted: bool,
}

impl Store {
    /// Looks up a pull request and its installation.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn adoption(
        &self,
        installation: InstallationId,
        repository: &RepoName,
        number: u64,
    ) -> Result<Adoption, StoreError> {
        let row: (Option<i64>, i64) = sqlx::query_as(
            "SELECT (SELECT since FROM live_since WHERE installation = $1),
                 (SELECT count(*) FROM adopted WHERE repository = $2 AND number = $3)",
        )
        .bind(bigint(installation.0))
        .bind(repository.key())
        .bind(bigint(number))
        .fetch_one(&self.readers)
        .await?;
        Ok(Adoption { since: row.0.map(Timestamp), adopted: row.1 > 0 })
    }

    /// Records that the app works for an installation from now on. Returns since when it does, which may be earlier.
    ///
    /// # Errors
    /// The database write fails.
    pub async fn begin_live(&self, installation: InstallationId) -> Result<Timestamp, StoreError> {
        let begin = Begin { installation: bigint(installation.0), now: self.clock.now() };
        Ok(self.writer.write(begin).await?.0)
    }

    /// Records that something has happened on a pull request that is older than the installation.
    ///
    /// # Errors
    /// The database write fails.
    pub async fn adopt(&self, repository: &RepoName, number: u64) -> Result<(), StoreError> {
        self.writer.write(Adopt { repository: repository.key(), number: bigint(number) }).await
    }

    /// Records a start, live or as a dry run. Returns whether writes begin with it: at the first live start, and after
    /// a dry run.
    ///
    /// # Errors
    /// The database write fails.
    pub async fn note_start(&self, live: bool) -> Result<bool, StoreError> {
        match live {
            true => Ok(self.writer.write(Begin { installation: START, now: self.clock.now() }).await?.1),
            false => self.writer.write(EndLive).await.map(|()| false),
        }
    }
}

struct Begin {
    installation: i64,
    now: Timestamp,
}

impl Write for Begin {
    /// The time, and whether it is now.
    type Answer = (Timestamp, bool);

    async fn write(&self, db: &mut AnyConnection) -> Result<Self::Answer, StoreError> {
        let begun = sqlx::query(
            "INSERT INTO live_since (installation, since) VALUES ($1, $2) ON CONFLICT (installation) DO NOTHING",
        );
        let begun = begun.bind(self.installation).bind(self.now.0).execute(&mut *db).await?.rows_affected();
        let since = sqlx::query_scalar("SELECT since FROM live_since WHERE installation = $1");
        let since: i64 = since.bind(self.installation).fetch_one(db).await?;
        Ok((Timestamp(since), begun > 0))
    }
}

struct EndLive;

impl Write for EndLive {
    type Answer = ();

    async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM live_since WHERE installation = $1").bind(START).execute(db).await?;
        Ok(())
    }
}

struct Adopt {
    repository: String,
    number: i64,
}

impl Write for Adopt {
    type Answer = ();

    async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO adopted (repository, number) VALUES ($1, $2) ON CONFLICT (repository, number) DO NOTHING",
        )
        .bind(&self.repository)
        .bind(self.number)
        .execute(db)
        .await?;
        Ok(())
    }
}
