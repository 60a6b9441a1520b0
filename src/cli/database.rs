//! The database of a running `serve`, for commands beside it.

use secrecy::SecretString;

use crate::clock::Clock;
use crate::store::{Store, StoreConfig};

use super::failure::Failure;
use super::serve::runtime;

/// Where it is.
#[derive(Debug, clap::Args)]
pub(super) struct Database {
    /// Database that `serve` works with
    #[arg(long, env = "WG_STEWARD_DATABASE_URL", hide_env_values = true, default_value = "sqlite:wg-steward.sqlite")]
    database_url: SecretString,
}

impl Database {
    /// Does something with it as it is; `serve` may work with it meanwhile.
    pub(super) fn with_store<T>(&self, work: impl AsyncFnOnce(&Store) -> Result<T, Failure>) -> Result<T, Failure> {
        let config = StoreConfig { url: self.database_url.clone(), clock: Clock::system() };
        runtime()?.block_on(async {
            let store = Store::join(&config).await?;
            let done = work(&store).await;
            store.close().await;
            done
        })
    }
}
