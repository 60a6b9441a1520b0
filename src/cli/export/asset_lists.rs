//! `wg-steward export asset-lists`: ownership as a dated file.

use clap::ArgGroup;

use crate::cli::error::Failure;
use crate::cli::ownership_source::Known;
use crate::cli::sources::Sources;
use crate::cli::{Outcome, output};
use crate::domain::governance::ownership::asset_lists;
use crate::domain::types::ids::RepoName;
use crate::domain::types::time::Day;
use crate::policies::{Foundation, Foundations};

const EXAMPLES: &str = "\
Example:
  wg-steward export asset-lists --root ../community --as-of 2026-08-05 \\
    --source cloudfoundry/community@c6dc72c30273312b14865cc4d7723a33eab5efe7 > policies/cloudfoundry/assets.yml";

/// Prints the asset lists of all charters as a dated file, for use without a network
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, group = ArgGroup::new("charters").required(true).args(["root"]))]
pub(in crate::cli) struct Options {
    /// The date of the charters
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Day,
    /// The source: the governing repository and the commit
    #[arg(long, value_name = "OWNER/NAME@COMMIT")]
    source: String,
    #[command(flatten)]
    sources: Sources,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Failure> {
    let Options { sources, as_of, source } = options;
    // The shell may already have emptied the file that this command writes.
    let foundations = sources.bare_foundations()?;
    let Some(foundation) = governed_by(source, &foundations) else {
        return Err(Failure::UnknownSource(source.clone()));
    };
    let known = super::readable(Known::of(sources.root(), foundation)?)?;
    output::print(&asset_lists::write(&known.ownership, *as_of, source))?;
    Ok(Outcome::Fine)
}

fn governed_by<'a>(source: &str, foundations: &'a Foundations) -> Option<&'a Foundation> {
    let (repository, commit) = source.split_once('@')?;
    let repository: RepoName = repository.parse().ok()?;
    let named = |foundation: &&Foundation| foundation.policy.governing.repository == repository;
    foundations.iter().find(named).filter(|_| !commit.is_empty())
}
