//! `wg-steward export`: what is known, as files of our own and of GitHub's. The same knowledge gives the same bytes.

mod asset_lists;
mod codeowners;
mod labels;
mod teams;

use crate::policies::{Foundation, Foundations};

use super::Outcome;
use super::error::Failure;
use super::ownership_source::Known;
use super::sources::Sources;

/// Writes what is known as files: asset lists, CODEOWNERS, teams, labels
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    AssetLists(asset_lists::Options),
    Codeowners(codeowners::Options),
    Teams(teams::Options),
    Labels(labels::Options),
}

/// Does it.
pub(super) fn run(command: &Command) -> Result<Outcome, Failure> {
    match command {
        Command::AssetLists(options) => asset_lists::run(options),
        Command::Codeowners(options) => codeowners::run(options),
        Command::Teams(options) => teams::run(options),
        Command::Labels(options) => labels::run(options),
    }
}

/// All that is known, if all of it can be read.
fn complete<'a>(sources: &Sources, foundations: &'a Foundations) -> Result<Vec<(&'a Foundation, Known)>, Failure> {
    let all = sources.known(foundations)?.into_iter();
    all.map(|(foundation, known)| Ok((foundation, readable(known)?))).collect()
}

/// The same of foundations with charters alone: only these call for teams.
fn with_teams<'a>(sources: &Sources, foundations: &'a Foundations) -> Result<Vec<(&'a Foundation, Known)>, Failure> {
    let mut all = complete(sources, foundations)?;
    all.retain(|(foundation, _)| foundation.policy.governing.has_charters());
    if all.is_empty() {
        let names: Vec<_> = foundations.iter().map(|foundation| foundation.policy.foundation.as_str()).collect();
        return Err(Failure::NoTeams { foundations: names.join(", ") });
    }
    Ok(all)
}

/// What is known, if every charter can be read: what half of them say would take away from the others.
fn readable(known: Known) -> Result<Known, Failure> {
    if known.is_index {
        return Err(Failure::IndexAlone);
    }
    if !known.warnings.is_empty() {
        return Err(Failure::BrokenCharters(known.warnings.join("\n")));
    }
    known.warn();
    Ok(known)
}
