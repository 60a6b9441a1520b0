//! The pace of one installation's writes: a burst, then one write per step.
//!
//! GitHub asks for about a second between writes, and at most 80 a minute:
//! <https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits>.
//! This is the generic cell rate algorithm: each write makes the next one due a step later, and may come before its due
//! time by as much as a burst allows. **Invariant:** no minute has more writes than configured.

use std::num::NonZeroU32;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::types::time::Timestamp;

use super::budget::Budget;
use super::writes_per_hour::Hour;

/// Writes without a wait after a pause: those of a first run on a pull request (two labels, a review request, three
/// checks, a comment, a reaction), so that its author does not wait.
const BURST: u32 = 8;

/// The maximum number of times that the step is doubled: from 0.8 s to 26 s, which is below GitHub's limit of 500
/// content-creating requests an hour.
const MAX_DOUBLINGS: u32 = 5;

/// Successful writes before the step is halved again.
const CALM: u32 = 8;

/// A reservation further ahead than this was made by a clock that has been set back since.
const CLOCK_SET_BACK: Duration = Duration::from_secs(60);

const MINUTE: u32 = 60_000;

/// The pace of one installation's writes. Times are in milliseconds.
#[derive(Debug, Clone)]
pub(in crate::github) struct WriteRateLimiter {
    step: i64,
    /// The maximum of writes in any hour; `None`: no limit.
    per_hour: Option<NonZeroU32>,
    /// How long before its due time a write may be made.
    early: i64,
    so_far: LimiterState,
    /// Whether GitHub reported a secondary limit since the state was last shared.
    complained: bool,
}

/// The state that one process passes to the next one that writes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::github) struct LimiterState {
    /// When the next write is due.
    due: i64,
    last: Option<i64>,
    doublings: u32,
    calm: u32,
    hour: Hour,
}

impl LimiterState {
    /// Whether the last write was reserved by a clock that has been set back since.
    pub(in crate::github) fn is_ahead(&self, now: Timestamp) -> bool {
        self.last.is_some_and(|last| last > now.plus(CLOCK_SET_BACK).0)
    }
}

impl WriteRateLimiter {
    /// A pace of up to `per_minute` writes in any minute.
    pub(in crate::github) fn new(per_minute: NonZeroU32, per_hour: Option<NonZeroU32>) -> Self {
        let per_minute = per_minute.get();
        let burst = BURST.min(per_minute / 4).max(1);
        let step = i64::from(MINUTE.div_ceil(per_minute - burst + 1));
        Self { step, per_hour, early: step * i64::from(burst - 1), so_far: LimiterState::default(), complained: false }
    }

    /// The state for the process that writes next.
    pub(in crate::github) fn tell(&mut self) -> LimiterState {
        self.complained = false;
        self.so_far
    }

    /// Continues from the state of another process. A secondary limit reported to this process meanwhile also counts.
    pub(in crate::github) fn hear(&mut self, others: LimiterState, now: Timestamp) {
        self.so_far.due = self.so_far.due.max(others.due);
        self.so_far.last = self.so_far.last.max(others.last);
        (self.so_far.due, self.so_far.last) = self.reserved(now);
        self.so_far.hour.hear(&others.hour);
        (self.so_far.doublings, self.so_far.calm) = match self.complained {
            // It is added to the other state, once.
            true => (self.so_far.doublings.max(others.doublings.saturating_add(1)).min(MAX_DOUBLINGS), 0),
            false => (others.doublings.min(MAX_DOUBLINGS), others.calm),
        };
    }

    /// When the next write may be made if `ahead` others go first.
    pub(in crate::github) fn next(&self, now: Timestamp, budget: Option<&Budget>, ahead: u32) -> Timestamp {
        let (due, last) = self.reserved(now);
        let ahead = i64::from(ahead);
        let paced = due.max(now.0).saturating_add(ahead.saturating_mul(self.step)).saturating_sub(self.early);
        let wide = self.wide_step(now, budget);
        let spaced = last.filter(|_| wide > self.step).map_or(now.0, |last| last.saturating_add(wide));
        let spaced = spaced.saturating_add(if wide > self.step { ahead.saturating_mul(wide) } else { 0 });
        Timestamp(now.0.max(paced).max(spaced)).max(self.next_of_hour(now))
    }

    /// When the hourly limit allows a write.
    fn next_of_hour(&self, now: Timestamp) -> Timestamp {
        self.per_hour.map_or(now, |most| self.so_far.hour.next(now, most.get()))
    }

