//! Fairness between installations: they share the workers, and one with ten thousand jobs does not delay another with
//! one.

use sqlx::{AnyConnection, AnyPool};

use crate::domain::types::ids::InstallationId;
use crate::domain::types::time::Timestamp;

use super::Store;
use super::columns::{bigint, count};
use super::error::StoreError;
use super::write::Write;

/// An installation with jobs; 0 for jobs whose installation is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct InstallationBacklog {
    pub(super) installation: i64,
    /// When its first job without a crash is due.
    due: i64,
    running: u64,
    /// The end of its rate limit.
    until: i64,
}

/// One index lookup per installation, however many jobs it has.
const TURNS: &str = "WITH RECURSIVE waiting (installation) AS (
        SELECT (SELECT coalesce(installation, 0) FROM jobs WHERE due IS NOT NULL
                ORDER BY coalesce(installation, 0) LIMIT 1)
        UNION ALL
        SELECT (SELECT coalesce(jobs.installation, 0) FROM jobs
                WHERE due IS NOT NULL AND coalesce(jobs.installation, 0) > waiting.installation
                ORDER BY coalesce(jobs.installation, 0) LIMIT 1)
        FROM waiting WHERE waiting.installation IS NOT NULL)
    SELECT waiting.installation,
        (SELECT due FROM jobs WHERE coalesce(jobs.installation, 0) = waiting.installation AND due IS NOT NULL
            AND state = 'ready' AND crashes = 0 ORDER BY due LIMIT 1),
        (SELECT count(*) FROM jobs WHERE state = 'running' AND coalesce(jobs.installation, 0) = waiting.installation),
        coalesce((SELECT until FROM pauses WHERE pauses.installation = waiting.installation), 0)
    FROM waiting WHERE waiting.installation IS NOT NULL";

impl InstallationBacklog {
    /// When one of its jobs can be leased.
    fn begins(&self) -> Timestamp {
        Timestamp(self.due.max(self.until))
    }

    async fn all(db: impl sqlx::Executor<'_, Database = sqlx::Any>) -> Result<Vec<Self>, StoreError> {
        let rows: Vec<(i64, Option<i64>, i64, i64)> = sqlx::query_as(TURNS).fetch_all(db).await?;
        let turn = |(installation, due, running, until): (_, Option<i64>, _, _)| {
            Some(Self { installation, due: due?, running: count(running), until })
        };
        Ok(rows.into_iter().filter_map(turn).collect())
    }
}

/// The installations that may be served now, by the number of running jobs, fewest first, then by the longest wait.
pub(super) async fn next(db: &mut AnyConnection, now: Timestamp, crowded: &[i64]) -> Result<Vec<i64>, StoreError> {
    let mut turns = InstallationBacklog::all(db).await?;
    turns.retain(|turn| turn.begins() <= now && !crowded.contains(&turn.installation));
    turns.sort_by_key(|turn| (turn.running, turn.due));
    Ok(turns.into_iter().map(|turn| turn.installation).collect())
}

/// One index lookup per author.
const AUTHORS: &str = "WITH RECURSIVE authors (author) AS (
        SELECT (SELECT author FROM jobs WHERE coalesce(installation, 0) = $1 AND state = 'ready' AND crashes = 0
                ORDER BY author LIMIT 1)
        UNION ALL
        SELECT (SELECT jobs.author FROM jobs WHERE coalesce(installation, 0) = $1 AND state = 'ready' AND crashes = 0
                    AND jobs.author > authors.author ORDER BY jobs.author LIMIT 1)
        FROM authors WHERE authors.author IS NOT NULL)
    SELECT authors.author,
        (SELECT due FROM jobs WHERE coalesce(installation, 0) = $1 AND state = 'ready' AND crashes = 0
            AND jobs.author = authors.author ORDER BY due LIMIT 1),
        (SELECT count(*) FROM jobs WHERE state = 'running' AND coalesce(installation, 0) = $1
            AND jobs.author = authors.author)
    FROM authors WHERE authors.author IS NOT NULL";

/// The authors in an installation whose jobs are due, by the number of running jobs, fewest first, then by the longest
/// wait.
pub(super) async fn authors(
    db: &mut AnyConnection,
    now: Timestamp,
    installation: i64,
) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String, Option<i64>, i64)> = sqlx::query_as(AUTHORS).bind(installation).fetch_all(db).await?;
    let mut due: Vec<_> = rows.into_iter().filter_map(|(author, due, running)| Some((running, due?, author))).collect();
    due.retain(|(_, due, _)| *due <= now.0);
    due.sort();
    Ok(due.into_iter().map(|(_, _, author)| author).collect())
}

/// When the next job can be leased, or the next lease ends.
pub(super) async fn next_due(readers: &AnyPool, crowded: &[i64]) -> Result<Option<Timestamp>, StoreError> {
    let turns = InstallationBacklog::all(readers).await?;
    let begins = turns.iter().filter(|turn| !crowded.contains(&turn.installation)).map(InstallationBacklog::begins);
    let ends: Option<i64> =
        sqlx::query_scalar("SELECT min(due) FROM jobs WHERE state = 'running'").fetch_one(readers).await?;
    Ok(begins.chain(ends.map(Timestamp)).min())
}

impl Store {
    /// Leases no job of an installation until then, because of a rate limit. An earlier time than the stored one has no
    /// effect.
    ///
    /// # Errors
    /// The database write fails.
    pub async fn pause(&self, installation: InstallationId, until: Timestamp) -> Result<(), StoreError> {
        self.writer.write(Pause { installation: bigint(installation.0), until }).await
    }
}

struct Pause {
    installation: i64,
    until: Timestamp,
}

impl Write for Pause {
    type Answer = ();

    async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO pauses (installation, until) VALUES ($1, $2)
             ON CONFLICT (installation) DO UPDATE SET until = excluded.until WHERE excluded.until > pauses.until",
        )
        .bind(self.installation)
        .bind(self.until.0)
        .execute(db)
        .await?;
        Ok(())
    }
}
