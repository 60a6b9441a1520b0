//! The database of `serve`, for other commands.

use crate::clock::Clock;
use crate::config::DatabaseArgs;
use crate::store::{Store, StoreConfig, verified};

use super::error::Failure;
use super::serve::{bound_services, runtime};

/// The address of the database.
#[derive(Debug, clap::Args)]
pub(super) struct Database {
    #[command(flatten)]
    database: DatabaseArgs,
}

impl Database {
    /// Runs `work` with the existing database; `serve` may use it at the same time.
    pub(super) fn with_store<T>(&self, work: impl AsyncFnOnce(&Store) -> Result<T, Failure>) -> Result<T, Failure> {
        let bound = bound_services();
        let unverified = self.database.is_unverified()?;
        let url = verified(&self.database.clone().settle(bound.as_deref())?, unverified)?;
        let config = StoreConfig { url, clock: Clock::system() };
        runtime()?.block_on(async {
            let store = Store::join(&config).await?;
            let done = work(&store).await;
            store.close().await;
            done
        })
    }
}