    /// When tasks without urgency may continue, if the hour's writes are nearly used up.
    pub(in crate::github) fn is_reserved(&self, now: Timestamp) -> Option<Timestamp> {
        self.per_hour.and_then(|most| self.so_far.hour.reserved(now, most.get()))
    }

    /// Reserves the next time for a write and returns it.
    pub(in crate::github) fn reserve(&mut self, now: Timestamp, budget: Option<&Budget>) -> Timestamp {
        let at = self.next(now, budget, 0);
        let (due, _) = self.reserved(now);
        self.so_far.due = due.max(at.0).saturating_add(self.step);
        self.so_far.last = Some(at.0);
        self.so_far.hour.count(at);
        at
    }

    /// Records a secondary limit.
    pub(in crate::github) fn slow_down(&mut self) {
        self.so_far.doublings = (self.so_far.doublings + 1).min(MAX_DOUBLINGS);
        self.so_far.calm = 0;
        self.complained = true;
    }

    /// Records a successful write.
    pub(in crate::github) fn went_well(&mut self) {
        if self.so_far.doublings == 0 {
            return;
        }
        self.so_far.calm += 1;
        if self.so_far.calm == CALM {
            self.so_far.calm = 0;
            self.so_far.doublings -= 1;
        }
    }

    /// When the next write is due and the last one was made, unless the clock has been set back since.
    fn reserved(&self, now: Timestamp) -> (i64, Option<i64>) {
        if self.so_far.is_ahead(now) {
            (now.0 + self.early + self.step, Some(now.0))
        } else {
            (self.so_far.due, self.so_far.last)
        }
    }

