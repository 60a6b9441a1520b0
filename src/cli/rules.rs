//! `wg-steward rules`: all rules, or the details of some.

use std::path::PathBuf;

use crate::domain::diagnostics::finding::Rule;
use crate::domain::render::rules::{FamilyView, RuleView, unknown};
use crate::domain::render::{json, terminal};
use crate::domain::rules::similar;
use crate::policies::Foundations;

use super::error::Failure;
use super::sources::Format;
use super::{Outcome, output};

const EXAMPLES: &str = "\
Examples:
  wg-steward rules
  wg-steward rules Y3
  wg-steward rules y3 r2 --format json

Exit codes: 0 fine, 2 no such rule, wrong use or input that can't be read.";

/// Lists the rules for charters and the index, or shows the details of some: reason, fix, examples, sources
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// Rules by their ids, in any case; by default all
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// A folder with policies, which may set other severities; by default the built-in ones
    #[arg(long, env = "WG_STEWARD_POLICIES", hide_env_values = true, value_name = "DIR")]
    policies: Option<PathBuf>,
    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Runs the command.
pub(super) fn run(options: &Options) -> Result<Outcome, Failure> {
    let asked = options.ids.iter().map(|id| find(id)).collect::<Result<Vec<_>, _>>()?;
    let foundations = Foundations::load(options.policies.as_deref())?;
    let policies = foundations.iter().map(|foundation| &foundation.policy);
    let policies: Vec<_> = policies.collect();
    let paint = output::paint();
    let of =
        |rules: &[Rule]| -> Vec<_> { rules.iter().map(|rule| RuleView::of(*rule, policies.iter().copied())).collect() };
    let answer = match (options.format, asked.as_slice()) {
        (Format::Json, []) => json::rules(of(Rule::ALL).iter()),
        (Format::Json, asked) => json::rules(of(asked).iter()),
        (Format::Text, []) => terminal::rules(&FamilyView::all(policies.iter().copied()), paint),
        (Format::Text, asked) => {
            let pages: Vec<_> = of(asked).iter().map(|view| terminal::rule(view, paint)).collect();
            pages.join("\n")
        }
    };
    output::print(&answer)?;
    Ok(Outcome::Fine)
}

fn find(id: &str) -> Result<Rule, Failure> {
    id.parse().map_err(|_| {
        let similar: Vec<_> = similar(id).into_iter().map(|rule| rule.id().to_owned()).collect();
        let similar = Failure::meant(&similar, "`wg-steward rules` lists them");
        Failure::NoSuchRule { unknown: unknown(id), similar }
    })
}
