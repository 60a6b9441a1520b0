//! The exclusive right to write on GitHub for an installation. Of all runs of all processes one holds the lock, and
//! passes the pace of writes on to the next.
//!
//! The lock ends at the latest with the lease of its run, also if the process dies. A process that waits is recorded,
//! so that a process with many writes does not keep the lock for ever.

use std::time::Duration;

use sqlx::AnyConnection;

use crate::domain::types::ids::InstallationId;
use crate::domain::types::time::Timestamp;

use super::Store;
use super::columns::bigint;
use super::error::StoreError;
use super::lease::Token;
use super::write::Write;

/// How long a process counts as waiting after it asked. It asks several times in this time.
const WANTED_FOR: Duration = Duration::from_secs(1);

impl Store {
    /// Takes the write lock of `installation` for this run, until it is released or the run's lease ends. `None` if
    /// another run holds it, another process has waited for longer, or the lease has ended. `process`: the caller,
    /// which repeats the call until it gets the lock. Returns the pace stored by the last holder; empty at first.
    ///
    /// # Errors
    /// The database write fails; if the lock was taken anyway, it ends with the run.
    pub async fn take_write_turn(
        &self,
        installation: InstallationId,
        process: &str,
        run: Token,
    ) -> Result<Option<String>, StoreError> {
        let (installation, process) = (bigint(installation.0), process.to_owned());
        self.writer.write(TakeTurn { installation, process, run, now: self.clock.now() }).await
    }

    /// Releases the lock and stores the pace of writes; does nothing if another run holds the lock.
    ///
    /// # Errors
    /// The database write fails; others wait until the run ends.
    pub async fn give_write_turn(
        &self,
        installation: InstallationId,
        run: Token,
        pace: String,
    ) -> Result<(), StoreError> {
        self.writer.write(GiveTurn { installation: bigint(installation.0), run, pace }).await
    }
}

struct TakeTurn {
    installation: i64,
    process: String,
    run: Token,
    now: Timestamp,
}

impl Write for TakeTurn {
    type Answer = Option<String>;

    async fn write(&self, db: &mut AnyConnection) -> Result<Self::Answer, StoreError> {
        self.lock(db).await?;
        let taken = self.take(db).await?;
        if taken.is_none() {
            self.note(db).await?;
        }
        Ok(taken)
    }
}

impl TakeTurn {
    /// Locks the row: from here on no other process takes it, and jobs read after this are not older than the row.
    async fn lock(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO write_turns (installation) VALUES ($1)
             ON CONFLICT (installation) DO UPDATE SET installation = excluded.installation",
        )
        .bind(self.installation)
        .execute(db)
        .await?;
        Ok(())
    }

    async fn take(&self, db: &mut AnyConnection) -> Result<Option<String>, StoreError> {
        let pace = sqlx::query_scalar(
            "UPDATE write_turns SET job = $2, run = $3, next = '', asked = 0
             WHERE installation = $1
                AND EXISTS (SELECT 1 FROM jobs WHERE id = $2 AND jobs.run = $3 AND state = 'running' AND due > $4)
                AND ((job = $2 AND run = $3)
                    OR (NOT EXISTS (SELECT 1 FROM jobs WHERE id = write_turns.job AND jobs.run = write_turns.run
                            AND state = 'running' AND due > $4)
                        AND (next = $6 OR asked NOT BETWEEN $5 AND $7)))
             RETURNING pace",
        );
        let pace = pace.bind(self.installation).bind(self.run.job).bind(self.run.run).bind(self.now.0);
        let (from, to) = self.wanted();
        Ok(pace.bind(from).bind(&self.process).bind(to).fetch_optional(db).await?)
    }

    /// Records this process as the next one, unless another one is.
    async fn note(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        let noted = sqlx::query(
            "UPDATE write_turns SET next = $2, asked = $3
             WHERE installation = $1 AND (next = $2 OR asked NOT BETWEEN $4 AND $5)",
        );
        let (from, to) = self.wanted();
        let noted = noted.bind(self.installation).bind(&self.process).bind(self.now.0);
        noted.bind(from).bind(to).execute(db).await?;
        Ok(())
    }

    /// The range of times of a process that still waits. It may be slightly in the future, because clocks differ; a
    /// time further ahead comes from a clock that was set back since.
    fn wanted(&self) -> (i64, i64) {
        (self.now.minus(WANTED_FOR).0, self.now.plus(WANTED_FOR).0)
    }
}

struct GiveTurn {
    installation: i64,
    run: Token,
    pace: String,
}

impl Write for GiveTurn {
    type Answer = ();

    async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE write_turns SET job = 0, run = 0, pace = $4 WHERE installation = $1 AND job = $2 AND run = $3",
        )
        .bind(self.installation)
        .bind(self.run.job)
        .bind(self.run.run)
        .bind(&self.pace)
        .execute(db)
        .await?;
        Ok(())
    }
}
