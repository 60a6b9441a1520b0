//! Writes that GitHub refused.

use crate::domain::pull::refused_writes::Write;
use crate::domain::types::ids::{RepoName, Sha};
use crate::domain::types::time::Timestamp;
use crate::store::columns::bigint;

use super::{RecordSubject, Statement};

pub(super) fn refused<'q>(on: &RecordSubject, what: &Write, why: &'q str, until: Timestamp) -> Statement<'q> {
    sqlx::query(
        "INSERT INTO refused_writes (repository, number, what, why, until) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (repository, number, what) DO UPDATE SET why = excluded.why, until = excluded.until",
    )
    .bind(on.repository.key())
    .bind(bigint(on.number))
    .bind(what.to_string())
    .bind(why)
    .bind(until.0)
}

pub(super) fn made<'q>(on: &RecordSubject, what: &Write) -> Statement<'q> {
    sqlx::query("DELETE FROM refused_writes WHERE repository = $1 AND number = $2 AND what = $3")
        .bind(on.repository.key())
        .bind(bigint(on.number))
        .bind(what.to_string())
}

/// The next run retries all refused writes on pull requests with this commit.
pub(super) fn due<'q>(repository: &RepoName, commit: &Sha) -> Statement<'q> {
    sqlx::query(
        "UPDATE refused_writes SET until = 0 WHERE repository = $1
             AND number IN (SELECT number FROM checks WHERE repository = $1 AND sha = $2)",
    )
    .bind(repository.key())
    .bind(commit.as_str().to_owned())
}
