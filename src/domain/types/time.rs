//! Timestamps, always passed in from outside: the domain never reads the clock.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::ids::InvalidName;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The time `duration` later; the maximum if that is out of range.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// The time that many working days later, at the same time of day in UTC. Saturdays and Sundays do not count. Holidays
    /// do, because each person's holidays are unknown.
    #[must_use]
    pub fn plus_working_days(self, days: u32) -> Self {
        let Some(mut moment) = chrono::DateTime::from_timestamp_millis(self.0) else { return self };
        let mut left = days;
        while left > 0 {
            let Some(next) = moment.checked_add_days(Days::new(1)) else { return self };
            moment = next;
            left -= u32::from(!matches!(moment.weekday(), Weekday::Sat | Weekday::Sun));
        }
        Self(moment.timestamp_millis())
    }

    /// The time `duration` earlier; the minimum if that is out of range.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// The day in UTC; `None` if it is out of the calendar's range.
    pub fn day(self) -> Option<Day> {
        Some(Day(chrono::DateTime::from_timestamp_millis(self.0)?.date_naive()))
    }

    /// The time until `later`; zero if it has passed.
    pub fn until(self, later: Self) -> Duration {
        Duration::from_millis(u64::try_from(later.0.saturating_sub(self.0)).unwrap_or(0))
    }
}

/// RFC 3339 in UTC, to the second, as in GitHub's API.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match chrono::DateTime::from_timestamp_millis(self.0) {
            Some(moment) => write!(f, "{}", moment.format("%Y-%m-%dT%H:%M:%SZ")),
            None => write!(f, "{} ms", self.0),
        }
    }
}

/// A calendar day, written `2026-08-05`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

const DAY: &str = "%Y-%m-%d";

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format(DAY))
    }
}

impl FromStr for Day {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        // The parser also accepts signs, blanks and fewer digits, and years with more digits have a sign.
        let spelt = |day: &Self| text.len() == "2026-08-05".len() && day.to_string() == text;
        let day = NaiveDate::parse_from_str(text, DAY).ok().map(Self).filter(spelt);
        day.ok_or_else(|| InvalidName { kind: "day", text: text.to_owned(), rule: "written `2026-08-05`" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_do_not_count() {
        let at = |text: &str| Timestamp(text.parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp_millis());
        for (from, days, to) in [
            ("2026-11-23T09:30:00Z", 3, "2026-11-26T09:30:00Z"),
            ("2026-11-26T09:30:00Z", 2, "2026-11-30T09:30:00Z"),
            ("2026-11-28T09:30:00Z", 1, "2026-11-30T09:30:00Z"),
            ("2026-11-27T09:30:00Z", 10, "2026-12-11T09:30:00Z"),
        ] {
            assert_eq!(at(from).plus_working_days(days), at(to), "{from}");
        }
        assert_eq!(Timestamp(i64::MAX).plus_working_days(3), Timestamp(i64::MAX));
    }

    #[test]
    fn a_day_has_one_spelling() {
        assert_eq!("2026-08-05".parse::<Day>().unwrap().to_string(), "2026-08-05");
        for text in ["2026-8-5", "2026-02-30", "+12026-01-01", "+026-01-01", " 026-01-01", "2026- 1- 1", "", "today"] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_moment_is_shown_as_github_writes_it() {
        assert_eq!(Timestamp(1_785_888_000_000).to_string(), "2026-08-05T00:00:00Z");
        assert_eq!(Timestamp(0).plus(Duration::from_secs(90)), Timestamp(90_000));
        assert_eq!(Timestamp(5).until(Timestamp(3)), Duration::ZERO);
    }
}
