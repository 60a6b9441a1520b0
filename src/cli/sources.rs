//! Where a command gets its knowledge from, and how it answers: options that mean the same everywhere.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::policies::{Foundation, Foundations};

use super::error::Failure;
use super::ownership_source::Known;

/// Where policies and charters are.
#[derive(Debug, clap::Args)]
pub(super) struct Sources {
    /// A checkout of the governing repository, to read the charters from; if left out, the asset lists at hand
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// A folder with policies; the built-in ones if left out
    #[arg(long, env = "WG_STEWARD_POLICIES", hide_env_values = true, value_name = "DIR")]
    policies: Option<PathBuf>,
}

/// A question: where knowledge comes from, and how the answer is written.
#[derive(Debug, clap::Args)]
pub(super) struct Asking {
    #[command(flatten)]
    pub(super) sources: Sources,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    #[value(alias = "human")]
    Text,
    /// For programs: keys may come, none goes
    Json,
}

impl Sources {
    /// The policies.
    pub(super) fn foundations(&self) -> Result<Foundations, Failure> {
        Ok(Foundations::load(self.policies.as_deref())?)
    }

    /// The policies without asset lists: for a command that writes these.
    pub(super) fn bare_foundations(&self) -> Result<Foundations, Failure> {
        Ok(Foundations::load_bare(self.policies.as_deref())?)
    }

    /// The checkout, if one is named.
    pub(super) fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// Every foundation of which something is known; why not, if that is none.
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
