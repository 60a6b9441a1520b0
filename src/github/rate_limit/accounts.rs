//! The rate limits of each caller: the app itself, and each of its installations.
//!
//! GitHub counts each caller separately, so one that has to wait does not delay the others.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::types::ids::InstallationId;
use crate::domain::types::time::Timestamp;

use super::budget::Budget;
use super::headers::Limit;
use super::write_pace::{LimiterState, WriteRateLimiter};

/// The first and the longest wait at a secondary limit for which GitHub gives no time; each wait is twice the one
/// before.
const FIRST_WAIT: Duration = Duration::from_secs(60);
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

/// The shortest wait.
const SHORTEST_WAIT: Duration = Duration::from_secs(1);

/// The longest wait: GitHub's windows last an hour. If GitHub asks for more, the next request after this time is at
/// worst refused again.
const LONGEST_BLOCK: Duration = Duration::from_secs(2 * 3600);

/// How many writes one installation may make; `None`: no limit.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::github) struct MostWrites {
    /// In any minute. If it is `None`, writes have no pace and hours are not counted.
    pub(in crate::github) per_minute: Option<NonZeroU32>,
    /// In any hour.
    pub(in crate::github) per_hour: Option<NonZeroU32>,
}

/// The caller of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::github) enum Caller {
    /// The app itself, with a token that it signed.
    App,
    /// One of its installations, with its token.
    Installation(InstallationId),
}

/// The limits of one caller.
#[derive(Debug)]
pub(in crate::github) struct CallerLimits {
    budget: Option<Budget>,
    blocked: Option<Timestamp>,
    /// The number of secondary limits in a row.
    strikes: u32,
    /// `None`: no limit.
    pace: Option<WriteRateLimiter>,
}

/// The pace of an installation's writes, and the end of its rate limit.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::github) struct WritesSoFar {
    #[serde(flatten)]
    pace: LimiterState,
    blocked: Option<i64>,
}

impl CallerLimits {
    fn new(most: MostWrites) -> Self {
        let pace = most.per_minute.map(|per_minute| WriteRateLimiter::new(per_minute, most.per_hour));
        Self { budget: None, blocked: None, strikes: 0, pace }
    }

    /// The remaining requests, if GitHub has reported them.
    pub(in crate::github) fn budget(&self) -> Option<Budget> {
        self.budget
    }

    /// The end of the rate limit, if there is one.
    pub(in crate::github) fn closed(&self, now: Timestamp) -> Option<Timestamp> {
        let used_up = self.budget.and_then(|budget| budget.used_up(now));
        self.blocked.filter(|until| *until > now).max(used_up)
    }

    /// When sweeps may continue, if they have to wait.
    pub(in crate::github) fn reserved(&self, now: Timestamp) -> Option<Timestamp> {
        let writes = self.pace.as_ref().and_then(|pace| pace.is_reserved(now));
        self.closed(now).max(self.budget.and_then(|budget| budget.reserved(now))).max(writes)
    }

    /// When the next write may be made if `ahead` others go first.
    pub(in crate::github) fn next_write(&self, now: Timestamp, ahead: u32) -> Timestamp {
        let paced = self.pace.as_ref().map_or(now, |pace| pace.next(now, self.budget.as_ref(), ahead));
        self.closed(now).map_or(paced, |until| paced.max(until))
    }

    /// Reserves the next time for a write.
    pub(in crate::github) fn reserve_write(&mut self, now: Timestamp) -> Timestamp {
        let budget = self.budget;
        self.pace.as_mut().map_or(now, |pace| pace.reserve(now, budget.as_ref()))
    }

    /// The state for the process that writes next.
    pub(in crate::github) fn tell(&mut self) -> WritesSoFar {
        WritesSoFar {
            pace: self.pace.as_mut().map(WriteRateLimiter::tell).unwrap_or_default(),
            blocked: self.blocked.map(|until| until.0),
        }
    }

    /// Continues from the state of another process.
    pub(in crate::github) fn hear(&mut self, so_far: WritesSoFar, now: Timestamp) {
        let blocked = so_far.blocked.filter(|_| !so_far.pace.is_ahead(now));
        self.blocked = self.blocked.max(blocked.map(|until| Timestamp(until).min(now.plus(LONGEST_BLOCK))));
        self.pace.iter_mut().for_each(|pace| pace.hear(so_far.pace, now));
    }

    /// Records the budget in a response.
    pub(in crate::github) fn told(&mut self, said: Budget) {
        self.budget = Some(self.budget.map_or(said, |known| known.after(said)));
    }

    /// Records an exceeded limit and returns its end. Concurrent requests hit the same limit and count as one.
    pub(in crate::github) fn refused(&mut self, limit: Limit, now: Timestamp) -> Timestamp {
        let first = self.blocked.is_none_or(|until| until <= now);
        let until = match limit {
            Limit::Primary(until) => until,
            Limit::Secondary(said) => {
                if first {
                    self.strikes = self.strikes.saturating_add(1);
                    self.pace.iter_mut().for_each(WriteRateLimiter::slow_down);
                }
                now.plus(said.unwrap_or_else(|| growing(self.strikes)))
            }
        };
        let until = until.clamp(now.plus(SHORTEST_WAIT), now.plus(LONGEST_BLOCK));
        let until = self.blocked.map_or(until, |known| known.max(until));
        self.blocked = Some(until);
        until
    }

