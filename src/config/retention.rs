//! How long data about users is kept.

use std::time::Duration;

use clap::Args;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Retention in days, as set for `serve`.
#[derive(Debug, Clone, Args)]
pub struct RetentionArgs {
    /// Days that the data about people of a pull request is kept after its end: requested and removed reviewers
    #[arg(long, env = "WG_STEWARD_KEEP_PEOPLE_DAYS", default_value_t = Retention::PEOPLE,
        value_parser = clap::value_parser!(u16).range(1..))]
    pub keep_people_days: u16,
    /// Days for which writes on GitHub, decisions and deliveries are kept; GitHub redelivers for three days
    #[arg(long, env = "WG_STEWARD_KEEP_RECORDS_DAYS", default_value_t = Retention::RECORDS,
        value_parser = clap::value_parser!(u16).range(4..))]
    pub keep_records_days: u16,
}

/// How long data about users is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Data about the users of a pull request, after it is closed.
    pub people: Duration,
    /// Writes on GitHub, decisions and deliveries.
    pub records: Duration,
}

impl Retention {
    const PEOPLE: u16 = 180;
    const RECORDS: u16 = 30;
}

impl Default for Retention {
    fn default() -> Self {
        Self { people: DAY * u32::from(Self::PEOPLE), records: DAY * u32::from(Self::RECORDS) }
    }
}

impl RetentionArgs {
    pub(super) fn settle(&self) -> Retention {
        Retention { people: DAY * u32::from(self.keep_people_days), records: DAY * u32::from(self.keep_records_days) }
    }
}
