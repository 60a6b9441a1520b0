//! What a run intends before it writes, and which commands have a reply.

use crate::domain::pull::intent::Intent;
use crate::domain::types::ids::{Login, RepoName};
use crate::domain::types::time::{Day, Timestamp};
use crate::store::columns::{bigint, login_key};

use super::{RecordSubject, Statement};

pub(super) fn noted<'q>(foundation: &RepoName, on: &RecordSubject, note: &'q Intent, at: Timestamp) -> Statement<'q> {
    let (repository, number) = (on.repository.key(), bigint(on.number));
    match note {
        Intent::Obeyed { comment, answer: None } => {
            sqlx::query("UPDATE told SET answered = TRUE, body = '' WHERE repository = $1 AND comment = $2")
                .bind(repository)
                .bind(bigint(*comment))
        }
        Intent::Obeyed { comment, answer: Some(answer) } => sqlx::query(
            "UPDATE told SET reaction = $3, answer = $4, hinted = $5, body = '' WHERE repository = $1 AND comment = $2",
        )
        .bind(repository)
        .bind(bigint(*comment))
        .bind(answer.reaction.as_str())
        .bind(answer.text.as_deref())
        .bind(answer.hint),
        Intent::GroupWanted { group, by } => sqlx::query(
            "INSERT INTO groups_wanted (repository, number, group_id, login) VALUES ($1, $2, $3, $4)
             ON CONFLICT (repository, number, group_id) DO NOTHING",
        )
        .bind(repository)
        .bind(number)
        .bind(group.as_str())
        .bind(by.as_str()),
        Intent::Rerolled { reviewer, by } => sqlx::query(
            "INSERT INTO asked (repository, number, login, at, rerolled_by) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (repository, number, login) DO UPDATE SET
                 rerolled_by = excluded.rerolled_by, taken_back = FALSE",
        )
        .bind(repository)
        .bind(number)
        .bind(reviewer.key())
        .bind(at.0)
        .bind(by.as_str()),
        Intent::CheckWanted { commit } => super::check_wanted(&on.repository, commit),
        Intent::Reminded { reviewer } => {
            sqlx::query("UPDATE asked SET reminded = $4 WHERE repository = $1 AND number = $2 AND login = $3")
                .bind(repository)
                .bind(number)
                .bind(reviewer.key())
                .bind(at.0)
        }
        Intent::Bypassed { by, reason, changes } => sqlx::query(
            "INSERT INTO bypasses (repository, number, at, login, reason, changes) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (repository, number, at, login) DO NOTHING",
        )
        .bind(repository)
        .bind(number)
        .bind(at.0)
        .bind(by.as_str())
        .bind(reason)
        .bind(serde_json::json!(changes).to_string()),
        Intent::Away { login, until } => away(foundation, login, *until),
        Intent::Capacity { login, most } => capacity(foundation, login, *most),
    }
}

const AWAY: &str = "INSERT INTO availability (foundation, login, away_until) VALUES ($1, $2, $3)
    ON CONFLICT (foundation, login) DO UPDATE SET away_until = excluded.away_until";
const CAPACITY: &str = "INSERT INTO availability (foundation, login, capacity) VALUES ($1, $2, $3)
    ON CONFLICT (foundation, login) DO UPDATE SET capacity = excluded.capacity";

/// A user is away until the end of a day, or is back.
pub(in crate::store) fn away<'q>(foundation: &RepoName, login: &Login, until: Option<Day>) -> Statement<'q> {
    available(foundation, login, AWAY).bind(until.map(|until| until.to_string()))
}

/// A user takes this many open requests, or the default.
pub(in crate::store) fn capacity<'q>(foundation: &RepoName, login: &Login, most: Option<u32>) -> Statement<'q> {
    available(foundation, login, CAPACITY).bind(most.map(i64::from))
}

/// The value is bound by the caller.
fn available<'q>(foundation: &RepoName, login: &Login, sql: &'static str) -> Statement<'q> {
    sqlx::query(sql).bind(foundation.key()).bind(login_key(login))
}

pub(super) fn answered<'q>(repository: &RepoName, comment: u64) -> Statement<'q> {
    sqlx::query("UPDATE told SET answered = TRUE, answer = NULL WHERE repository = $1 AND comment = $2")
        .bind(repository.key())
        .bind(bigint(comment))
}
