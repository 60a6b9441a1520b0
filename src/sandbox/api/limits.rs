//! The hourly limit: what a caller has used of it, and the headers that say so.

use std::time::Duration;

use super::answer::{Answer, Refusal};
use super::call::Caller;
use crate::sandbox::model::state::{Spent, State};

/// Requests an hour.
const LIMIT: u64 = 5000;
const HOUR: Duration = Duration::from_secs(3600);

/// Refuses who has nothing left.
pub(crate) fn check(state: &mut State, caller: Caller) -> Result<(), Refusal> {
    if current(state, Some(caller)).used < LIMIT {
        return Ok(());
    }
    Err(Refusal::new(403, "API rate limit exceeded for installation."))
}

/// Counts an answer, unless it is a 304, and gives it the headers that every answer has.
pub(crate) fn stamp(state: &mut State, caller: Option<Caller>, answer: Answer) -> Answer {
    let mut spent = current(state, caller);
    if answer.status != 304 {
        spent.used = (spent.used + 1).min(LIMIT);
    }
    state.spent.insert(key(caller), spent);
    let fresh = [
        ("x-ratelimit-limit", LIMIT.to_string()),
        ("x-ratelimit-remaining", (LIMIT - spent.used).to_string()),
        ("x-ratelimit-used", spent.used.to_string()),
        ("x-ratelimit-reset", spent.reset.0.div_euclid(1000).to_string()),
        ("x-ratelimit-resource", "core".to_owned()),
        ("x-github-request-id", format!("5A4D:{:08X}", state.journal.len() + 1)),
        ("x-github-api-version-selected", "2022-11-28".to_owned()),
    ];
    // A fault that speaks of limits has the last word.
    let said: Vec<String> = answer.headers.iter().map(|(name, _)| name.clone()).collect();
    let missing = fresh.into_iter().filter(|(name, _)| !said.iter().any(|it| it.eq_ignore_ascii_case(name)));
    missing.fold(answer, |answer, (name, value)| answer.header(name, value))
}

fn current(state: &State, caller: Option<Caller>) -> Spent {
    let now = state.clock.now();
    let known = state.spent.get(&key(caller)).copied().filter(|spent| spent.reset > now);
    known.unwrap_or(Spent { used: 0, reset: now.plus(HOUR) })
}

fn key(caller: Option<Caller>) -> String {
    match caller {
        None => "nobody".to_owned(),
        Some(Caller::App) => "app".to_owned(),
        Some(Caller::Installation(id)) => format!("installation {id}"),
    }
}
