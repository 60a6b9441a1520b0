//! `wg-steward demo`: runs the app against a small GitHub in memory and narrates it in the terminal.

use std::io::{Write, stdout};
use std::net::SocketAddr;

use clap::Args;

use crate::clock::Clock;
use crate::demo::{Stage, StageConfig, play};
use crate::policies::Foundations;

use super::Outcome;
use super::error::Failure;
use super::serve::{runtime, stopped};

/// Demonstrates the app against a small GitHub in memory: no network, no credentials, no setup
#[derive(Debug, Args)]
pub(super) struct Options {
    /// Keeps everything running afterwards, to try it out
    #[arg(long)]
    keep: bool,
    /// Address that the app listens on; port 0 is any free one
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Failure> {
    let config = StageConfig {
        database_url: "sqlite::memory:".to_owned(),
        listen: options.listen,
        foundations: Foundations::load(None)?,
        clock: Clock::system(),
        reconcile: false,
    };
    runtime()?.block_on(async {
        let stage = Stage::start(config).await?;
        let told = show(&stage, options.keep).await;
        stage.stop().await;
        match told {
            Err(error) if nobody_reads(&error) => Ok(Outcome::Fine),
            told => Ok(told.map(|()| Outcome::Fine)?),
        }
    })
}

async fn show(stage: &Stage, and_keep: bool) -> anyhow::Result<()> {
    play(stage, &mut stdout()).await?;
    if and_keep { keep(stage).await } else { Ok(()) }
}

/// The reader of the output is gone, as with `| head`: not a failure of the demo.
fn nobody_reads(error: &anyhow::Error) -> bool {
    error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

async fn keep(stage: &Stage) -> anyhow::Result<()> {
    let mut out = stdout();
    writeln!(out, "\nStill running, until Ctrl-C.")?;
    writeln!(out, "The app's health:  curl -s http://{}/readyz", stage.app().admin_address())?;
    writeln!(out, "GitHub's side:     {}", stage.settings().github_api_url)?;
    stopped().await
}
