//! Leave to write on GitHub for an installation: of all runs of all processes one has it, and it tells the next how far
//! writes have come.
//!
//! It lasts as long as its run: however that ends, and if its process dies, the turn ends with the lease. Who waits in vain
//! is noted, so that a process that has much to write does not keep it for ever.

use std::time::Duration;

use sqlx::AnyConnection;

use crate::domain::types::ids::InstallationId;
use crate::domain::types::time::Timestamp;

use super::Store;
use super::columns::bigint;
use super::error::StoreError;
use super::lease::Token;
use super::write::Write;

/// For how long it counts that a process waits. It asks several times in this time.
const WANTED_FOR: Duration = Duration::from_secs(1);

impl Store {
    /// Leave for this run to write for `installation`, until it is given back or the run's lease ends; `None` while another
    /// run has it, or another process has waited for longer, or if the lease has ended. `process`: who asks, again and again
    /// until leave is given. What it gets is what was given back last, at first nothing.
    ///
    /// # Errors
    /// As any write; if leave was given all the same, it ends with the run.
    pub async fn take_write_turn(
        &self,
        installation: InstallationId,
        process: &str,
        run: Token,
    ) -> Result<Option<String>, StoreError> {
        let (installation, process) = (bigint(installation.0), process.to_owned());
        self.writer.write(TakeTurn { installation, process, run, now: self.clock.now() }).await
    }

    /// Gives it back, with how far writes have come; nothing happens where it is somebody else's by now.
    ///
    /// # Errors
    /// As any write; others wait until the run ends.
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
    /// From here on nobody else takes it: what is read of jobs next is not older than the row.
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

    /// This process is the next, unless another one is.
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

    /// When a process that still waits has asked. It may be a little later than now, for clocks differ; much later is a
    /// clock that has been set back since.
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
