//! `wg-steward deliveries redeliver`: asks GitHub to redeliver a webhook.

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

/// How many parts of GitHub's list are searched, each with 3,000 attempts.
const MAX_PARTS: usize = 20;

/// Asks GitHub to redeliver a webhook of the last three days to the webhook URL of the app
///
/// `serve` finds missed webhooks by itself within minutes. Use this command for a webhook that is needed at once, or
/// that `serve` no longer requests. A webhook whose job is done or waiting creates no new job.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Options {
    /// GitHub's id of the delivery, as in the app's settings and `deliveries list`
    #[arg(value_name = "ID")]
    id: DeliveryId,
    #[command(flatten)]
    app: AppArgs,
}

/// Runs the command.
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

/// The newest delivery attempt.
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
