//! Leave to write on GitHub for an installation: one process at a time has it, and it tells the next when writes were due.
//!
//! It ends by itself, since who has it may die. Who was frozen with it is stopped by its lease, which has ended too.

use std::time::Duration;

use sqlx::AnyConnection;

use crate::domain::ids::InstallationId;
use crate::domain::time::Timestamp;

use super::Store;
use super::convert::bigint;
use super::error::StoreError;
use super::lease::Token;
use super::write::Write;

/// How far the writes of an installation have come, as whoever wrote last left it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// When the next write is due at an even pace.
    pub due: Timestamp,
    /// When the last one was made.
    pub last: Timestamp,
}

impl Store {
    /// Leave for this run to write for `installation`, until it is given back or `duration` has passed; `None` while
    /// somebody else has it.
    ///
    /// # Errors
    /// As any write; then there is no leave.
    pub async fn take_write_turn(
        &self,
        installation: InstallationId,
        run: Token,
        duration: Duration,
    ) -> Result<Option<Written>, StoreError> {
        let (installation, now) = (bigint(installation.0), self.clock.now());
        self.writer.write(TakeTurn { installation, run, now, until: now.plus(duration) }).await
    }

    /// Gives it back; nothing happens where it has ended and is somebody else's.
    ///
    /// # Errors
    /// As any write; others wait until it ends by itself.
    pub async fn give_write_turn(
        &self,
        installation: InstallationId,
        run: Token,
        written: Written,
    ) -> Result<(), StoreError> {
        self.writer.write(GiveTurn { installation: bigint(installation.0), run, written }).await
    }
}

struct TakeTurn {
    installation: i64,
    run: Token,
    now: Timestamp,
    until: Timestamp,
}

impl Write for TakeTurn {
    type Answer = Option<Written>;

    async fn write(&self, db: &mut AnyConnection) -> Result<Self::Answer, StoreError> {
        let row: Option<(i64, i64)> = sqlx::query_as(
            "INSERT INTO write_turns (installation, job, run, until, due, last) VALUES ($1, $2, $3, $5, 0, 0)
             ON CONFLICT (installation) DO UPDATE
                SET job = excluded.job, run = excluded.run, until = excluded.until WHERE write_turns.until <= $4
             RETURNING due, last",
        )
        .bind(self.installation)
        .bind(self.run.job)
        .bind(self.run.run)
        .bind(self.now.0)
        .bind(self.until.0)
        .fetch_optional(db)
        .await?;
        Ok(row.map(|(due, last)| Written { due: Timestamp(due), last: Timestamp(last) }))
    }
}

struct GiveTurn {
    installation: i64,
    run: Token,
    written: Written,
}

impl Write for GiveTurn {
    type Answer = ();

    async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE write_turns SET until = 0, due = $4, last = $5 WHERE installation = $1 AND job = $2 AND run = $3",
        )
        .bind(self.installation)
        .bind(self.run.job)
        .bind(self.run.run)
        .bind(self.written.due.0)
        .bind(self.written.last.0)
        .execute(db)
        .await?;
        Ok(())
    }
}
