//! The words of `wg/approvals` for a person, a rule, a change, a time.

use crate::domain::policy::Threshold;
use crate::domain::process::{Change, ChangePlace, NotCounted, Progress};
use crate::domain::render::text::code;
use crate::domain::types::ids::Login;
use crate::domain::types::review::SubmittedReview;
use crate::domain::types::time::Timestamp;

/// The maximum number of named people; the rest is counted.
const PEOPLE: usize = 8;

/// The time to the minute, in UTC.
pub(super) fn moment(time: Timestamp) -> String {
    match chrono::DateTime::from_timestamp_millis(time.0) {
        Some(moment) => format!("{} UTC", moment.format("%Y-%m-%d %H:%M")),
        None => time.to_string(),
    }
}

pub(super) fn progress(progress: Progress) -> String {
    match progress {
        Progress::Agreed => "agreed".to_owned(),
        Progress::Waiting => "agreed, waits".to_owned(),
        Progress::Missing(more) => format!("{more} more needed"),
        Progress::Objected(more) => format!("objection, {more} more needed against it"),
        Progress::Impossible => "too few people may approve".to_owned(),
        Progress::Election => "elected, approvals do not count".to_owned(),
        Progress::Unknown => "not known".to_owned(),
    }
}

/// What a rule asks for.
pub(super) fn need(need: Threshold) -> String {
    let people = |number: usize| format!("{} approve", if number == 1 { "one".to_owned() } else { number.to_string() });
    match need {
        Threshold::People(1) => "one approves".to_owned(),
        Threshold::People(number) => people(number),
        Threshold::OrOneOfFew { people: number, below } => {
            format!("{}, or one if there are fewer than {below}", people(number))
        }
        Threshold::Merge => "one approves and merges".to_owned(),
        Threshold::MoreThan(50) => "more than half approve".to_owned(),
        Threshold::MoreThan(percent) => format!("more than {percent} % approve"),
        Threshold::Votes(percent) => format!("{percent} % of those who vote approve"),
        Threshold::Election => "an election".to_owned(),
    }
}

pub(super) fn linked(review: &SubmittedReview) -> String {
    let name = code(review.author.as_str());
    let is_link = |url: &&String| url.bytes().all(|byte| byte.is_ascii_graphic() && !b"()<>[]\\".contains(&byte));
    match review.url.as_ref().filter(is_link) {
        Some(url) => format!("[{name}]({url})"),
        None => name,
    }
}

pub(super) fn objection(review: &SubmittedReview) -> String {
    let dismissed = match &review.dismissed {
        Some(dismissal) => {
            let by = dismissal.by.as_ref().map_or("somebody".to_owned(), |login| code(login.as_str()));
            format!("; {by} dismissed it, only its author can")
        }
        None => String::new(),
    };
    let since = if review.at == Timestamp(0) { String::new() } else { format!(" since {}", moment(review.at)) };
    format!("- {} has objected{since}{dismissed}.", linked(review))
}

pub(super) fn reason(why: NotCounted) -> &'static str {
    match why {
        NotCounted::ChangedSince => "what they agreed to has changed since",
        NotCounted::UnknownCommit => "what was proposed at the reviewed commit is not known",
        NotCounted::Dismissed => "the review was dismissed",
    }
}

pub(super) fn named<'a>(people: impl Iterator<Item = &'a Login>) -> String {
    let all: Vec<_> = people.map(|login| code(login.as_str())).collect();
    let more = all.len().saturating_sub(PEOPLE);
    let shown = all.into_iter().take(PEOPLE).collect::<Vec<_>>();
    match (shown.is_empty(), more) {
        (true, _) => "nobody".to_owned(),
        (_, 0) => shown.join(", "),
        (_, more) => format!("{} and {more} more", shown.join(", ")),
    }
}

/// A change in words: ``repository moved: `a/b`, from `ari` to `docs` (C3)``.
pub(super) fn change(change: &Change) -> String {
    let Change { case, subject, from, to, .. } = change;
    let places = |words: &str, places: &[ChangePlace]| {
        let shown: Vec<_> = places.iter().map(|place| code(&place.to_string())).collect();
        if shown.is_empty() { String::new() } else { format!(" {words} {}", shown.join(", ")) }
    };
    let way = format!("{}{}", places("from", from), places("to", to));
    let way = if way.is_empty() { way } else { format!(",{way}") };
    let id = case.id().map_or_else(String::new, |id| format!(" ({id})"));
    format!("{}: {}{way}{id}", case.code().replace('_', " "), code(&subject.to_string()))
}
