//! Options that are the same for all commands: the sources of policies and ownership, and the output format.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::policies::{Foundation, Foundations};

use super::error::Failure;
use super::ownership_source::Known;

/// The sources of policies and charters.
#[derive(Debug, clap::Args)]
pub(super) struct Sources {
    /// A checkout of the governing repository with its charters; by default the available asset lists
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// A folder with policies; by default the built-in ones
    #[arg(long, env = "WG_STEWARD_POLICIES", hide_env_values = true, value_name = "DIR")]
    policies: Option<PathBuf>,
}

/// The options of a query: sources and output format.
#[derive(Debug, clap::Args)]
pub(super) struct Asking {
    #[command(flatten)]
    pub(super) sources: Sources,
    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
}

/// The output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    #[value(alias = "human")]
    Text,
    /// For programs: new keys may be added, none is removed
    Json,
}

impl Sources {
    /// The policies.
    pub(super) fn foundations(&self) -> Result<Foundations, Failure> {
        Ok(Foundations::load(self.policies.as_deref())?)
    }

    /// The policies without asset lists: for a command that writes them.
    pub(super) fn bare_foundations(&self) -> Result<Foundations, Failure> {
        Ok(Foundations::load_bare(self.policies.as_deref())?)
    }

    /// The checkout, if one is given.
    pub(super) fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// Every foundation with known ownership; an error if there is none.
    pub(super) fn known<'a>(&self, foundations: &'a Foundations) -> Result<Vec<(&'a Foundation, Known)>, Failure> {
        let mut all = Vec::new();
        let mut failure = None;
        for foundation in foundations.iter() {
            match Known::of(self.root(), foundation) {
                Ok(known) => all.push((foundation, known)),
                Err(found @ (Failure::NoCharters { .. } | Failure::NoAssetLists { .. })) => {
                    _ = failure.get_or_insert(found)
                }
                Err(found) => return Err(found),
            }
        }
        match failure {
            Some(failure) if all.is_empty() => Err(failure),
            _ => Ok(all),
        }
    }
}
