//! The hourly limit of a caller and its remaining requests, as GitHub's responses report them.
//!
//! See <https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit>.

use std::time::Duration;

use crate::domain::types::time::Timestamp;

/// The part of the limit that sweeps leave for webhooks: 1,000 of 5,000 requests, enough for the first run of about 200
/// pull requests in the rest of the hour.
const RESERVE_PERCENT: u64 = 20;

/// Windows last an hour. A reset beyond this is an error and is ignored.
const LONGEST_WINDOW: Duration = Duration::from_secs(2 * 3600);

/// The remaining requests of a caller (GitHub's resource `core`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// The limit per window of an hour.
    pub limit: u64,
    /// The remaining requests at `as_of`.
    pub remaining: u64,
    /// When the window ends and the full limit is available again.
    pub reset: Timestamp,
    /// When GitHub reported this, by the local clock.
    pub as_of: Timestamp,
}

impl Budget {
    /// The remaining requests at `now`: the full limit once the window has ended.
    pub fn left(&self, now: Timestamp) -> u64 {
        if self.reset <= now { self.limit } else { self.remaining }
    }

    /// When requests are available again, if there are none left.
    pub(in crate::github) fn used_up(&self, now: Timestamp) -> Option<Timestamp> {
        (self.left(now) == 0).then_some(self.reset).filter(|reset| *reset > now)
    }

    /// When sweeps may continue, if only the reserve is left.
    pub(in crate::github) fn reserved(&self, now: Timestamp) -> Option<Timestamp> {
        let scarce = self.left(now).saturating_mul(100) <= self.limit.saturating_mul(RESERVE_PERCENT);
        scarce.then_some(self.reset).filter(|reset| *reset > now)
    }

    /// Merges this budget with a newly reported one. Responses may arrive out of order: within a window the smaller
    /// number counts, and an ended window is ignored.
    pub(in crate::github) fn after(self, said: Self) -> Self {
        if said.reset > self.reset || self.reset <= said.as_of {
            said
        } else if said.reset < self.reset {
            self
        } else {
            Self { remaining: self.remaining.min(said.remaining), ..said }
        }
    }

    /// Whether the end of the window is plausible.
    pub(in crate::github) fn is_credible(&self) -> bool {
        self.limit > 0 && self.reset <= self.as_of.plus(LONGEST_WINDOW)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Timestamp = Timestamp(3_600_000);

    fn budget(remaining: u64) -> Budget {
        Budget { limit: 5000, remaining, reset: HOUR, as_of: Timestamp(0) }
    }

    #[test]
    fn what_is_left_is_whole_again_after_the_reset() {
        let budget = budget(0);
        assert_eq!((budget.left(Timestamp(3_599_999)), budget.left(HOUR)), (0, 5000));
        assert_eq!((budget.used_up(Timestamp(1)), budget.used_up(HOUR)), (Some(HOUR), None));
    }

    #[test]
    fn sweeps_leave_a_fifth() {
        assert_eq!((budget(1001).reserved(Timestamp(1)), budget(1000).reserved(Timestamp(1))), (None, Some(HOUR)));
        assert_eq!(budget(1000).reserved(HOUR), None);
    }

    #[test]
    fn an_answer_that_was_overtaken_gives_nothing_back() {
        let late = Budget { as_of: Timestamp(7), ..budget(41) };
        assert_eq!(budget(40).after(late), Budget { as_of: Timestamp(7), ..budget(40) });
        let next = Budget { reset: HOUR.plus(Duration::from_secs(3600)), ..budget(4999) };
        assert_eq!(budget(40).after(next), next);
        assert_eq!(next.after(late), next, "of the window before");
        let afresh = Budget { as_of: HOUR, reset: HOUR, ..budget(3) };
        assert_eq!(budget(0).after(afresh), afresh);
    }

    #[test]
    fn a_window_of_days_is_not_believed() {
        assert!(budget(1).is_credible());
        assert!(!Budget { reset: Timestamp(86_400_000), ..budget(1) }.is_credible());
        assert!(!Budget { limit: 0, ..budget(0) }.is_credible());
    }
}