    /// The current step: doubled after secondary limits, and wide enough that the remaining requests last until the
    /// reset.
    fn wide_step(&self, now: Timestamp, budget: Option<&Budget>) -> i64 {
        let doubled = self.step << self.so_far.doublings;
        let stretched = budget.filter(|budget| budget.reset > now).map_or(0, |budget| {
            let left = i64::try_from(budget.left(now)).unwrap_or(i64::MAX).max(1);
            (budget.reset.0 - now.0) / left
        });
        doubled.max(stretched)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp(1_785_888_000_000);

    fn pace(per_minute: u32) -> WriteRateLimiter {
        WriteRateLimiter::new(NonZeroU32::new(per_minute).unwrap(), None)
    }

    /// The times of `count` writes that are requested in a row, in milliseconds from now.
    fn made(pace: &mut WriteRateLimiter, budget: Option<&Budget>, count: usize) -> Vec<i64> {
        let mut now = NOW;
        let next = |_| {
            now = pace.reserve(now, budget);
            now.0 - NOW.0
        };
        (0..count).map(next).collect()
    }

    #[test]
    fn after_a_rest_eight_go_at_once_and_then_one_in_a_step() {
        let mut pace = pace(80);
        assert_eq!(made(&mut pace, None, 10), [0, 0, 0, 0, 0, 0, 0, 0, 822, 1644]);
        let rested = NOW.plus(Duration::from_secs(60));
        assert_eq!(pace.next(rested, None, 7), rested);
        assert_eq!(pace.next(rested, None, 8), rested.plus(Duration::from_millis(822)));
    }

    #[test]
    fn the_hour_is_counted_beside_the_minute() {
        let mut pace = WriteRateLimiter::new(NonZeroU32::new(80).unwrap(), NonZeroU32::new(500));
        let made = made(&mut pace, None, 501);
        assert!(made[499] < 7 * 60_000, "{}", made[499]);
        assert!(made[500] >= 3_600_000, "{}", made[500]);
    }

    #[test]
    fn a_small_number_has_a_small_burst() {
        assert_eq!(made(&mut pace(1), None, 3), [0, 60_000, 120_000]);
        assert_eq!(made(&mut pace(8), None, 4), [0, 0, 8_572, 17_144]);
    }

    #[test]
    fn a_complaint_doubles_the_step_and_writes_that_go_well_halve_it() {
        let mut pace = pace(80);
        made(&mut pace, None, 1);
        pace.slow_down();
        assert_eq!(pace.next(NOW, None, 0).0 - NOW.0, 2 * 822);
        assert_eq!(pace.next(NOW, None, 2).0 - NOW.0, 3 * 2 * 822);
        (0..20).for_each(|_| pace.slow_down());
        assert_eq!(pace.next(NOW, None, 0).0 - NOW.0, 32 * 822);
        (0..CALM).for_each(|_| pace.went_well());
        assert_eq!(pace.next(NOW, None, 0).0 - NOW.0, 16 * 822);
        (0..100).for_each(|_| pace.went_well());
        assert_eq!(pace.next(NOW, None, 0), NOW);
    }

    #[test]
    fn what_is_left_is_spread_until_the_reset() {
        let budget =
            |remaining| Budget { limit: 5000, remaining, reset: NOW.plus(Duration::from_secs(600)), as_of: NOW };
        assert_eq!(made(&mut pace(80), Some(&budget(100)), 3), [0, 6_000, 11_940]);
        assert_eq!(made(&mut pace(80), Some(&budget(4000)), 3), [0, 0, 0]);
        assert_eq!(made(&mut pace(80), Some(&budget(0)), 2), [0, 600_000]);
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_stop_writes() {
        let mut pace = pace(80);
        made(&mut pace, None, 20);
        let back = Timestamp(NOW.0 - 3_600_000);
        assert_eq!(pace.reserve(back, None), back.plus(Duration::from_millis(822)));
    }

    #[test]
    fn who_writes_next_goes_on_where_others_have_come() {
        let (mut one, mut other) = (pace(80), pace(80));
        assert_eq!(made(&mut one, None, 8), [0; 8]);
        other.hear(one.tell(), NOW);
        assert_eq!(made(&mut other, None, 2), [822, 1644]);
        one.hear(other.tell(), NOW);
        assert_eq!(one.next(NOW, None, 0).0 - NOW.0, 3 * 822);
    }

    #[test]
    fn complaints_count_for_all_and_writes_that_go_well_too() {
        let (mut one, mut other) = (pace(80), pace(80));
        made(&mut one, None, 1);
        one.slow_down();
        other.hear(one.tell(), NOW);
        assert_eq!(other.next(NOW, None, 0).0 - NOW.0, 2 * 822);
        // Eight in all, in turns.
        for _ in 0..CALM / 2 {
            other.went_well();
            one.hear(other.tell(), NOW);
            one.went_well();
            other.hear(one.tell(), NOW);
        }
        assert_eq!(other.next(NOW, None, 0), NOW);
        other.slow_down();
        for _ in 0..3 {
            other.hear(one.tell(), NOW);
            assert_eq!(other.next(NOW, None, 0).0 - NOW.0, 2 * 822, "what was heard does not undo a complaint");
        }
        (0..4).for_each(|_| one.slow_down());
        let (come, mut stale) = (one.tell(), pace(80));
        stale.slow_down();
        stale.hear(come, NOW);
        assert_eq!(stale.next(NOW, None, 0).0 - NOW.0, 32 * 822, "a complaint comes on top of those that were heard");
    }

    #[test]
    fn what_others_reserved_by_a_clock_that_was_ahead_stops_nobody() {
        let (mut one, mut other) = (pace(80), pace(80));
        made(&mut one, None, 20);
        let back = Timestamp(NOW.0 - 3_600_000);
        other.hear(one.tell(), back);
        let step = Duration::from_millis(822);
        assert_eq!(other.next(back, None, 0), back.plus(step));
        other.hear(one.tell(), back.plus(step));
        let later = back.plus(2 * step);
        assert_eq!(other.next(later, None, 0), later);
    }

    proptest! {
        /// Writes at the returned times never exceed the limit in any minute.
        #[test]
        fn no_minute_has_more_writes_than_configured(
            per_minute in 1_u32..200,
            events in proptest::collection::vec((0_u8..6, 0_i64..5_000, 0_u64..6_000), 1..600),
        ) {
            let mut pace = pace(per_minute);
            let (mut now, mut made) = (NOW, Vec::new());
            for (what, pause, left) in events {
                now = Timestamp(now.0 + if what == 0 { pause } else { 0 });
                let reset = NOW.plus(Duration::from_secs(900));
                let budget = Budget { limit: 5000, remaining: left, reset, as_of: now };
                match what {
                    1 => pace.slow_down(),
                    2 => pace.went_well(),
                    _ => {
                        let foretold = pace.next(now, Some(&budget), 0);
                        let at = pace.reserve(now, Some(&budget));
                        prop_assert!(at >= now && at == foretold);
                        now = at;
                        made.push(at.0);
                    }
                }
            }
            let most = per_minute as usize;
            for window in made.windows(most + 1) {
                prop_assert!(window[most] - window[0] >= 60_000, "{per_minute}: {window:?}");
            }
        }
    }
}
