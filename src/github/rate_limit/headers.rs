//! Rate limits in GitHub's responses: in the headers of every response, and in refusals.
//!
//! GitHub refuses with 403 or 429: with `retry-after`, or with `x-ratelimit-remaining: 0` and the time of the reset, or
//! (secondary limits) with only a message. See
//! <https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit>.

use std::time::Duration;

use http::HeaderMap;

use crate::domain::types::time::Timestamp;

use super::budget::Budget;

/// An exceeded limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::github) enum Limit {
    /// The window's requests are used up until this time.
    Primary(Timestamp),
    /// A secondary limit: how long to wait, if GitHub says so.
    Secondary(Option<Duration>),
}

/// The limit, if a response with `status` 403 or 429 reports one.
pub(in crate::github) fn limit(status: u16, headers: &HeaderMap, message: &str, now: Timestamp) -> Option<Limit> {
    let retry_after = number(headers, "retry-after").map(Duration::from_secs);
    let used_up = number(headers, "x-ratelimit-remaining") == Some(0);
    let said = message.to_ascii_lowercase();
    let told = said.contains("rate limit") || said.contains("abuse detection");
    let limited = status == 429 || (status == 403 && (retry_after.is_some() || used_up || told));
    let reset = number(headers, "x-ratelimit-reset").filter(|_| used_up).map(moment);
    limited.then(|| match (reset, retry_after) {
        (Some(_), Some(wait)) => Limit::Primary(now.plus(wait)),
        (Some(reset), None) => Limit::Primary(reset),
        (None, wait) => Limit::Secondary(wait),
    })
}

/// The remaining requests, if the response reports them for the resource of our requests.
pub(in crate::github) fn budget(headers: &HeaderMap, now: Timestamp) -> Option<Budget> {
    if headers.get("x-ratelimit-resource").is_some_and(|resource| resource != "core") {
        return None;
    }
    let said = Budget {
        limit: number(headers, "x-ratelimit-limit")?,
        remaining: number(headers, "x-ratelimit-remaining")?,
        reset: moment(number(headers, "x-ratelimit-reset")?),
        as_of: now,
    };
    said.is_credible().then_some(said)
}

/// GitHub's time of the response (RFC 9110, section 6.6.1).
pub(in crate::github) fn clock(headers: &HeaderMap) -> Option<Timestamp> {
    let date = chrono::DateTime::parse_from_rfc2822(headers.get("date")?.to_str().ok()?).ok()?;
    Some(Timestamp(date.timestamp_millis()))
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

fn moment(seconds: u64) -> Timestamp {
    Timestamp(0).plus(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse::<http::HeaderName>().unwrap(), value.parse().unwrap())).collect()
    }

    fn met(status: u16, pairs: &[(&'static str, &'static str)], message: &str) -> Option<Limit> {
        limit(status, &headers(pairs), message, NOW)
    }

    #[test]
    fn the_two_limits_are_told_apart() {
        let seconds = |wait| Some(Limit::Secondary(Some(Duration::from_secs(wait))));
        assert_eq!(met(403, &[("retry-after", "7")], ""), seconds(7));
        let reset = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "2000")];
        assert_eq!(met(429, &reset, ""), Some(Limit::Primary(Timestamp(2_000_000))));
        let both = [reset[0], reset[1], ("retry-after", "5")];
        assert_eq!(met(403, &both, ""), Some(Limit::Primary(Timestamp(1_005_000))));
        assert_eq!(met(403, &[], "You have exceeded a secondary rate limit"), Some(Limit::Secondary(None)));
        assert_eq!(met(429, &[("x-ratelimit-remaining", "9")], ""), Some(Limit::Secondary(None)));
    }

    #[test]
    fn a_plain_refusal_is_no_limit() {
        assert_eq!(met(403, &[("x-ratelimit-remaining", "9")], "Resource not accessible by integration"), None);
        assert_eq!(met(404, &[("retry-after", "7")], ""), None);
    }

    #[test]
    fn an_answer_says_what_time_it_is() {
        let date = headers(&[("date", "Wed, 05 Aug 2026 00:00:00 GMT")]);
        assert_eq!(clock(&date), Some(Timestamp(1_785_888_000_000)));
        assert_eq!(clock(&headers(&[("date", "today")])), None);
    }

    #[test]
    fn a_budget_is_read_whole_and_of_one_resource() {
        let core = [("x-ratelimit-limit", "5000"), ("x-ratelimit-remaining", "4999"), ("x-ratelimit-reset", "2000")];
        let read = budget(&headers(&core), NOW).unwrap();
        assert_eq!((read.limit, read.remaining, read.reset, read.as_of), (5000, 4999, Timestamp(2_000_000), NOW));
        assert_eq!(budget(&headers(&core[..2]), NOW), None);
        let search = [core[0], core[1], core[2], ("x-ratelimit-resource", "search")];
        assert_eq!(budget(&headers(&search), NOW), None);
    }
}
