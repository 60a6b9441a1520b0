//! `wg-steward export`: ownership as files in our formats and in GitHub's. The same input gives the same bytes.

mod asset_lists;
mod codeowners;
mod labels;
mod teams;

use crate::policies::{Foundation, Foundations};

use super::Outcome;
use super::error::Failure;
use super::ownership_source::Known;
use super::sources::Sources;

/// Exports ownership as files: asset lists, CODEOWNERS, teams, labels
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    AssetLists(asset_lists::Options),
    Codeowners(codeowners::Options),
    Teams(teams::Options),
    Labels(labels::Options),
}

/// Runs the command.
pub(super) fn run(command: &Command) -> Result<Outcome, Failure> {
    match command {
        Command::AssetLists(options) => asset_lists::run(options),
        Command::Codeowners(options) => codeowners::run(options),
        Command::Teams(options) => teams::run(options),
        Command::Labels(options) => labels::run(options),
    }
}

/// Ownership of all foundations, if all of it can be read.
fn complete<'a>(sources: &Sources, foundations: &'a Foundations) -> Result<Vec<(&'a Foundation, Known)>, Failure> {
    let all = sources.known(foundations)?.into_iter();
    all.map(|(foundation, known)| Ok((foundation, readable(known)?))).collect()
}

/// The same for foundations with charters only: teams come from charters.
fn with_teams<'a>(sources: &Sources, foundations: &'a Foundations) -> Result<Vec<(&'a Foundation, Known)>, Failure> {
    let mut all = complete(sources, foundations)?;
    all.retain(|(foundation, _)| foundation.policy.governing.has_charters());
    if all.is_empty() {
        let names: Vec<_> = foundations.iter().map(|foundation| foundation.policy.foundation.as_str()).collect();
        return Err(Failure::NoTeams { foundations: names.join(", ") });
    }
    Ok(all)
}

/// Fails if a charter can't be read: an export without it would take repositories from their owners.
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
