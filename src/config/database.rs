//! The address of the database.

use clap::Args;
use secrecy::{ExposeSecret, SecretString};

use super::vcap_services::Bound;
use super::{ConfigError, present, yes_or_no};

/// The default address.
const DEFAULT: &str = "sqlite:wg-steward.sqlite";

/// The database, for `serve` and other commands.
#[derive(Debug, Clone, Args)]
pub struct DatabaseArgs {
    /// Database for deliveries, jobs and memory: a file, or the address of a PostgreSQL server [default: a bound
    /// PostgreSQL service of Cloud Foundry, or sqlite:wg-steward.sqlite]
    #[arg(long, alias = "database", env = "WG_STEWARD_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<SecretString>,
    /// Allow a PostgreSQL server on another machine without verifying its certificate
    #[arg(long, env = "WG_STEWARD_DATABASE_UNVERIFIED", num_args = 0..=1, default_missing_value = "true")]
    pub database_unverified: Option<String>,
}

impl DatabaseArgs {
    /// The address. `bound` is the content of `VCAP_SERVICES`.
    ///
    /// # Errors
    /// The variable can't be read, or several databases are bound and none is chosen.
    pub fn settle(self, bound: Option<&str>) -> Result<SecretString, ConfigError> {
        self.complete(bound.map(Bound::read).transpose()?.unwrap_or_default().databases)
    }

    /// Whether the identity of a server on another machine need not be verified.
    ///
    /// # Errors
    /// The setting is neither yes nor no.
    pub fn is_unverified(&self) -> Result<bool, ConfigError> {
        yes_or_no("WG_STEWARD_DATABASE_UNVERIFIED", self.database_unverified.clone())
    }

    pub(super) fn complete(self, mut bound: Vec<SecretString>) -> Result<SecretString, ConfigError> {
        match present(self.database_url) {
            Some(url) => Ok(with_scheme(url)),
            None if bound.len() > 1 => Err(ConfigError::SeveralDatabases),
            None => Ok(bound.pop().unwrap_or_else(|| DEFAULT.to_owned().into())),
        }
    }
}

/// Adds the scheme of SQLite to a path: `data/steward.db` is `sqlite:data/steward.db`. A text with a scheme, or with
/// characters of a server's address, is unchanged.
fn with_scheme(url: SecretString) -> SecretString {
    let text = url.expose_secret().trim();
    let is_path = !text.contains([':', '@', '=', '?', '#']);
    if is_path { format!("sqlite:{}", text.replace('%', "%25")).into() } else { text.to_owned().into() }
}
