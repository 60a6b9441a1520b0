//! `wg-steward export labels`: the labels of all groups.

use std::collections::BTreeMap;

use crate::cli::error::Failure;
use crate::cli::sources::{Format, Sources};
use crate::cli::{Outcome, output};
use crate::domain::render::{json, terminal};

const EXAMPLES: &str = "\
Examples:
  wg-steward export labels --format text
  wg-steward export labels | jq -c '.[]' | while read -r label; do
    gh api repos/OWNER/NAME/labels --input - <<< \"$label\"
  done";

/// Prints the labels of all groups, in the format of GitHub's API
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    sources: Sources,
    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Failure> {
    let foundations = options.sources.foundations()?;
    let all = super::complete(&options.sources, &foundations)?;
    // GitHub has no two labels that differ only in case.
    let mut labels = BTreeMap::new();
    for (foundation, known) in &all {
        for (id, group) in known.ownership.groups() {
            let label = foundation.policy.labels.of(id, &group.name);
            labels.entry(label.name.to_lowercase()).or_insert(label);
        }
        // A pull request with more groups than its maximum of labels gets this one.
        if known.ownership.groups().count() > foundation.policy.labels.at_most {
            let many = foundation.policy.labels.many();
            labels.entry(many.name.to_lowercase()).or_insert(many);
        }
    }
    let labels: Vec<_> = labels.into_values().collect();
    output::print(&match options.format {
        Format::Text => terminal::labels(&labels, output::paint()),
        Format::Json => json::labels(&labels),
    })?;
    Ok(Outcome::Fine)
}
