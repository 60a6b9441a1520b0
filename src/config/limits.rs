//! Settings that bound what is asked of GitHub and of people.

use std::num::NonZeroU32;

use clap::Args;

use crate::domain::pull::adoption::AdoptOpen;

/// What GitHub grants for things that make content.
const WRITES_PER_HOUR: u32 = 500;

/// A large pull request takes a hundred reads, and one look at a usual one takes two to eight.
const READS_PER_PULL_REQUEST: u32 = 300;

/// Limits, as they are given.
#[derive(Debug, Clone, Copy, Args)]
pub struct LimitArgs {
    /// How many writes GitHub sees of one installation in any hour; 0 for as many as come
    #[arg(long, env = "WG_STEWARD_WRITES_PER_HOUR", default_value_t = WRITES_PER_HOUR)]
    pub writes_per_hour: u32,
    /// How many reads of GitHub's hourly limit one pull request may use in an hour; 0 for as many as come
    #[arg(long, env = "WG_STEWARD_READS_PER_PULL_REQUEST", default_value_t = READS_PER_PULL_REQUEST)]
    pub reads_per_pull_request: u32,
    /// What pull requests get that are older than the app's installation, until something happens on them: `all` (reviews
    /// are requested, too), `checks` (checks and labels) or `none`
    #[arg(long, env = "WG_STEWARD_ADOPT_OPEN", value_name = "WHAT", default_value = "checks")]
    pub adopt_open: AdoptOpen,
}

/// Limits, as they are used.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// How many writes one installation makes in any hour; `None`: as many as come.
    pub writes_per_hour: Option<NonZeroU32>,
    /// How many reads of GitHub's hourly limit one pull request may use in an hour; `None`: as many as come.
    pub reads_per_pull: Option<NonZeroU32>,
    /// What is done about pull requests that are older than the app's installation.
    pub adopt_open: AdoptOpen,
}

impl From<LimitArgs> for Limits {
    fn from(LimitArgs { writes_per_hour, reads_per_pull_request, adopt_open }: LimitArgs) -> Self {
        let (writes_per_hour, reads_per_pull) =
            (NonZeroU32::new(writes_per_hour), NonZeroU32::new(reads_per_pull_request));
        Self { writes_per_hour, reads_per_pull, adopt_open }
    }
}
