//! `wg-steward serve`: runs the app until it is stopped.

use anyhow::Context;
use clap::Args;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};
use tracing::info;

use crate::app::App;
use crate::clock::Clock;
use crate::config::ServeArgs;
use crate::policies::Foundations;
use crate::telemetry;

use super::Outcome;
use super::error::Failure;

/// Serves webhooks until SIGTERM or SIGINT
///
/// Pass secrets in the environment: other users of the machine can see arguments. HTTPS_PROXY and NO_PROXY set the
/// proxy for GitHub.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    serve: ServeArgs,
    /// What is logged: `info`, `debug`, `wg_steward=debug` …
    #[arg(long, env = "WG_STEWARD_LOG", default_value = "info")]
    log: String,
}

pub(super) fn run(options: Options) -> Result<Outcome, Failure> {
    telemetry::start(&options.log);
    let bound = bound_services();
    let settings = options.serve.settle(bound.as_deref())?;
    let foundations = Foundations::load(settings.policies.as_deref())?;
    runtime()?.block_on(async {
        let app = App::start(&settings, foundations, Clock::system()).await?;
        if let Some(url) = &settings.public_url {
            info!(webhook = format!("{}/webhook", url.trim_end_matches('/')), "GitHub should send its webhooks here");
        }
        stopped().await?;
        app.stop().await;
        Ok(Outcome::Fine)
    })
}

/// The services that Cloud Foundry has bound, if it runs this process.
pub(super) fn bound_services() -> Option<String> {
    std::env::var("VCAP_SERVICES").ok()
}

pub(super) fn runtime() -> anyhow::Result<Runtime> {
    Builder::new_multi_thread().enable_all().build().context("no threads can be started")
}

/// Waits for SIGTERM or SIGINT.
pub(super) async fn stopped() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM can't be listened for")?;
    tokio::select! {
        _ = terminate.recv() => {}
        interrupted = tokio::signal::ctrl_c() => interrupted.context("SIGINT can't be listened for")?,
    }
    Ok(())
}
