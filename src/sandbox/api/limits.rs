//! The hourly limit: the requests that a caller has used, and the headers that report them.

use crate::domain::types::time::Timestamp;
use crate::sandbox::model::state::{Caller, HOURLY_LIMIT, State};

use super::answer::{Answer, Refusal};

/// A time in the format of HTTP headers (RFC 9110, section 5.6.7).
fn http_date(moment: Timestamp) -> String {
    let moment = chrono::DateTime::from_timestamp_millis(moment.0).unwrap_or_default();
    moment.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Refuses a caller without remaining requests.
pub(crate) fn check(state: &State, caller: Caller) -> Result<(), Refusal> {
    if state.spent_by(Some(caller)).used < HOURLY_LIMIT {
        return Ok(());
    }
    Err(Refusal::new(403, "API rate limit exceeded for installation."))
}

/// Counts a response, unless it is a 304, and adds the headers of every response.
pub(crate) fn stamp(state: &mut State, caller: Option<Caller>, answer: Answer) -> Answer {
    let mut spent = state.spent_by(caller);
    if answer.status != 304 {
        spent.used = (spent.used + 1).min(HOURLY_LIMIT);
    }
    state.spent.insert(caller, spent);
    let fresh = [
        ("date", http_date(state.clock.now())),
        ("x-ratelimit-limit", HOURLY_LIMIT.to_string()),
        ("x-ratelimit-remaining", (HOURLY_LIMIT - spent.used).to_string()),
        ("x-ratelimit-used", spent.used.to_string()),
        ("x-ratelimit-reset", spent.reset.0.div_euclid(1000).to_string()),
        ("x-ratelimit-resource", "core".to_owned()),
        ("x-github-request-id", format!("5A4D:{:08X}", state.journal.len() + 1)),
        ("x-github-api-version-selected", "2022-11-28".to_owned()),
    ];
    // The headers of an injected fault take precedence.
    let said: Vec<String> = answer.headers.iter().map(|(name, _)| name.clone()).collect();
    let missing = fresh.into_iter().filter(|(name, _)| !said.iter().any(|it| it.eq_ignore_ascii_case(name)));
    missing.fold(answer, |answer, (name, value)| answer.header(name, value))
}
