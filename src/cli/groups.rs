//! `wg-steward groups`: all groups, or the details of one.

use crate::domain::governance::ownership::lookup;
use crate::domain::render::{json, terminal};
use crate::policies::Foundation;

use super::error::Failure;
use super::ownership_source::Known;
use super::sources::{Asking, Format};
use super::{Outcome, output};

const EXAMPLES: &str = "\
Examples:
  wg-steward groups
  wg-steward groups docs
  wg-steward groups \"App Runtime Platform\" --format json

Exit codes: 0 fine, 2 no such group, wrong use or input that can't be read.";

/// Lists the groups, or shows the details of one: leads, areas, repositories, teams
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// A group: its id, name, team, label or initials, in any spelling; by default all groups
    #[arg(value_name = "GROUP")]
    group: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

/// Runs the command.
pub(super) fn run(options: &Options) -> Result<Outcome, Failure> {
    let Asking { sources, format } = &options.asking;
    let foundations = sources.foundations()?;
    let all = sources.known(&foundations)?;
    all.iter().for_each(|(_, known)| known.warn());
    let groups = match &options.group {
        Some(word) => vec![find(word, &all)?],
        None => all.iter().flat_map(views).collect(),
    };
    let notes: Vec<_> = all.iter().map(|(_, known)| known.origin.clone()).collect();
    let paint = output::paint();
    match (format, groups.as_slice()) {
        (Format::Text, [group]) if options.group.is_some() => {
            output::print(&(group.text(paint) + &terminal::notes(&notes, paint)))?;
        }
        (Format::Text, groups) => output::print(&(terminal::groups(groups, paint) + &terminal::notes(&notes, paint)))?,
        (Format::Json, groups) => {
            notes.iter().for_each(|note| output::mention("note", note));
            output::print(&json::groups(groups.iter().map(|view| (view.group, view.ownership, view.policy))))?;
        }
    }
    Ok(Outcome::Fine)
}

fn views<'a>((foundation, known): &'a (&Foundation, Known)) -> impl Iterator<Item = terminal::GroupView<'a>> {
    let (policy, ownership) = (&foundation.policy, &known.ownership);
    ownership.groups().map(move |(_, group)| terminal::GroupView { group, ownership, policy })
}

/// The group of that name in the first foundation that has one.
fn find<'a>(word: &str, all: &'a [(&Foundation, Known)]) -> Result<terminal::GroupView<'a>, Failure> {
    let mut similar = Vec::new();
    for (foundation, known) in all {
        let (policy, ownership) = (&foundation.policy, &known.ownership);
        match lookup::group(ownership, word) {
            Ok(group) => return Ok(terminal::GroupView { group, ownership, policy }),
            Err(near) => similar.extend(near.into_iter().map(|group| group.id.to_string())),
        }
    }
    Err(Failure::NoSuchGroup {
        word: word.to_owned(),
        similar: Failure::meant(&similar, "`wg-steward groups` lists them"),
    })
}
