//! `wg-steward policy check`: whether policies can be used.

use std::path::PathBuf;

use crate::domain::render::terminal;
use crate::policies::Foundations;

use super::failure::Failure;
use super::{Outcome, screen};

/// Looks at policies.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Says whether policies can be used, and everything that is wrong with them
    Check {
        /// A folder with `<foundation>/policy.yml`, or with `policy.yml` itself; the built-in ones if left out
        #[arg(env = "WG_STEWARD_POLICIES", value_name = "FOLDER")]
        folder: Option<PathBuf>,
    },
}

/// Does it.
pub(super) fn run(command: &Command) -> Result<Outcome, Failure> {
    let Command::Check { folder } = command;
    let foundations = Foundations::load(folder.as_deref())?;
    let lines = foundations.iter().map(|foundation| {
        let lists = foundation.assets.as_ref();
        terminal::policy(&foundation.policy, lists.map(|lists| (lists.as_of, lists.ownership.repositories().count())))
    });
    screen::print(&lines.collect::<String>())?;
    Ok(Outcome::Fine)
}
