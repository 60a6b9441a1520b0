//! `wg-steward export`: what is known, as files of our own.

use std::path::PathBuf;

use crate::domain::ids::RepoName;
use crate::domain::ownership::assets;
use crate::domain::time::Day;
use crate::policies::{Foundation, Foundations};

use super::failure::Failure;
use super::known::Known;
use super::{Outcome, screen};

/// Writes what is known as files
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Prints the asset lists of all charters as a dated file, for use without a network
    AssetLists(AssetLists),
}

#[derive(Debug, clap::Args)]
pub(super) struct AssetLists {
    /// A checkout of the governing repository
    #[arg(long, value_name = "DIR")]
    root: PathBuf,
    /// The day on which it was so
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Day,
    /// Where it comes from: the governing repository and the commit
    #[arg(long, value_name = "OWNER/NAME@COMMIT")]
    source: String,
    /// A folder with policies; the built-in ones if left out
    #[arg(long, env = "WG_STEWARD_POLICIES", value_name = "DIR")]
    policies: Option<PathBuf>,
}

/// Does it.
pub(super) fn run(command: &Command) -> Result<Outcome, Failure> {
    let Command::AssetLists(AssetLists { root, as_of, source, policies }) = command;
    let foundations = Foundations::load(policies.as_deref())?;
    let Some(foundation) = governed_by(source, &foundations) else {
        return Err(Failure::UnknownSource(source.clone()));
    };
    let known = Known::of(Some(root), foundation)?;
    if !known.warnings.is_empty() {
        return Err(Failure::BrokenCharters(known.warnings.join("\n")));
    }
    known.unread.iter().for_each(|warning| screen::mention("warning", warning));
    screen::print(&assets::write(&known.ownership, *as_of, source))?;
    Ok(Outcome::Fine)
}

fn governed_by<'a>(source: &str, foundations: &'a Foundations) -> Option<&'a Foundation> {
    let (repository, commit) = source.split_once('@')?;
    let repository: RepoName = repository.parse().ok()?;
    let named = |foundation: &&Foundation| foundation.policy.governing.repository == repository;
    foundations.iter().find(named).filter(|_| !commit.is_empty())
}
