//! Settings that limit requests to GitHub and to reviewers.

use std::num::NonZeroU32;

use clap::Args;

use crate::domain::pull::adoption::AdoptOpen;

/// GitHub's limit for content-creating requests.
const WRITES_PER_HOUR: u32 = 500;

/// A large pull request takes a hundred reads; a run of a usual one takes two to eight.
const READS_PER_PULL_REQUEST: u32 = 300;

/// The limits as given.
#[derive(Debug, Clone, Copy, Args)]
pub struct LimitArgs {
    /// Most writes to GitHub per installation in any hour; 0 for no limit
    #[arg(long, env = "WG_STEWARD_WRITES_PER_HOUR", default_value_t = WRITES_PER_HOUR)]
    pub writes_per_hour: u32,
    /// Most reads of GitHub's hourly limit that one pull request may use in an hour; 0 for no limit
    #[arg(long, env = "WG_STEWARD_READS_PER_PULL_REQUEST", default_value_t = READS_PER_PULL_REQUEST)]
    pub reads_per_pull_request: u32,
    /// Scope for pull requests that are older than the app's installation, until an event on them: `all` (reviews
    /// are requested, too), `checks` (checks and labels) or `none`
    #[arg(long, env = "WG_STEWARD_ADOPT_OPEN", value_name = "WHAT", default_value = "checks")]
    pub adopt_open: AdoptOpen,
}

/// The limits as used.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// Maximum of writes per installation in any hour; `None`: no limit.
    pub writes_per_hour: Option<NonZeroU32>,
    /// Maximum of reads per pull request and hour that count against GitHub's hourly limit; `None`: no limit.
    pub reads_per_pull: Option<NonZeroU32>,
    /// What happens to pull requests that are older than the app's installation.
    pub adopt_open: AdoptOpen,
}

impl From<LimitArgs> for Limits {
    fn from(LimitArgs { writes_per_hour, reads_per_pull_request, adopt_open }: LimitArgs) -> Self {
        let (writes_per_hour, reads_per_pull) =
            (NonZeroU32::new(writes_per_hour), NonZeroU32::new(reads_per_pull_request));
        Self { writes_per_hour, reads_per_pull, adopt_open }
    }
}
