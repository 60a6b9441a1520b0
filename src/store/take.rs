//! Which jobs a process gets, and how it leases them.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::Serialize;
use sqlx::any::AnyArguments;
use sqlx::query::QueryAs;
use sqlx::{Any, AnyConnection};

use crate::domain::types::ids::InstallationId;
use crate::domain::types::time::Timestamp;

use super::columns::{bigint, count, json, name, number};
use super::crashes::{self, Suspect};
use super::engine::Engine;
use super::error::StoreError;
use super::lease::{Lease, LeaseRequest, Leased, Token, ToldHead, columns};
use super::write::Write;
use super::{Store, fairness};

impl Store {
    /// Leases a ready job. The installation with the fewest running jobs comes first, unless it is rate-limited; within
    /// an installation, the job that has been due longest. A job that crashed comes when nothing else is due, and only
    /// for a caller that is `alone`.
    ///
    /// Await it to completion: if the caller is cancelled, the job is taken over only when the lease ends.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] for a job whose target can't be read; the job is postponed, and dead after some
    /// attempts.
    pub async fn lease(&self, request: LeaseRequest<'_>) -> Result<Option<Lease>, StoreError> {
        self.lease_up_to(1, request).await?.runs.pop().transpose()
    }

    /// [`Self::lease`] for up to `most` jobs, in one commit; also returns the crashes found.
    ///
    /// # Errors
    /// The database write fails; nothing is leased.
    pub async fn lease_up_to(&self, most: usize, request: LeaseRequest<'_>) -> Result<Leased, StoreError> {
        let now = self.clock.now();
        let LeaseRequest { worker, duration, except, crowded, crowded_authors, alone } = request;
        let crowded_authors =
            crowded_authors.iter().map(|(installation, author)| (bigint(installation.0), author.clone())).collect();
        let (worker, except, crowded) = (worker.to_owned(), ids(except)?, columns(crowded));
        let (engine, until) = (self.engine, now.plus(duration));
        self.writer.write(Take { engine, most, worker, now, until, except, crowded, crowded_authors, alone }).await
    }
}

/// Leases jobs for one process.
struct Take {
    engine: Engine,
    most: usize,
    worker: String,
    now: Timestamp,
    until: Timestamp,
    except: String,
    crowded: Vec<i64>,
    crowded_authors: BTreeSet<(i64, String)>,
    alone: bool,
}

/// id, run, target, installation, attempts, writing, crashes, why, author, event; head, as of, told
type Taken =
    (i64, i64, String, Option<i64>, i64, i64, i64, String, String, i64, Option<String>, Option<i64>, Option<i64>);