    /// Records a successful response. One that was already in progress when the limit was hit is ignored.
    pub(in crate::github) fn answered(&mut self, write: bool, now: Timestamp) {
        if self.blocked.is_some_and(|until| until > now) {
            return;
        }
        (self.blocked, self.strikes) = (None, 0);
        if write {
            self.pace.iter_mut().for_each(WriteRateLimiter::went_well);
        }
    }
}

fn growing(strikes: u32) -> Duration {
    let times = 1_u32.checked_shl(strikes.saturating_sub(1)).unwrap_or(u32::MAX);
    FIRST_WAIT.saturating_mul(times).min(LONGEST_WAIT)
}

/// The limits of all callers.
pub(in crate::github) struct RateLimits {
    most: MostWrites,
    accounts: Mutex<BTreeMap<Caller, CallerLimits>>,
}

impl RateLimits {
    /// Limits for callers of which nothing is known yet.
    pub(in crate::github) fn new(most: MostWrites) -> Self {
        Self { most, accounts: Mutex::default() }
    }

    /// Reads or changes the limits of `caller`. **Invariant:** the lock is held only while `touch` runs.
    pub(in crate::github) fn of<T>(&self, caller: Caller, touch: impl FnOnce(&mut CallerLimits) -> T) -> T {
        self.all(|all| touch(all.entry(caller).or_insert_with(|| CallerLimits::new(self.most))))
    }

    /// The remaining requests of all callers for which GitHub has reported them.
    pub(in crate::github) fn budgets(&self) -> BTreeMap<Caller, Budget> {
        self.all(|all| all.iter().filter_map(|(caller, account)| Some((*caller, account.budget()?))).collect())
    }

    fn all<T>(&self, touch: impl FnOnce(&mut BTreeMap<Caller, CallerLimits>) -> T) -> T {
        touch(&mut self.accounts.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_785_888_000_000);

    fn in_seconds(until: Timestamp, now: Timestamp) -> u64 {
        now.until(until).as_secs()
    }

    #[test]
    fn waits_that_github_leaves_open_double_up_to_a_quarter_of_an_hour() {
        let mut account = CallerLimits::new(MostWrites::default());
        let mut now = NOW;
        let mut waits = Vec::new();
        for _ in 0..7 {
            let until = account.refused(Limit::Secondary(None), now);
            waits.push(in_seconds(until, now));
            now = until;
        }
        assert_eq!(waits, [60, 120, 240, 480, 900, 900, 900]);
        account.answered(false, now);
        assert_eq!(in_seconds(account.refused(Limit::Secondary(None), now), now), 60, "forgotten after a success");
    }

    #[test]
    fn requests_that_were_under_way_count_as_one() {
        let mut account = CallerLimits::new(MostWrites::default());
        assert!((0..8).all(|_| account.refused(Limit::Secondary(None), NOW) == NOW.plus(FIRST_WAIT)));
        account.answered(true, NOW);
        assert_eq!(account.closed(NOW), Some(NOW.plus(FIRST_WAIT)));
        let later = NOW.plus(FIRST_WAIT);
        assert_eq!(account.closed(later), None);
        assert_eq!(in_seconds(account.refused(Limit::Secondary(None), later), later), 120);
    }

    #[test]
    fn what_github_says_is_kept_within_reason() {
        let mut account = CallerLimits::new(MostWrites::default());
        let said = |seconds| Limit::Secondary(Some(Duration::from_secs(seconds)));
        assert_eq!(in_seconds(account.refused(said(7), NOW), NOW), 7);
        assert_eq!(in_seconds(account.refused(said(0), NOW), NOW), 7, "never less than was said before");
        assert_eq!(in_seconds(account.refused(said(u64::MAX), NOW), NOW), 7200);
        let mut account = CallerLimits::new(MostWrites::default());
        assert_eq!(in_seconds(account.refused(Limit::Primary(Timestamp(3)), NOW), NOW), 1);
    }

    #[test]
    fn nothing_is_asked_for_what_is_used_up() {
        let mut account = CallerLimits::new(MostWrites::default());
        let reset = NOW.plus(Duration::from_secs(90));
        let budget = |remaining| Budget { limit: 5000, remaining, reset, as_of: NOW };
        account.told(budget(900));
        assert_eq!((account.closed(NOW), account.reserved(NOW)), (None, Some(reset)));
        account.told(budget(0));
        assert_eq!((account.closed(NOW), account.next_write(NOW, 0)), (Some(reset), reset));
        assert_eq!((account.closed(reset), account.reserved(reset)), (None, None));
    }

    #[test]
    fn a_secondary_limit_slows_writes_down_and_a_primary_one_does_not() {
        let slow = |limit| {
            let mut account = CallerLimits::new(MostWrites { per_minute: NonZeroU32::new(60), per_hour: None });
            account.reserve_write(NOW);
            let until = account.refused(limit, NOW);
            account.reserve_write(until);
            in_seconds(account.next_write(until, 0), until)
        };
        assert_eq!(slow(Limit::Primary(NOW.plus(FIRST_WAIT))), 0);
        assert_eq!(slow(Limit::Secondary(None)), 2);
    }
}
