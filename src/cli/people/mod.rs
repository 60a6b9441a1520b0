//! Settings of users made by an operator: absences and the maximum of reviews.
//!
//! They are stored in the same place as those of `/wg away`. `serve` may be running and uses them in its next decision.

pub(super) mod away;
pub(super) mod back;
pub(super) mod capacity;

use std::path::PathBuf;

use crate::domain::types::ids::{InvalidName, Login, RepoName};
use crate::policies::{Foundation, Foundations};
use crate::store::Store;

use super::database::Database;
use super::error::Failure;

/// The foundation and its database.
#[derive(Debug, clap::Args)]
struct Place {
    #[command(flatten)]
    database: Database,
    /// A folder with policies; by default the built-in ones
    #[arg(long, env = "WG_STEWARD_POLICIES", hide_env_values = true, value_name = "DIR")]
    policies: Option<PathBuf>,
    /// The governing repository, if there are policies of several foundations
    #[arg(long, value_name = "OWNER/NAME")]
    repository: Option<RepoName>,
}

impl Place {
    fn foundations(&self) -> Result<Foundations, Failure> {
        Ok(Foundations::load_bare(self.policies.as_deref())?)
    }

    /// The named foundation, if there is one.
    fn named<'f>(&self, foundations: &'f Foundations) -> Result<Option<&'f Foundation>, Failure> {
        let Some(repository) = &self.repository else { return Ok(foundations.only()) };
        let mut all = foundations.iter();
        let named = all.find(|foundation| foundation.policy.governing.repository == *repository);
        named.map(Some).ok_or_else(|| Failure::governs_nothing(repository, foundations))
    }

    /// Changes the data of a foundation, if the database belongs to a process that serves it; returns the foundation's
    /// name.
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

/// A login, with or without `@`.
fn login(text: &str) -> Result<Login, InvalidName> {
    text.strip_prefix('@').unwrap_or(text).parse()
}
