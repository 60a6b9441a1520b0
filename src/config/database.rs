//! Where the database is.

use clap::Args;
use secrecy::{ExposeSecret, SecretString};

use super::vcap_services::Bound;
use super::{ConfigError, present, yes_or_no};

/// Where nobody says otherwise.
const DEFAULT: &str = "sqlite:wg-steward.sqlite";

/// The database, for `serve` and for commands beside it.
#[derive(Debug, Clone, Args)]
pub struct DatabaseArgs {
    /// Database that deliveries, jobs and memory are kept in: a file, or the address of a PostgreSQL server [default: a bound
    /// PostgreSQL service of Cloud Foundry, or sqlite:wg-steward.sqlite]
    #[arg(long, alias = "database", env = "WG_STEWARD_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<SecretString>,
    /// Use a PostgreSQL server on another machine also where its certificate is not verified
    #[arg(long, env = "WG_STEWARD_DATABASE_UNVERIFIED", num_args = 0..=1, default_missing_value = "true")]
    pub database_unverified: Option<String>,
}

impl DatabaseArgs {
    /// Its address. `bound` is the content of `VCAP_SERVICES`.
    ///
    /// # Errors
    /// The variable can't be read, or several databases are bound and nobody says which one is meant.
    pub fn settle(self, bound: Option<&str>) -> Result<SecretString, ConfigError> {
        self.complete(bound.map(Bound::read).transpose()?.unwrap_or_default().databases)
    }

    /// Whether a server on another machine need not show who it is.
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

/// A path is a file of SQLite: `data/steward.db` is `sqlite:data/steward.db`. What has a scheme, or signs that stand in the
/// address of a server, is left as it is.
fn with_scheme(url: SecretString) -> SecretString {
    let text = url.expose_secret().trim();
    let is_path = !text.contains([':', '@', '=', '?', '#']);
    if is_path { format!("sqlite:{}", text.replace('%', "%25")).into() } else { text.to_owned().into() }
}
