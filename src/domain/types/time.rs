//! A moment, as the outside hands it in: the domain itself never asks what time it is.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use chrono::NaiveDate;

use super::ids::InvalidName;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The moment `duration` later; the end of time if that is past it.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// The moment `duration` earlier; the beginning of time if that is before it.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// The day in UTC; `None` beyond the calendar.
    pub fn day(self) -> Option<Day> {
        Some(Day(chrono::DateTime::from_timestamp_millis(self.0)?.date_naive()))
    }

    /// How long it is until `later`; nothing if that has passed.
    pub fn until(self, later: Self) -> Duration {
        Duration::from_millis(u64::try_from(later.0.saturating_sub(self.0)).unwrap_or(0))
    }
}

/// RFC 3339 in UTC, to the second: the form that GitHub's API takes and gives.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match chrono::DateTime::from_timestamp_millis(self.0) {
            Some(moment) => write!(f, "{}", moment.format("%Y-%m-%dT%H:%M:%SZ")),
            None => write!(f, "{} ms", self.0),
        }
    }
}

/// A day of the calendar, written `2026-08-05`.
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
        // The parser also takes signs, blanks and fewer digits, and years of more digits are shown with a sign.
        let spelt = |day: &Self| text.len() == "2026-08-05".len() && day.to_string() == text;
        let day = NaiveDate::parse_from_str(text, DAY).ok().map(Self).filter(spelt);
        day.ok_or_else(|| InvalidName { kind: "day", text: text.to_owned(), rule: "written `2026-08-05`" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
