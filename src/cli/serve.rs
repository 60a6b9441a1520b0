//! `wg-steward serve`: the app, until it is told to stop.

use std::process::ExitCode;

use anyhow::Context;
use tracing::info;

use crate::app::App;
use crate::clock::Clock;
use crate::config::ServeArgs;
use crate::policies::Foundations;
use crate::telemetry;

/// Serves until SIGTERM or SIGINT.
///
/// # Errors
/// The configuration, a policy, the database or the address can't be used.
pub fn run(arguments: ServeArgs, log: &str) -> anyhow::Result<ExitCode> {
    telemetry::start(log);
    let bound = std::env::var("VCAP_SERVICES").ok();
    let settings = arguments.settle(bound.as_deref())?;
    let foundations = Foundations::load(settings.policies.as_deref())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let app = App::start(&settings, foundations, Clock::system()).await?;
        if let Some(url) = &settings.public_url {
            info!(webhook = format!("{}/webhook", url.trim_end_matches('/')), "GitHub should send its webhooks here");
        }
        stopped().await?;
        app.stop().await;
        Ok(ExitCode::SUCCESS)
    })
}

/// Until somebody wants this process to stop.
pub(super) async fn stopped() -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM can't be listened for")?;
    tokio::select! {
        _ = terminate.recv() => {}
        interrupted = tokio::signal::ctrl_c() => interrupted.context("SIGINT can't be listened for")?,
    }
    Ok(())
}
