//! `wg-steward demo`: the app against a small GitHub in memory, told in the terminal.

use std::io::{Write, stdout};
use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Args;

use crate::clock::Clock;
use crate::demo::{Stage, StageConfig, play};
use crate::policies::Foundations;

/// What the demo is told.
#[derive(Debug, Clone, Args)]
pub struct DemoArgs {
    /// Leave everything running afterwards, to play with
    #[arg(long)]
    keep: bool,
    /// Address that the app listens on; port 0 is any free one
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
}

/// Plays the demo; ends by itself unless it is to be kept.
///
/// # Errors
/// The machine has no free port, or the terminal is gone.
pub fn run(arguments: &DemoArgs) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let stage = Stage::start(StageConfig {
            database_url: "sqlite::memory:".to_owned(),
            listen: arguments.listen,
            foundations: Foundations::load(None)?,
            clock: Clock::system(),
        })
        .await?;
        play(&stage, &mut stdout()).await?;
        if arguments.keep {
            let app = stage.app().address();
            writeln!(stdout(), "\nStill running until Ctrl-C. Try: curl -s http://{app}/readyz")?;
            writeln!(stdout(), "GitHub's side: {}", stage.settings().github_api_url)?;
            super::serve::stopped().await?;
        }
        stage.stop().await;
        Ok(ExitCode::SUCCESS)
    })
}
