//! Where the database is.

use clap::Args;
use secrecy::SecretString;

use super::bound::Bound;
use super::{ConfigError, present};

/// Where nobody says otherwise.
const DEFAULT: &str = "sqlite:wg-steward.sqlite";

/// The database, for `serve` and for commands beside it.
#[derive(Debug, Clone, Args)]
pub struct DatabaseArgs {
    /// Database that deliveries, jobs and memory are kept in [default: a bound PostgreSQL service of Cloud Foundry, or
    /// sqlite:wg-steward.sqlite]
    #[arg(long, env = "WG_STEWARD_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<SecretString>,
}

impl DatabaseArgs {
    /// Its address. `bound` is the content of `VCAP_SERVICES`.
    ///
    /// # Errors
    /// The variable can't be read, or several databases are bound and nobody says which one is meant.
    pub fn settle(self, bound: Option<&str>) -> Result<SecretString, ConfigError> {
        self.complete(bound.map(Bound::read).transpose()?.unwrap_or_default().databases)
    }

    pub(super) fn complete(self, mut bound: Vec<SecretString>) -> Result<SecretString, ConfigError> {
        match present(self.database_url) {
            Some(url) => Ok(url),
            None if bound.len() > 1 => Err(ConfigError::SeveralDatabases),
            None => Ok(bound.pop().unwrap_or_else(|| DEFAULT.to_owned().into())),
        }
    }
}
