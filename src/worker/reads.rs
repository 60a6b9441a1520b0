//! Limits how much of an installation's hourly limit one pull request may use: a hundred pushes to a large pull request
//! must not use up the limit of all others.
//!
//! Each process counts for itself. A count in the database would cost every run a write. After a restart a process
//! counts from zero, so a pull request gets at most one extra budget.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::domain::types::ids::RepoName;
use crate::domain::types::target::Target;
use crate::domain::types::time::Timestamp;

const HOUR: i64 = 3_600_000;

/// How many pull requests are remembered before those without any remaining use are dropped.
const REMEMBERED: usize = 1_000;

/// The reads that pull requests have used. Clones share them.
#[derive(Debug, Clone)]
pub(super) struct Reads {
    /// `None`: no limit.
    per_hour: Option<NonZeroU32>,
    spent: Arc<Mutex<BTreeMap<(RepoName, u64), Spent>>>,
}

/// A bucket that drains within an hour.
#[derive(Debug, Clone, Copy)]
struct Spent {
    reads: u32,
    at: Timestamp,
}

impl Spent {
    /// How many used reads remain at `now`.
    fn left(self, now: Timestamp, per_hour: u32) -> u32 {
        // A clock that was set back does not restore any reads.
        let passed = (now.0 - self.at.0).clamp(0, 2 * HOUR);
        let gone = i64::from(per_hour) * passed / HOUR;
        self.reads.saturating_sub(u32::try_from(gone).unwrap_or(u32::MAX))
    }
}

impl Reads {
    /// Allows this many reads per hour for each pull request.
    pub(super) fn new(per_hour: Option<NonZeroU32>) -> Self {
        Self { per_hour, spent: Arc::default() }
    }

    /// When a pull request that has used up its reads may continue: when a quarter of an hour's reads is free again.
    pub(super) fn exhausted(&self, target: &Target, now: Timestamp) -> Option<Timestamp> {
        let (per_hour, key) = (self.per_hour?.get(), key(target)?);
        let left = self.spent().get(&key)?.left(now, per_hour);
        (left >= per_hour).then(|| {
            let too_many = i64::from(left - per_hour + per_hour.div_ceil(4));
            let wait = (too_many * HOUR / i64::from(per_hour)).clamp(1_000, HOUR);
            now.plus(Duration::from_millis(wait.unsigned_abs()))
        })
    }

    /// Counts the reads of a run.
    pub(super) fn spend(&self, target: &Target, reads: u32, now: Timestamp) {
        let (Some(per_hour), Some(key)) = (self.per_hour, key(target)) else { return };
        if reads == 0 {
            return;
        }
        let per_hour = per_hour.get();
        let mut spent = self.spent();
        if spent.len() >= REMEMBERED {
            spent.retain(|_, it| it.left(now, per_hour) > 0);
        }
        let known = spent.get(&key).map_or(0, |it| it.left(now, per_hour));
        // However many reads one run used, a pull request waits at most an hour.
        let reads = known.saturating_add(reads).min(per_hour.saturating_mul(3) / 2);
        spent.insert(key, Spent { reads, at: now });
    }

    fn spent(&self) -> MutexGuard<'_, BTreeMap<(RepoName, u64), Spent>> {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The pull request of a target. A merge queue's trial is not limited: people who may merge started it.
fn key(target: &Target) -> Option<(RepoName, u64)> {
    match target {
        Target::Pull { repository, number } => Some((repository.clone(), *number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_785_888_000_000);

    fn pull(number: u64) -> Target {
        Target::Pull { repository: "acme/boiler".parse().unwrap(), number }
    }

    fn minutes(minutes: u64) -> Timestamp {
        NOW.plus(Duration::from_secs(60 * minutes))
    }

    #[test]
    fn a_pull_request_that_has_used_its_hour_waits_and_no_other_does() {
        let reads = Reads::new(NonZeroU32::new(300));
        (0..7).for_each(|_| reads.spend(&pull(1), 40, NOW));
        assert_eq!(reads.exhausted(&pull(1), NOW), None);
        reads.spend(&pull(1), 40, NOW);
        let until = reads.exhausted(&pull(1), NOW).unwrap();
        assert_eq!(until, minutes(19));
        assert_eq!((reads.exhausted(&pull(1), until), reads.exhausted(&pull(2), NOW)), (None, None));
        let queue = Target::Queue {
            repository: "acme/boiler".parse().unwrap(),
            commit: "a".repeat(40).parse().unwrap(),
            base: "b".repeat(40).parse().unwrap(),
            number: 1,
        };
        assert_eq!(reads.exhausted(&queue, NOW), None);
    }

    #[test]
    fn eighty_one_pushes_in_an_hour_read_what_an_hour_may_have_and_half_of_that_at_most() {
        let reads = Reads::new(NonZeroU32::new(300));
        let mut made = 0;
        for push in 0..81 {
            let now = NOW.plus(Duration::from_secs(push * 3600 / 81));
            if reads.exhausted(&pull(1), now).is_none() {
                reads.spend(&pull(1), 60, now);
                made += 60;
            }
        }
        assert!((300..=660).contains(&made), "{made}");
    }

    #[test]
    fn one_run_makes_nobody_wait_for_more_than_an_hour_and_nothing_is_kept_of_who_is_quiet() {
        let reads = Reads::new(NonZeroU32::new(300));
        reads.spend(&pull(1), 1_000_000, NOW);
        assert_eq!(reads.exhausted(&pull(1), NOW), Some(minutes(45)));
        (2..=REMEMBERED as u64).for_each(|number| reads.spend(&pull(number), 1, NOW));
        assert_eq!(reads.spent().len(), REMEMBERED);
        reads.spend(&pull(0), 1, minutes(120));
        assert_eq!(reads.spent().len(), 1);
    }

    #[test]
    fn without_a_number_nobody_waits() {
        let reads = Reads::new(None);
        reads.spend(&pull(1), 10_000, NOW);
        assert_eq!(reads.exhausted(&pull(1), NOW), None);
    }
}
