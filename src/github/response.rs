//! Interprets a response: as an error to act on, or as JSON of a known structure.

use std::fmt;
use std::str::FromStr;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::domain::types::time::Timestamp;

use super::error::{Cause, GitHubError};
use super::missing_permissions;
use super::rate_limit::headers;
use super::rate_limit::headers::Limit;
use super::transport::Answer;

/// How many characters of GitHub's message are kept.
const MAX_OF_A_MESSAGE: usize = 300;

/// Whether the response is a success or 304.
pub(super) fn is_yes(answer: &Answer) -> bool {
    matches!(answer.status.as_u16(), 200..=299 | 304)
}

/// The rate limit that a refusal reports, if any.
pub(super) fn limit(answer: &Answer, now: Timestamp) -> Option<Limit> {
    let status = answer.status.as_u16();
    let may_be = matches!(status, 403 | 429);
    may_be.then(|| headers::limit(status, &answer.headers, &message(&answer.body), now))?
}

/// Returns a successful response, and turns any other into an error. Rate limits are checked before: see [`limit`].
pub(super) fn judge(answer: Answer) -> Result<Answer, GitHubError> {
    if is_yes(&answer) {
        return Ok(answer);
    }
    let status = answer.status.as_u16();
    let message = message(&answer.body);
    let permission = missing_permissions::wanted(&answer);
    let what = answer.what;
    Err(match status {
        401 => GitHubError::Unauthorized { what },
        403 => GitHubError::Forbidden { what, message, permission },
        404 | 410 | 451 => GitHubError::Gone { what, message },
        408 | 500..=599 => GitHubError::Transient { what, source: Cause::Status(status) },
        400..=499 => GitHubError::Refused { what, message },
        _ => GitHubError::Misread { what, place: format!("status {status}") },
    })
}

/// GitHub's message in a refusal of the app itself.
pub(super) fn refusal_of_app(answer: &Answer) -> Option<String> {
    let message = message(&answer.body);
    // Instead of a missing resource: `Integration not found` for an unknown app id.
    let is_unknown = answer.status.as_u16() == 404 && message.contains("ntegration");
    (answer.status.as_u16() == 401 || is_unknown).then_some(message)
}

/// The error for a refusal of the app.
pub(super) fn refused_app(app_id: u64, api: String, what: String, status: u16, message: String) -> GitHubError {
    GitHubError::AppRefused { app_id, api, what, status, message }
}

/// Parses a response's JSON; the error names the field.
pub(super) fn json<T: DeserializeOwned>(answer: &Answer) -> Result<T, GitHubError> {
    let mut reader = serde_json::Deserializer::from_slice(&answer.body);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let what = answer.what.clone();
        if is_page(answer) {
            return GitHubError::Transient { what, source: Cause::Page };
        }
        GitHubError::Misread { what, place: error.path().to_string() }
    })
}

/// Parses a name or a commit id from a JSON string; for `#[serde(deserialize_with)]`.
pub(super) fn parsed<'de, D, T>(reader: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: fmt::Display>,
{
    String::deserialize(reader)?.parse().map_err(D::Error::custom)
}

/// A time in GitHub's format (RFC 3339).
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    chrono::DateTime::parse_from_rfc3339(text).ok().map(|moment| Timestamp(moment.timestamp_millis()))
}

fn is_page(answer: &Answer) -> bool {
    let declared = answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
    declared || answer.body.trim_ascii_start().starts_with(b"<")
}

/// GitHub's `message` and the first of its `errors`, on one line, shortened, and without backticks.
fn message(body: &[u8]) -> String {
    let Ok(said) = serde_json::from_slice::<Value>(body) else {
        return "without a reason".to_owned();
    };
    let mut parts: Vec<String> = said["message"].as_str().map(str::to_owned).into_iter().collect();
    parts.extend(said["errors"].as_array().into_iter().flatten().take(3).filter_map(detail));
    if parts.is_empty() {
        return "without a reason".to_owned();
    }
    let clean = |ch: char| {
        if ch.is_control() {
            ' '
        } else if ch == '`' {
            '\''
        } else {
            ch
        }
    };
    parts.join("; ").chars().map(clean).take(MAX_OF_A_MESSAGE).collect()
}

fn detail(error: &Value) -> Option<String> {
    if let Some(text) = error.as_str().or_else(|| error["message"].as_str()) {
        return Some(text.to_owned());
    }
    let code = error["code"].as_str()?;
    Some(error["field"].as_str().map_or_else(|| code.to_owned(), |field| format!("{field}: {code}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_short_line_with_githubs_reasons() {
        let body = br#"{"message":"Validation\nFailed","errors":[{"field":"name","code":"already_exists"},"`x`"]}"#;
        assert_eq!(message(body), "Validation Failed; name: already_exists; 'x'");
        assert_eq!(message(b"<html>"), "without a reason");
        assert_eq!(message(b"[1]"), "without a reason");
        let long = format!("{{\"message\":\"{}\"}}", "x".repeat(5000));
        assert_eq!(message(long.as_bytes()).len(), MAX_OF_A_MESSAGE);
    }
}
