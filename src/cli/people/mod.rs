//! What an operator says of people: who is away, who is back, and how many reviews somebody takes.
//!
//! It is written where `/wg away` writes it, also while `serve` runs, which takes it into account with its next decision.

pub(super) mod away;
pub(super) mod back;
pub(super) mod capacity;

use std::path::PathBuf;

use crate::domain::types::ids::{InvalidName, Login, RepoName};
use crate::policies::{Foundation, Foundations};
use crate::store::Store;

use super::database::Database;
use super::error::Failure;

/// Of which foundation, and where its memory is.
#[derive(Debug, clap::Args)]
struct Place {
    #[command(flatten)]
    database: Database,
    /// A folder with policies; the built-in ones if left out
    #[arg(long, env = "WG_STEWARD_POLICIES", hide_env_values = true, value_name = "DIR")]
    policies: Option<PathBuf>,
    /// The governing repository, where there are policies of several foundations
    #[arg(long, value_name = "OWNER/NAME")]
    repository: Option<RepoName>,
}

impl Place {
    fn foundations(&self) -> Result<Foundations, Failure> {
        Ok(Foundations::load_bare(self.policies.as_deref())?)
    }

    /// The foundation that is named, if one is.
    fn named<'f>(&self, foundations: &'f Foundations) -> Result<Option<&'f Foundation>, Failure> {
        let Some(repository) = &self.repository else { return Ok(foundations.only()) };
        let mut all = foundations.iter();
        let named = all.find(|foundation| foundation.policy.governing.repository == *repository);
        named.map(Some).ok_or_else(|| Failure::governs_nothing(repository, foundations))
    }

    /// Writes of one foundation, if the database is that of a process that serves it; gives the foundation's name.
    fn write(&self, work: impl AsyncFnOnce(&Store, &RepoName) -> Result<(), Failure>) -> Result<String, Failure> {
        let foundations = self.foundations()?;
        let foundation = self.named(&foundations)?.ok_or(Failure::WhichRepository)?;
        let governing = &foundation.policy.governing.repository;
        self.database.with_store(async |store| {
            if store.tree_state(governing).await?.is_none() {
                return Err(Failure::NotServed { governing: governing.to_string() });
            }
            work(store, governing).await
        })?;
        Ok(foundation.policy.foundation.clone())
    }
}

/// A login, with `@` or without.
fn login(text: &str) -> Result<Login, InvalidName> {
    text.strip_prefix('@').unwrap_or(text).parse()
}
