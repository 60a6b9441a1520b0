//! What can go wrong between us and GitHub, shaped by what the caller does next.
//!
//! **Invariant:** no variant holds a token, a key or a whole answer. GitHub's own `message` is the one text of others
//! that is kept, cleaned and cut, because a person needs it to act.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::types::time::Timestamp;

/// Why GitHub did not do what it was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum GitHubError {
    /// The configuration can't work: somebody has to change it.
    #[error("the app's {what} can't be used: {why}")]
    Misconfigured {
        /// The setting, in words.
        what: &'static str,
        /// What is wrong, and the way out.
        why: String,
    },
    /// Too many requests, or too many writes in a short time: nothing is to be asked before that moment.
    #[error("GitHub's limits allow no more for now: ask again at {until}")]
    RateLimited {
        /// When to try again.
        until: Timestamp,
    },
    /// Writes have their pace, and this one would have to wait for long. Reads need not.
    #[error("the next write of this installation is due at {until}: GitHub wants them one after the other")]
    Paced {
        /// When to try again.
        until: Timestamp,
    },
    /// It shows less than it has told of by webhook: its API comes a few seconds later.
    #[error("GitHub does not show `{what}` yet, of which a webhook told")]
    Behind {
        /// A commit, or where it is to be seen.
        what: String,
    },
    /// Our credentials were refused, twice for an installation's token.
    #[error("GitHub refuses our credentials for `{what}`: check this machine's clock, the app id and its private key")]
    Unauthorized {
        /// The request.
        what: String,
    },
    /// GitHub does not accept the app itself: its number, its key or the address is wrong.
    #[error(
        "GitHub at `{api}` does not accept the app {app_id}: it answered {status} ({message}) to `{what}`; compare the app \
         id and the private key with the app's settings page, and the API address with that of your GitHub"
    )]
    AppRefused {
        /// The app's number.
        app_id: u64,
        /// The root of the API.
        api: String,
        /// The request.
        what: String,
        /// The answer's status.
        status: u16,
        /// GitHub's word about it.
        message: String,
    },
    /// What the app signed was refused because of this machine's clock.
    #[error(
        "GitHub refuses our credentials for `{what}`: this machine's clock is {} GitHub's ({here} here, {there} there); \
         set it right, best by NTP",
        difference(*here, *there)
    )]
    ClockOff {
        /// The request.
        what: String,
        /// What our clock said as the answer came.
        here: Timestamp,
        /// What GitHub's clock said.
        there: Timestamp,
    },
    /// The app may not do this here.
    #[error(
        "GitHub forbids `{what}` ({message}): grant the app {}, and see that its installation is neither \
         suspended nor waiting for somebody to accept it",
        permission.as_deref().unwrap_or("this permission")
    )]
    Forbidden {
        /// The request.
        what: String,
        /// GitHub's word about it.
        message: String,
        /// The permission that would do, as GitHub says: `issues: write`.
        permission: Option<String>,
    },
    /// It is not there, or the app may not know that it is.
    #[error("GitHub knows no `{what}`: it is gone, not there yet, or outside of the app's installation")]
    Gone {
        /// The request.
        what: String,
        /// GitHub's word about it.
        message: String,
    },
    /// GitHub understood the request and does not want it: repeating it is of no use.
    #[error("GitHub refuses `{what}` ({message}): it has to be asked differently")]
    Refused {
        /// The request.
        what: String,
        /// GitHub's word about it.
        message: String,
    },
    /// It may go well the next time.
    #[error("GitHub gave no answer to `{what}`: try again later")]
    Transient {
        /// The request.
        what: String,
        /// What happened.
        source: Cause,
    },
    /// The answer is not what GitHub's documentation promises.
    #[error("GitHub's answer to `{what}` can't be read at `{place}`: compare it with GitHub's documentation")]
    Misread {
        /// The request.
        what: String,
        /// The field or header.
        place: String,
    },
}

/// Why there was no answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Cause {
    /// GitHub is in trouble.
    #[error("status {0}")]
    Status(u16),
    /// The time for one request ran out.
    #[error("no whole answer within {} ms", .0.as_millis())]
    Timeout(Duration),
    /// It has to be there, for GitHub named it a moment ago: not every one of its servers knows it yet.
    #[error("it is not there yet")]
    NotThereYet,
    /// Somebody between us and GitHub answered with a page.
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

    /// Whether this one request is refused and no other: the same again would be refused, and others may go well.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Forbidden { .. } | Self::Gone { .. } | Self::Refused { .. })
    }
}

/// How far a clock that shows `here` is from one that shows `there`.
fn difference(here: Timestamp, there: Timestamp) -> String {
    let minutes = |time: Duration| (time.as_secs() + 30) / 60;
    if here > there {
        format!("{} min ahead of", minutes(there.until(here)))
    } else {
        format!("{} min behind", minutes(here.until(there)))
    }
}
