//! `wg-steward deliveries redeliver`: GitHub sends a webhook once more.

use crate::app::REQUEST_LIMIT;
use crate::clock::Clock;
use crate::config::{AppArgs, AppSettings};
use crate::domain::pull::missed_deliveries::HookDelivery;
use crate::domain::render::terminal;
use crate::domain::types::ids::DeliveryId;
use crate::github::{GitHub, GitHubConfig, HooksWanted};

use super::super::error::Failure;
use super::super::serve::{bound_services, runtime};
use super::super::{Outcome, output};

/// How many parts of GitHub's list are searched, of 3,000 attempts each.
const MAX_PARTS: usize = 20;

/// Asks GitHub to send a webhook of the last three days once more, to wherever the app's webhook leads
///
/// What `serve` has missed it finds by itself within minutes: this is for a webhook that is wanted at once, or that
/// `serve` has given up on. One whose work is done or still to come makes no new work.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Options {
    /// GitHub's id of the webhook, as the app's settings and `deliveries list` show it
    #[arg(value_name = "ID")]
    id: DeliveryId,
    #[command(flatten)]
    app: AppArgs,
}

/// Does it.
pub(super) fn run(Options { id, app }: Options) -> Result<Outcome, Failure> {
    let bound = bound_services();
    let AppSettings { app_id, private_key, github_api_url } = app.settle(bound.as_deref())?;
    let said = runtime()?.block_on(async {
        let github = GitHub::connect(GitHubConfig {
            api_url: github_api_url,
            app_id,
            private_key,
            timeout: REQUEST_LIMIT,
            details_url: None,
            writes_per_minute: None,
            writes_per_hour: None,
            answers: None,
            clock: Clock::system(),
        })?;
        let attempt = newest(&github, &id).await?;
        github.redeliver(attempt.id).await?;
        Ok::<_, Failure>(terminal::redelivered(&attempt))
    })?;
    output::print(&said)?;
    Ok(Outcome::Fine)
}

/// The newest attempt to deliver it.
async fn newest(github: &GitHub, id: &DeliveryId) -> Result<HookDelivery, Failure> {
    let mut wanted = HooksWanted::default();
    for _ in 0..MAX_PARTS {
        let read = github.hook_deliveries(&wanted).await?;
        if let Some(attempt) = read.deliveries.into_iter().find(|attempt| attempt.guid == *id) {
            return Ok(attempt);
        }
        if read.next.is_none() {
            break;
        }
        wanted.cursor = read.next;
    }
    Err(Failure::NotKept { id: id.to_string() })
}
