//! When an unanswered review request is renewed, and when it is passed on.

use chrono::{DateTime, Datelike, Days, Weekday};

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
    let new = policy.review.remind_after.filter(|_| asks).map(|days| later(snapshot.now, days));
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
        Some(Wait { login, reminded: reminded.is_some(), until: later(reminded.unwrap_or(since), days) })
    };
    snapshot.memory.asked.iter().filter_map(wait).collect()
}

/// The time that many working days later, at the same time of day. Saturdays and Sundays do not count. Holidays do,
/// because each person's holidays are unknown.
fn later(from: Timestamp, days: u32) -> Timestamp {
    let Some(mut moment) = DateTime::from_timestamp_millis(from.0) else { return from };
    let mut left = days;
    while left > 0 {
        let Some(next) = moment.checked_add_days(Days::new(1)) else { return from };
        moment = next;
        left -= u32::from(!matches!(moment.weekday(), Weekday::Sat | Weekday::Sun));
    }
    Timestamp(moment.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_do_not_count() {
        let at = |text: &str| Timestamp(text.parse::<DateTime<chrono::Utc>>().unwrap().timestamp_millis());
        for (from, days, to) in [
            ("2026-11-23T09:30:00Z", 3, "2026-11-26T09:30:00Z"),
            ("2026-11-26T09:30:00Z", 2, "2026-11-30T09:30:00Z"),
            ("2026-11-28T09:30:00Z", 1, "2026-11-30T09:30:00Z"),
            ("2026-11-27T09:30:00Z", 10, "2026-12-11T09:30:00Z"),
        ] {
            assert_eq!(later(at(from), days), at(to), "{from}");
        }
        assert_eq!(later(Timestamp(i64::MAX), 3), Timestamp(i64::MAX));
    }
}
