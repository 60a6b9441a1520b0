//! When to ask again, from what GitHub says as it refuses.
//!
//! GitHub answers 403 or 429, with `retry-after`, or with an empty `x-ratelimit-remaining` and the moment of its reset,
//! or (secondary limits) with nothing but a message. See
//! <https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit>.

use std::time::Duration;

use http::HeaderMap;

use crate::domain::time::Timestamp;

/// How long to wait where GitHub does not say.
const UNKNOWN: Duration = Duration::from_secs(60);

/// The end of the wait, if `status` 403 or 429 means one.
pub(super) fn blocked_until(status: u16, headers: &HeaderMap, message: &str, now: Timestamp) -> Option<Timestamp> {
    let retry_after = number(headers, "retry-after");
    let used_up = number(headers, "x-ratelimit-remaining") == Some(0);
    let said = message.to_ascii_lowercase();
    let told = said.contains("rate limit") || said.contains("abuse detection");
    let limited = status == 429 || (status == 403 && (retry_after.is_some() || used_up || told));
    limited.then(|| match (retry_after, number(headers, "x-ratelimit-reset")) {
        (Some(seconds), _) => now.plus(Duration::from_secs(seconds)),
        (None, Some(reset)) if used_up => moment(reset).max(now.plus(Duration::from_secs(1))),
        _ => now.plus(UNKNOWN),
    })
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

    fn blocked(status: u16, headers: &[(&'static str, &'static str)], message: &str) -> Option<i64> {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse::<http::HeaderName>().unwrap(), value.parse().unwrap()))
            .collect();
        blocked_until(status, &headers, message, Timestamp(1_000_000)).map(|until| until.0)
    }

    #[test]
    fn the_wait_is_what_github_says_or_else_a_minute() {
        assert_eq!(blocked(403, &[("retry-after", "7")], ""), Some(1_007_000));
        let reset = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "2000")];
        assert_eq!(blocked(429, &reset, ""), Some(2_000_000));
        assert_eq!(blocked(403, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "3")], ""), Some(1_001_000));
        assert_eq!(blocked(403, &[], "You have exceeded a secondary rate limit"), Some(1_060_000));
        assert_eq!(blocked(429, &[("x-ratelimit-remaining", "9")], ""), Some(1_060_000));
    }

    #[test]
    fn a_plain_refusal_is_no_wait() {
        assert_eq!(blocked(403, &[("x-ratelimit-remaining", "9")], "Resource not accessible by integration"), None);
        assert_eq!(blocked(404, &[("retry-after", "7")], ""), None);
    }
}
