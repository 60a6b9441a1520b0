//! When a failed run is retried.

use std::time::Duration;

use crate::domain::types::time::Timestamp;
use crate::github::GitHubError;
use crate::store::{Finish, Lease};

use super::chain;
use super::run::RunError;

/// How many attempts a target gets before it is dead, if a retry may help.
const MAX_ATTEMPTS: u32 = 12;

/// The same if a person has to change something first.
const FEW_ATTEMPTS: u32 = 5;

/// How soon the worker checks again whether the app was installed, if no webhook reports it.
const INSTALLATION_WAIT: Duration = Duration::from_secs(5 * 60);

/// How long the worker waits for an operator to set the machine's clock.
const CLOCK_WAIT: Duration = Duration::from_secs(60);

/// The shortest and the longest wait before the worker checks whether GitHub now shows what its webhook announced.
const BEHIND_WAITS: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(4));

const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

/// How a run ends that failed with `trouble`.
///
/// A rate limit or a wrong clock ends by itself and never makes a job dead.
pub(super) fn finish(trouble: &RunError, lease: &Lease, now: Timestamp) -> Finish {
    let error = chain(trouble);
    let most = match trouble {
        RunError::Stopping | RunError::TakenOver => return Finish::GiveBack,
        RunError::FactsChanged | RunError::GitHub(GitHubError::TooLate) => return Finish::Postpone { at: now, error },
        // This ends within seconds, and a few retries are cheap: GitHub answers that nothing has changed.
        RunError::GitHub(GitHubError::Behind { .. }) => {
            let waited = lease.told().map_or(Duration::ZERO, |told| told.at.until(now));
            return Finish::Postpone { at: now.plus(waited.clamp(BEHIND_WAITS.0, BEHIND_WAITS.1)), error };
        }
        RunError::Waiting(_) => return Finish::Postpone { at: now.plus(INSTALLATION_WAIT), error },
        RunError::GitHub(GitHubError::ClockOff { .. }) => return Finish::Postpone { at: now.plus(CLOCK_WAIT), error },
        RunError::ReadsUsedUp { until } | RunError::Yields { until } => return Finish::Postpone { at: *until, error },
        RunError::GitHub(GitHubError::RateLimited { until } | GitHubError::Paced { until }) => {
            return Finish::Postpone { at: *until, error };
        }
        RunError::GitHub(GitHubError::Transient { .. }) | RunError::Store(_) | RunError::TooSlow(_) => MAX_ATTEMPTS,
        RunError::GitHub(_)
        | RunError::NotThereYet
        | RunError::NoInstallation(_)
        | RunError::OtherOrganization(_)
        | RunError::NoCharters(_)
        | RunError::TreeCut(_)
        | RunError::Panicked => FEW_ATTEMPTS,
    };
    if lease.attempt() >= most {
        return Finish::Dead { error };
    }
    Finish::Retry { at: now.plus(wait(lease.attempt(), &lease.target().key())), error }
}

/// Doubles with each attempt. Up to a quarter is subtracted, depending on the target's name, so that retries spread
/// out.
fn wait(attempt: u32, key: &str) -> Duration {
    let doubled = FIRST_WAIT.saturating_mul(1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX));
    let whole = doubled.min(LONGEST_WAIT);
    let mark = key.bytes().fold(u32::from(attempt as u8), |mark, byte| mark.wrapping_mul(31).wrapping_add(byte.into()));
    whole - whole / 4 * (mark % 100) / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end_at_a_quarter_of_an_hour() {
        for (attempt, most) in [(1, 2), (2, 4), (5, 32), (12, 900), (200, 900)] {
            let wait = wait(attempt, "pull:cloudfoundry/uaa#1").as_secs_f64();
            assert!(wait <= f64::from(most) && wait >= f64::from(most) * 0.75, "{attempt}: {wait}");
        }
        assert_ne!(wait(3, "pull:a/b#1"), wait(3, "pull:a/b#2"));
    }
}
