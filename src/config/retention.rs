//! How long what is kept of people is kept.

use std::time::Duration;

use clap::Args;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Retention in days, as set for `serve`.
#[derive(Debug, Clone, Args)]
pub struct RetentionArgs {
    /// Days after the end of a pull request for which what is known of its people is kept: who was asked, who was taken off
    #[arg(long, env = "WG_STEWARD_KEEP_PEOPLE_DAYS", default_value_t = Retention::PEOPLE,
        value_parser = clap::value_parser!(u16).range(1..))]
    pub keep_people_days: u16,
    /// Days for which writes on GitHub, decisions and webhooks are kept; GitHub sends webhooks again for three
    #[arg(long, env = "WG_STEWARD_KEEP_RECORDS_DAYS", default_value_t = Retention::RECORDS,
        value_parser = clap::value_parser!(u16).range(4..))]
    pub keep_records_days: u16,
}

/// How long what is kept of people is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// What is known of the people of a pull request, after its end.
    pub people: Duration,
    /// Writes on GitHub, decisions and webhooks.
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