macro_rules! take {
    ($which:literal) => {
        concat!(
            "UPDATE jobs
             SET state = 'running', worker = $2, due = $3, again_due = NULL, attempts = attempts + 1, run = run + 1
             WHERE id = (SELECT id FROM jobs WHERE state = 'ready' AND due <= $1 AND ",
            $which,
            ") RETURNING id, run, target, installation, attempts, CAST(writing AS INTEGER), crashes, why, author, event,
                 head, head_as_of, head_told"
        )
    };
}

impl Take {
    async fn one(&self, db: &mut AnyConnection) -> Result<Option<Result<Lease, StoreError>>, StoreError> {
        for installation in fairness::next(db, self.now, &self.crowded).await? {
            for author in fairness::authors(db, self.now, installation).await? {
                let place = (installation, author);
                if self.crowded_authors.contains(&place) {
                    continue;
                }
                if let Some(taken) = self.of(db, place).await? {
                    return Ok(Some(self.lease(db, taken).await?));
                }
            }
        }
        Ok(None)
    }

    /// Skips rows that another process has locked.
    async fn of(
        &self,
        db: &mut AnyConnection,
        (installation, author): (i64, String),
    ) -> Result<Option<Taken>, StoreError> {
        let sql = match self.engine {
            Engine::Sqlite => {
                take!("coalesce(installation, 0) = $4 AND author = $5 AND crashes = 0 ORDER BY due, id LIMIT 1")
            }
            Engine::Postgres => {
                take!(
                    "coalesce(installation, 0) = $4 AND author = $5 AND crashes = 0 ORDER BY due, id LIMIT 1 FOR UPDATE SKIP LOCKED"
                )
            }
        };
        let query = self.taking(sql, installation).bind(author);
        Ok(query.fetch_optional(db).await?)
    }

    /// A suspect job, which runs alone.
    async fn suspect(&self, db: &mut AnyConnection, suspect: Suspect) -> Result<Leased, StoreError> {
        let sql = match self.engine {
            Engine::Sqlite => take!("id = $4"),
            Engine::Postgres => take!("id = $4 FOR UPDATE SKIP LOCKED"),
        };
        let mut leased = Leased::default();
        if let Some(taken) = self.taking(sql, suspect.id).fetch_optional(&mut *db).await? {
            leased.runs.push(self.lease(db, taken).await?);
        }
        Ok(leased)
    }

    fn taking(&self, sql: &'static str, which: i64) -> QueryAs<'_, Any, Taken, AnyArguments> {
        sqlx::query_as(sql).bind(self.now.0).bind(&self.worker).bind(self.until.0).bind(which)
    }

    async fn lease(&self, db: &mut AnyConnection, taken: Taken) -> Result<Result<Lease, StoreError>, StoreError> {
        let (id, attempts) = (taken.0, taken.4);
        let lease = lease(taken);
        if lease.is_err() {
            set_aside(db, id, attempts, self.now).await?;
        }
        Ok(lease)
    }

    /// Jobs without crashes first, unless a suspect job has waited long enough.
    async fn all(&self, db: &mut AnyConnection) -> Result<Leased, StoreError> {
        if self.most == 0 {
            return Ok(Leased::default());
        }
        let suspect = Suspect::first(&mut *db, self.now).await?;
        match (suspect.filter(|suspect| suspect.is_next(self.now)), self.alone) {
            (Some(suspect), true) => return self.suspect(db, suspect).await,
            (Some(_), false) => return Ok(Leased::default()),
            (None, _) => {}
        }
        let mut leased = Leased::default();
        while leased.runs.len() < self.most {
            let Some(lease) = self.one(db).await? else { break };
            leased.runs.push(lease);
        }
        match suspect.filter(|_| self.alone && leased.runs.is_empty()) {
            Some(suspect) => self.suspect(db, suspect).await,
            None => Ok(leased),
        }
    }
}

impl Write for Take {
    /// An inner error concerns one job only: the commit that postpones that job has to succeed.
    type Answer = Leased;

    async fn write(&self, db: &mut AnyConnection) -> Result<Leased, StoreError> {
        let crashed = crashes::take_note(db, self.engine, self.now, self.now, &self.except).await?;
        Ok(Leased { crashed, ..self.all(db).await? })
    }
}

/// The jobs of these runs, as rows.
fn ids(tokens: &[Token]) -> Result<String, StoreError> {
    #[derive(Serialize)]
    struct Row {
        id: i64,
    }
    json(tokens.iter().map(|token| Row { id: token.job }))
}

fn lease(
    (job, run, target, installation, attempts, writing, crashes, why, author, event, head, as_of, told): Taken,
) -> Result<Lease, StoreError> {
    Ok(Lease {
        target: name(&target)?,
        installation: installation.map(|column| InstallationId(number(column))),
        author,
        attempt: u32::try_from(attempts).unwrap_or(u32::MAX),
        token: Token { job, run },
        interrupted: writing != 0,
        crashes: count(crashes),
        event: event != 0,
        why,
        told: ToldHead::read(head, as_of, told),
    })
}

/// How long a job waits for a version that can read it, and how often it is tried: for an hour.
const STRANGE_WAIT: Duration = Duration::from_secs(5 * 60);
const STRANGE_LOOKS: i64 = 12;

/// An unreadable job would stay the oldest due one for ever. A newer version, running while it replaces this one, may
/// be able to read it, so the job waits for that.
async fn set_aside(db: &mut AnyConnection, id: i64, attempts: i64, now: Timestamp) -> Result<(), StoreError> {
    let due = (attempts < STRANGE_LOOKS).then(|| now.plus(STRANGE_WAIT).0);
    sqlx::query(
        "UPDATE jobs SET state = $2, due = $3, died = $4, worker = NULL, error = 'unreadable target' WHERE id = $1",
    )
    .bind(id)
    .bind(if due.is_some() { "ready" } else { "dead" })
    .bind(due)
    .bind(due.is_none().then_some(now.0))
    .execute(db)
    .await?;
    Ok(())
}
