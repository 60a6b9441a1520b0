//! Review requests, and how many each reviewer has.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::domain::types::ids::{GroupId, Login, RepoName};
use crate::domain::types::reviewer::Reviewer;
use crate::domain::types::time::Timestamp;
use crate::store::columns::{bigint, json, login_key, names};
use crate::store::error::StoreError;

use super::{RecordSubject, Statement};

/// A new request resets the state of an earlier one.
pub(super) fn asked<'q>(
    on: &RecordSubject,
    reviewer: &Reviewer,
    group: Option<&'q GroupId>,
    at: Timestamp,
) -> Statement<'q> {
    sqlx::query(
        "INSERT INTO asked (repository, number, login, at, group_id) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (repository, number, login) DO UPDATE SET
             at = excluded.at, group_id = excluded.group_id, reminded = NULL, rerolled_by = NULL, taken_back = FALSE",
    )
    .bind(on.repository.key())
    .bind(bigint(on.number))
    .bind(reviewer.key())
    .bind(at.0)
    .bind(group.map(GroupId::as_str))
}

#[derive(Serialize)]
struct Weight {
    login: String,
    open: u32,
}

pub(super) fn weighed<'q>(on: &RecordSubject, open: &BTreeMap<Login, u32>) -> Result<Statement<'q>, StoreError> {
    let rows = open.iter().map(|(login, open)| Weight { login: login_key(login), open: *open });
    Ok(sqlx::query(
        "INSERT INTO weighed (repository, number, login, open)
         SELECT $1, $2, value ->> 'login', CAST(value ->> 'open' AS BIGINT) FROM json_each($3) WHERE TRUE
         ON CONFLICT (repository, number, login) DO UPDATE SET open = excluded.open",
    )
    .bind(on.repository.key())
    .bind(bigint(on.number))
    .bind(json(rows)?))
}

pub(super) fn taken_back<'q>(on: &RecordSubject, reviewer: &Reviewer) -> Statement<'q> {
    sqlx::query("UPDATE asked SET taken_back = TRUE WHERE repository = $1 AND number = $2 AND login = $3")
        .bind(on.repository.key())
        .bind(bigint(on.number))
        .bind(reviewer.key())
}

/// Drops users who are no longer requested, and updates the time of the others.
pub(super) fn looked<'q>(
    foundation: &RepoName,
    on: &RecordSubject,
    requested: &BTreeSet<Login>,
    at: Timestamp,
) -> Result<Vec<Statement<'q>>, StoreError> {
    let logins = names(requested.iter().map(login_key))?;
    let others = sqlx::query(
        "DELETE FROM requests WHERE repository = $1 AND number = $2
             AND login NOT IN (SELECT value ->> 'name' FROM json_each($3))",
    )
    .bind(on.repository.key())
    .bind(bigint(on.number))
    .bind(logins.clone());
    let these = sqlx::query(
        "INSERT INTO requests (foundation, repository, number, login, looked)
         SELECT $1, $2, $3, value ->> 'name', $5 FROM json_each($4) WHERE TRUE
         ON CONFLICT (repository, number, login) DO UPDATE SET
             foundation = excluded.foundation, looked = excluded.looked",
    )
    .bind(foundation.key())
    .bind(on.repository.key())
    .bind(bigint(on.number))
    .bind(logins)
    .bind(at.0);
    Ok(vec![others, these])
}

pub(super) fn cannot_be_asked<'q>(
    repository: &RepoName,
    reviewer: &Reviewer,
    until: Timestamp,
    why: &'q str,
) -> Statement<'q> {
    sqlx::query(
        "INSERT INTO unaskable (repository, login, until, why) VALUES ($1, $2, $3, $4)
         ON CONFLICT (repository, login) DO UPDATE SET until = excluded.until, why = excluded.why",
    )
    .bind(repository.key())
    .bind(reviewer.key())
    .bind(until.0)
    .bind(why)
}
