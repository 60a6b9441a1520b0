//! `wg-steward export teams`: the GitHub teams that the charters define.

use crate::cli::error::Failure;
use crate::cli::sources::Sources;
use crate::cli::{Outcome, output};
use crate::domain::governance::ownership::teams;
use crate::domain::render::json;

const EXAMPLES: &str = "\
Examples:
  wg-steward export teams > teams.json
  wg-steward export teams --root ../community | jq -r '.teams[] | select(.access == \"write\") | .slug'";

/// Prints all GitHub teams of RFC-0014 as JSON: members, privileges, repositories
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    sources: Sources,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Failure> {
    let foundations = options.sources.foundations()?;
    let all = super::with_teams(&options.sources, &foundations)?;
    let mut made = Vec::new();
    for (foundation, known) in &all {
        let governing = &foundation.policy.governing;
        made.extend(known.ownership.groups().flat_map(|(_, group)| teams::of_group(group, governing)));
        made.extend(teams::of_leads(&known.ownership, governing));
    }
    output::print(&json::teams(&made))?;
    Ok(Outcome::Fine)
}
