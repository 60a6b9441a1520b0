//! `wg-steward policy check`: validates policies.

use std::path::{Path, PathBuf};

use crate::domain::governance::ownership::mentioned;
use crate::domain::render::terminal;
use crate::folder::Folder;
use crate::policies::{FileFault, Foundations, PoliciesError};

use super::error::Failure;
use super::ownership_source::Known;
use super::{Outcome, output};

/// Checks policies.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Reports all problems in policies, with file, line and column
    Check {
        /// A folder with `<foundation>/policy.yml`, or with `policy.yml` itself; by default the built-in ones
        #[arg(env = "WG_STEWARD_POLICIES", hide_env_values = true, value_name = "DIR")]
        folder: Option<PathBuf>,
        /// A checkout of the governing repository, to look up the groups and areas that a policy names
        #[arg(long, value_name = "DIR")]
        root: Option<PathBuf>,
    },
}

/// Runs the command.
pub(super) fn run(command: &Command) -> Result<Outcome, Failure> {
    let Command::Check { folder, root } = command;
    let foundations = Foundations::load(folder.as_deref())?;
    if let Some(root) = root {
        named(root, &foundations)?;
    }
    let lines = foundations.iter().map(|foundation| {
        let lists = foundation.assets.as_ref();
        terminal::policy(&foundation.policy, lists.map(|lists| (lists.as_of, lists.ownership.repositories().count())))
    });
    output::print(&lines.collect::<String>())?;
    Ok(Outcome::Fine)
}

/// Checks that the groups and areas in the policies exist in the documents of a checkout.
fn named(root: &Path, foundations: &Foundations) -> Result<(), Failure> {
    let tree = Folder::open(root)?;
    let (mut faults, mut is_governed) = (Vec::new(), false);
    for foundation in foundations.iter() {
        let known = Known::in_folder(&tree, foundation)?;
        if known.ownership.groups().next().is_none() {
            continue;
        }
        is_governed = true;
        known.warn();
        let unknown = mentioned::unknown(&foundation.policy, &known.ownership);
        faults.extend(unknown.into_iter().map(|fault| FileFault::of(foundation.file.clone(), fault)));
    }
    match (is_governed, faults.is_empty()) {
        (true, true) => Ok(()),
        (true, false) => Err(PoliciesError { faults }.into()),
        (false, _) => {
            let governing = foundations.iter().map(|foundation| foundation.policy.governing.repository.to_string());
            Err(Failure::NoCharters { root: root.to_owned(), governing: governing.collect::<Vec<_>>().join(" or ") })
        }
    }
}
