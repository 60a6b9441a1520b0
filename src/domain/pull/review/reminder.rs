//! When an unanswered review request is renewed, and when it is passed on.

use crate::domain::policy::Policy;
use crate::domain::pull::intent::Intent;
use crate::domain::pull::snapshot::{PullState, Request, Snapshot};
use crate::domain::types::ids::Login;
use crate::domain::types::reviewer::Reviewer;
use crate::domain::types::time::Timestamp;

/// The requests to renew now, each once.
pub fn due(snapshot: &Snapshot, policy: &Policy) -> Vec<Intent> {
    let waiting = waiting(snapshot, policy).into_iter();
    let due = waiting.filter(|wait| !wait.reminded && wait.until <= snapshot.now);
    let due = due.filter(|wait| snapshot.people.away(wait.login, snapshot.now).is_none());
    due.map(|wait| Intent::Reminded { reviewer: Reviewer::from(wait.login) }).collect()
}

/// The next time that something is due without a webhook. `asks`: a review is requested now.
pub fn next(snapshot: &Snapshot, policy: &Policy, asks: bool) -> Option<Timestamp> {
    let waiting = waiting(snapshot, policy).into_iter().map(|wait| wait.until);
    let new = policy.review.remind_after.filter(|_| asks).map(|days| snapshot.now.plus_working_days(days));
    waiting.chain(new).filter(|until| *until > snapshot.now).min()
}

/// Whether a request was renewed and is by now passed on, or is passed on because the reviewer is away.
pub(super) fn is_passed_on(login: &Login, snapshot: &Snapshot, policy: &Policy) -> bool {
    let mut waiting = waiting(snapshot, policy).into_iter().filter(|wait| wait.login == login);
    let away = snapshot.people.away(login, snapshot.now).is_some();
    waiting.any(|wait| away || (wait.reminded && wait.until <= snapshot.now))
}

/// A request by wg-steward without an answer.
struct Wait<'a> {
    login: &'a Login,
    /// Whether it was already renewed.
    reminded: bool,
    /// When it is renewed or passed on.
    until: Timestamp,
}

fn waiting<'a>(snapshot: &'a Snapshot, policy: &Policy) -> Vec<Wait<'a>> {
    let Some(days) = policy.review.remind_after.filter(|_| snapshot.state == PullState::Open) else {
        return Vec::new();
    };
    let wait = |(reviewer, request): (&'a Reviewer, &'a Request)| {
        let login = reviewer.person().filter(|login| snapshot.is_asked(login))?;
        // The wait starts again with the latest request, whoever made it, and when a draft becomes ready.
        let asked = snapshot.asked_since.get(reviewer).copied().unwrap_or(request.at).max(request.at);
        let since = snapshot.ready_since.map_or(asked, |ready| ready.max(asked));
        let reminded = request.reminded.filter(|reminded| *reminded >= since);
        Some(Wait { login, reminded: reminded.is_some(), until: reminded.unwrap_or(since).plus_working_days(days) })
    };
    snapshot.memory.asked.iter().filter_map(wait).collect()
}
