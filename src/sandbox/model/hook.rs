//! What the app's webhook keeps of its attempts, for three days.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::domain::types::time::Timestamp;
use crate::sandbox::delivery::Delivery;

/// How long attempts are kept.
const KEPT: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// The number before the first attempt's: more than a double holds, which is what GitHub's may be, too.
const BEFORE: u64 = 1 << 53;

/// How an attempt to deliver a webhook ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// With an answer of this status.
    Answered(u16),
    /// Nobody listened.
    NotReached,
    /// Nobody answered in time.
    TimedOut,
}

impl Outcome {
    /// GitHub's words for it.
    pub(crate) fn words(self) -> String {
        match self {
            Self::Answered(200..=299) => "OK".to_owned(),
            Self::Answered(status) => format!("Invalid HTTP Response: {status}"),
            Self::NotReached => "failed to connect to host".to_owned(),
            Self::TimedOut => "timed out".to_owned(),
        }
    }

    /// The status that was answered; 0 for none, 504 where GitHub stopped waiting.
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

/// One attempt that has ended.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub(crate) id: u64,
    pub(crate) delivery: Delivery,
    pub(crate) at: Timestamp,
    /// Whether it was not the first.
    pub(crate) redelivery: bool,
    pub(crate) outcome: Outcome,
}

/// All attempts, oldest first.
#[derive(Debug, Default)]
pub(crate) struct HookLog {
    attempts: Vec<Attempt>,
    made: u64,
    /// The GUIDs of all deliveries that were ever tried.
    tried: BTreeSet<String>,
}

impl HookLog {
    /// Writes down how an attempt ended, and forgets those that are too old.
    pub(crate) fn record(&mut self, delivery: &Delivery, outcome: Outcome, now: Timestamp) {
        let old = self.attempts.partition_point(|attempt| attempt.at.plus(KEPT) < now);
        self.attempts.drain(..old);
        self.made += 1;
        let redelivery = !self.tried.insert(delivery.id.clone());
        let id = BEFORE + self.made;
        self.attempts.push(Attempt { id, delivery: delivery.clone(), at: now, redelivery, outcome });
    }

    /// Those that are kept at this time, newest first.
    pub(crate) fn kept(&self, now: Timestamp) -> impl Iterator<Item = &Attempt> {
        self.attempts.iter().rev().filter(move |attempt| attempt.at.plus(KEPT) >= now)
    }
}
