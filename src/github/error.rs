//! Errors of calls to GitHub, by what the caller does next.
//!
//! **Invariant:** no variant contains a token, a key or a full response. The only foreign text is GitHub's own
//! `message`, cleaned and shortened, because an operator needs it to act.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::types::time::Timestamp;

/// Why a call to GitHub failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum GitHubError {
    /// The configuration is invalid: an operator has to change it.
    #[error("the app's {what} can't be used: {why}")]
    Misconfigured {
        /// The setting, in words.
        what: &'static str,
        /// The problem and how to fix it.
        why: String,
    },
    /// A rate limit is exceeded, primary or secondary: send nothing before this time.
    #[error("GitHub's rate limit is used up: retry at {until}")]
    RateLimited {
        /// When to retry.
        until: Timestamp,
    },
    /// The rate limit for writes would delay this one for long. Reads are not affected.
    #[error("the next write of this installation is due at {until}: GitHub requires writes one after the other")]
    Paced {
        /// When to retry.
        until: Timestamp,
    },
    /// The right to write ended before the request was sent.
    #[error("the right to write ended before the request was sent: nothing was sent")]
    TooLate,
    /// GitHub shows an older state than its webhook reported: its API follows a few seconds later.
    #[error("GitHub does not show `{what}` yet, although a webhook reported it")]
    Behind {
        /// A commit, or where it should appear.
        what: String,
    },
    /// The credentials were refused; for an installation's token twice.
    #[error("GitHub refuses our credentials for `{what}`: check this machine's clock, the app id and its private key")]
    Unauthorized {
        /// The request.
        what: String,
    },
    /// GitHub does not accept the app itself: its id, its key or the address is wrong.
    #[error(
        "GitHub at `{api}` does not accept the app {app_id}: it answered {status} ({message}) to `{what}`; compare the app \
         id and the private key with the app's settings page, and the API address with that of your GitHub"
    )]
    AppRefused {
        /// The app's id.
        app_id: u64,
        /// The root of the API.
        api: String,
        /// The request.
        what: String,
        /// The status of the response.
        status: u16,
        /// GitHub's message.
        message: String,
    },
    /// The token of the app was refused because this machine's clock is wrong.
    #[error(
        "GitHub refuses our credentials for `{what}`: this machine's clock is {} GitHub's ({here} here, {there} there); \
         set it right, best by NTP",
        difference(*here, *there)
    )]
    ClockOff {
        /// The request.
        what: String,
        /// The local time of the response.
        here: Timestamp,
        /// GitHub's time of the response.
        there: Timestamp,
    },
    /// The app lacks a permission here.
    #[error(
        "GitHub forbids `{what}` ({message}): grant the app {}, and check that its installation is neither \
         suspended nor waiting for an owner to accept it",
        permission.as_deref().unwrap_or("this permission")
    )]
    Forbidden {
        /// The request.
        what: String,
        /// GitHub's message.
        message: String,
        /// The permission that would suffice, as GitHub reports it: `issues: write`.
        permission: Option<String>,
    },
    /// The resource does not exist, or the app may not see it.
    #[error("GitHub has no `{what}`: it was deleted, does not exist yet, or is outside of the app's installation")]
    Gone {
        /// The request.
        what: String,
        /// GitHub's message.
        message: String,
    },
    /// GitHub understood the request and refused it: repeating it does not help.
    #[error("GitHub refuses `{what}` ({message}): the request has to change")]
    Refused {
        /// The request.
        what: String,
        /// GitHub's message.
        message: String,
    },
    /// A retry may succeed.
    #[error("GitHub did not answer `{what}`: try again later")]
    Transient {
        /// The request.
        what: String,
        /// The cause.
        source: Cause,
    },
    /// The response does not match GitHub's documentation.
    #[error("GitHub's answer to `{what}` can't be read at `{place}`: compare it with GitHub's documentation")]
    Misread {
        /// The request.
        what: String,
        /// The field or header.
        place: String,
    },
}

/// Why there was no valid response.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Cause {
    /// A server error of GitHub's.
    #[error("status {0}")]
    Status(u16),
    /// The request timed out.
    #[error("no complete answer within {} ms", .0.as_millis())]
    Timeout(Duration),
    /// GitHub named the object a moment ago, but not all of its servers know it yet.
    #[error("it does not exist yet")]
    NotThereYet,
    /// A proxy or gateway responded with a web page.
    #[error("a web page instead of JSON")]
    Page,
    /// The connection was refused or broke.
    #[error("the connection failed")]
    Connection(#[source] Arc<dyn std::error::Error + Send + Sync>),
}

impl GitHubError {
    /// GitHub's reason for a refusal, for people, without the request.
    pub fn reason(&self) -> String {
        match self {
            Self::Forbidden { message, permission: Some(permission), .. } => {
                format!("{message} (the app needs the permission {permission})")
            }
            Self::Forbidden { message, .. } | Self::Refused { message, .. } => message.clone(),
            Self::Gone { .. } => "not found".to_owned(),
            other => other.to_string(),
        }
    }

    /// Whether only this request is refused: repeating it would fail, but other requests may succeed.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Forbidden { .. } | Self::Gone { .. } | Self::Refused { .. })
    }
}

/// The difference between two clocks, in words.
fn difference(here: Timestamp, there: Timestamp) -> String {
    let minutes = |time: Duration| (time.as_secs() + 30) / 60;
    if here > there {
        format!("{} min ahead of", minutes(there.until(here)))
    } else {
        format!("{} min behind", minutes(here.until(there)))
    }
}
