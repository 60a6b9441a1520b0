//! The delivery attempts of the app's webhook, kept for three days.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::domain::types::time::Timestamp;
use crate::sandbox::delivery::Delivery;

/// How long attempts are kept.
const KEPT: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// The id before that of the first attempt: larger than a double can represent exactly, as GitHub's may be.
const BEFORE: u64 = 1 << 53;

/// The result of a delivery attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A response with this status.
    Answered(u16),
    /// No server listened.
    NotReached,
    /// No response in time.
    TimedOut,
}

impl Outcome {
    /// GitHub's words for the result.
    pub(crate) fn words(self) -> String {
        match self {
            Self::Answered(200..=299) => "OK".to_owned(),
            Self::Answered(status) => format!("Invalid HTTP Response: {status}"),
            Self::NotReached => "failed to connect to host".to_owned(),
            Self::TimedOut => "timed out".to_owned(),
        }
    }

    /// The status of the response; 0 for none, 504 for a timeout.
    pub(crate) fn status(self) -> u16 {
        match self {
            Self::Answered(status) => status,
            Self::NotReached => 0,
            Self::TimedOut => 504,
        }
    }

    /// Whether it is a success.
    pub(crate) fn is_success(self) -> bool {
        matches!(self, Self::Answered(200..=299))
    }
}

/// A finished attempt.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub(crate) id: u64,
    pub(crate) delivery: Delivery,
    pub(crate) at: Timestamp,
    /// Whether it was a redelivery.
    pub(crate) redelivery: bool,
    pub(crate) outcome: Outcome,
}

/// All attempts, oldest first.
#[derive(Debug, Default)]
pub(crate) struct HookLog {
    attempts: Vec<Attempt>,
    made: u64,
    /// The GUIDs of all deliveries that were ever attempted.
    tried: BTreeSet<String>,
}

impl HookLog {
    /// Records the result of an attempt, and drops attempts that are too old.
    pub(crate) fn record(&mut self, delivery: &Delivery, outcome: Outcome, now: Timestamp) {
        let old = self.attempts.partition_point(|attempt| attempt.at.plus(KEPT) < now);
        self.attempts.drain(..old);
        self.made += 1;
        let redelivery = !self.tried.insert(delivery.id.clone());
        let id = BEFORE + self.made;
        self.attempts.push(Attempt { id, delivery: delivery.clone(), at: now, redelivery, outcome });
    }

    /// The attempts kept at this time, newest first.
    pub(crate) fn kept(&self, now: Timestamp) -> impl Iterator<Item = &Attempt> {
        self.attempts.iter().rev().filter(move |attempt| attempt.at.plus(KEPT) >= now)
    }
}
