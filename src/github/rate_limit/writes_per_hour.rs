//! Counts the writes of the last hour: GitHub allows 500 content-creating requests an hour, in addition to 80 a minute
//! (<https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits>).
//!
//! Writes are counted in slots of five minutes, and the last thirteen slots count: every hour lies within thirteen
//! slots. **Invariant:** no hour has more writes than configured.
//! them. **Invariant:** no hour has more writes than configured.

use serde::{Deserialize, Serialize};

use crate::domain::types::time::Timestamp;

/// One slot, in milliseconds.
const SLOT: i64 = 5 * 60_000;

/// The number of slots that cover an hour, wherever it begins.
const SLOTS: usize = 13;

/// The percentage of the hour's writes that is reserved for urgent ones.
const RESERVE_PERCENT: u32 = 20;

/// The writes of the last slots, as processes share them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::github) struct Hour {
    /// The number of each slot and its writes; the number determines the position.
    slots: [(i64, u32); SLOTS],
}

impl Hour {
    /// Counts a write at `at`.
    pub(in crate::github) fn count(&mut self, at: Timestamp) {
        let number = number(at);
        let Some(slot) = self.slots.get_mut(place(number)) else { return };
        *slot = if slot.0 == number { (number, slot.1.saturating_add(1)) } else { (number, 1) };
    }

    /// Merges the counts of another process: for each slot the higher count.
    pub(in crate::github) fn hear(&mut self, others: &Self) {
        for (own, other) in self.slots.iter_mut().zip(&others.slots) {
            *own = if own.0 == other.0 { (own.0, own.1.max(other.1)) } else { (*own).max(*other) };
        }
    }

    /// When the next write may be made if `most` are allowed in any hour.
    pub(in crate::github) fn next(&self, now: Timestamp, most: u32) -> Timestamp {
        let mut left = self.counted(now);
        if left < most {
            return now;
        }
        // The slots leave the hour one by one, the oldest first.
        let mut slots: Vec<_> = self.within(now).collect();
        slots.sort_unstable();
        let enough = slots.into_iter().find(|(_, writes)| {
            left = left.saturating_sub(*writes);
            left < most
        });
        enough.map_or(now, |(number, _)| Timestamp((number + SLOTS as i64) * SLOT).max(now))
    }

    /// When tasks without urgency may continue, if only the reserve is left.
    pub(in crate::github) fn reserved(&self, now: Timestamp, most: u32) -> Option<Timestamp> {
        let for_all = most - most.saturating_mul(RESERVE_PERCENT) / 100;
        Some(self.next(now, for_all.max(1))).filter(|until| *until > now)
    }

    fn counted(&self, now: Timestamp) -> u32 {
        self.within(now).map(|(_, writes)| writes).fold(0, u32::saturating_add)
    }

    /// The slots within the last hour. Future slots were counted by a clock that has been set back since.
    fn within(&self, now: Timestamp) -> impl Iterator<Item = (i64, u32)> {
        let last = number(now);
        let within = move |slot: &&(i64, u32)| slot.0 > last - SLOTS as i64 && slot.0 <= last + 1;
        self.slots.iter().filter(within).copied()
    }
}

fn number(at: Timestamp) -> i64 {
    at.0.div_euclid(SLOT)
}

fn place(number: i64) -> usize {
    usize::try_from(number.rem_euclid(SLOTS as i64)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp(1_785_888_000_000);

    #[test]
    fn after_as_many_writes_as_an_hour_may_have_the_next_one_waits_until_the_first_ones_are_past() {
        let mut hour = Hour::default();
        (0..500).for_each(|_| hour.count(NOW));
        let until = NOW.plus(Duration::from_secs(65 * 60));
        assert_eq!((hour.next(NOW, 500), hour.next(NOW, 501)), (until, NOW));
        assert_eq!(hour.next(until, 500), until);
    }

    #[test]
    fn what_can_wait_leaves_a_fifth() {
        let mut hour = Hour::default();
        (0..399).for_each(|_| hour.count(NOW));
        assert_eq!(hour.reserved(NOW, 500), None);
        hour.count(NOW);
        assert!(hour.reserved(NOW, 500).is_some_and(|until| until > NOW));
        assert_eq!(hour.next(NOW, 500), NOW, "what can't wait goes on");
    }

    #[test]
    fn what_others_counted_counts_and_is_not_counted_twice() {
        let (mut one, mut other) = (Hour::default(), Hour::default());
        (0..300).for_each(|_| one.count(NOW));
        other.hear(&one);
        (0..200).for_each(|_| other.count(NOW));
        one.hear(&other);
        one.hear(&other);
        assert_eq!((one.counted(NOW), one), (500, other));
        let told: Hour = serde_json::from_str(&serde_json::to_string(&one).unwrap()).unwrap();
        assert_eq!(told, one);
    }

    #[test]
    fn a_clock_that_was_ahead_stops_nobody() {
        let mut hour = Hour::default();
        (0..500).for_each(|_| hour.count(NOW));
        let back = Timestamp(NOW.0 - 3 * 3_600_000);
        assert_eq!(hour.next(back, 500), back);
    }

    proptest! {
        #[test]
        fn no_hour_has_more_writes_than_configured(
            most in 1_u32..60,
            pauses in proptest::collection::vec(0_i64..400_000, 1..400),
        ) {
            let (mut hour, mut now, mut made) = (Hour::default(), NOW, Vec::new());
            for pause in pauses {
                now = hour.next(Timestamp(now.0 + pause), most);
                hour.count(now);
                made.push(now.0);
            }
            for window in made.windows(most as usize + 1) {
                prop_assert!(window[most as usize] - window[0] >= 3_600_000, "{most}: {window:?}");
            }
        }
    }
}
