//! The configuration of `serve`: flags, then environment, then Cloud Foundry's bound services.

mod database;
mod key;
mod limits;
mod retention;
mod vcap_services;

use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use secrecy::{ExposeSecret, SecretString};

pub use database::DatabaseArgs;
use key::read_key;
pub use limits::{LimitArgs, Limits};
pub use retention::{Retention, RetentionArgs};
use vcap_services::Bound;

/// The app, its key, and its GitHub.
#[derive(Debug, Clone, Args)]
pub struct AppArgs {
    /// Id of the GitHub App
    #[arg(long, env = "WG_STEWARD_APP_ID")]
    pub app_id: Option<String>,
    /// Private key of the GitHub App, in PEM format (line breaks may be written as \n)
    #[arg(long, env = "WG_STEWARD_PRIVATE_KEY", hide_env_values = true)]
    pub private_key: Option<SecretString>,
    /// File with the private key of the GitHub App, if the key itself is not given
    #[arg(long, env = "WG_STEWARD_PRIVATE_KEY_FILE")]
    pub private_key_file: Option<String>,
    /// Root of GitHub's API; for GitHub Enterprise `https://HOST/api/v3`
    #[arg(long, env = "WG_STEWARD_GITHUB_API_URL", default_value = "https://api.github.com")]
    pub github_api_url: String,
}

/// The settings to authenticate as the app, complete.
pub struct AppSettings {
    /// The id of the GitHub App.
    pub app_id: u64,
    /// Its private key.
    pub private_key: SecretString,
    /// Root of GitHub's API.
    pub github_api_url: String,
}

/// The arguments of `serve`. Every flag has an environment variable; pass secrets in the environment.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// The app.
    #[command(flatten)]
    pub app: AppArgs,
    /// Secret of GitHub's webhook signatures
    #[arg(long, env = "WG_STEWARD_WEBHOOK_SECRET", hide_env_values = true)]
    pub webhook_secret: Option<SecretString>,
    /// Previous secret, while it is being rotated
    #[arg(long, env = "WG_STEWARD_WEBHOOK_SECRET_PREVIOUS", hide_env_values = true)]
    pub webhook_secret_previous: Option<SecretString>,
    /// The address of the database.
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// How long data about users is kept.
    #[command(flatten)]
    pub retention: RetentionArgs,
    /// Folder with policies, one folder per foundation [default: the built-in ones]
    #[arg(long, env = "WG_STEWARD_POLICIES")]
    pub policies: Option<String>,
    /// Address to listen on [default: 0.0.0.0:8080]
    #[arg(long, env = "WG_STEWARD_LISTEN")]
    pub listen: Option<String>,
    /// Address for operators only: metrics and problems; port 0 is any free one [default: 127.0.0.1:8081]
    #[arg(long, env = "WG_STEWARD_ADMIN_LISTEN")]
    pub admin_listen: Option<String>,
    /// Port to listen on, on all addresses; set by platforms such as Cloud Foundry, overrides --listen
    #[arg(long, env = "PORT")]
    pub port: Option<String>,
    /// Public address of this server: `https://steward.example`; the log shows the webhook address for GitHub
    #[arg(long, env = "WG_STEWARD_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Decide and log, but write nothing on GitHub
    #[arg(long, env = "WG_STEWARD_DRY_RUN", num_args = 0..=1, default_missing_value = "true")]
    pub dry_run: Option<String>,
    /// Number of jobs that run at once; 0 only receives webhooks and runs no jobs
    #[arg(long, env = "WG_STEWARD_WORKERS", default_value_t = WORKERS)]
    pub workers: u16,
    /// Seconds without a sign of life after which another process takes over the jobs of a dead one
    #[arg(long, env = "WG_STEWARD_TAKEOVER_AFTER", default_value_t = TAKEOVER_AFTER,
        value_parser = clap::value_parser!(u16).range(1..=600))]
    pub takeover_after: u16,
    /// Most writes to GitHub per installation in any minute; 0 for no limit
    #[arg(long, env = "WG_STEWARD_WRITES_PER_MINUTE", default_value_t = WRITES_PER_MINUTE)]
    pub writes_per_minute: u32,
    /// Further limits.
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// A run mostly waits for GitHub.
pub const WORKERS: u16 = 8;
/// Long enough for a disk that hangs for a while.
pub const TAKEOVER_AFTER: u16 = 20;
/// GitHub's limit for content-creating requests.
const WRITES_PER_MINUTE: u32 = 80;

/// The settings of `serve`: complete and checked.
#[derive(Clone)]
pub struct Settings {
    /// The id of the GitHub App.
    pub app_id: u64,
    /// Its private key.
    pub private_key: SecretString,
    /// The current webhook secret and, during a rotation, the previous one.
    pub webhook_secrets: Vec<SecretString>,
    /// The database.
    pub database_url: SecretString,
    /// Whether the identity of a database server on another machine need not be verified.
    pub database_unverified: bool,
    /// How long data about users is kept.
    pub retention: Retention,
    /// Root of GitHub's API.
    pub github_api_url: String,
    /// Folder with policies; `None` for the built-in ones.
    pub policies: Option<PathBuf>,
    /// The address to listen on.
    pub listen: SocketAddr,
    /// The address to listen on for operators.
    pub admin_listen: SocketAddr,
    /// The public address of this server.
    pub public_url: Option<String>,
    /// Whether nothing is written on GitHub.
    pub dry_run: bool,
    /// How many targets are processed at once.
    pub workers: u16,
    /// After how many seconds without an extended lease a process counts as dead.
    pub takeover_after: u16,
    /// Maximum of writes per installation in any minute; `None`: no limit.
    pub writes_per_minute: Option<NonZeroU32>,
    /// Further limits.
    pub limits: Limits,
    /// Whether missed deliveries are recovered and open pull requests swept. The demo does without.
    pub reconcile: bool,
}

/// A missing or invalid setting, with its fix.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It is not set.
    #[error("{what} is missing: set `{variable}` or give `{flag}`")]
    Missing {
        /// The setting, in words.
        what: &'static str,
        /// The environment variable.
        variable: &'static str,
        /// The flag.
        flag: &'static str,
    },
    /// Its value is not valid.
    #[error("`{variable}` is `{text}`: it has to be {wanted}")]
    Wrong {
        /// The environment variable; the flag has the same name.
        variable: &'static str,
        /// The value. Never a secret.
        text: String,
        /// The expected value.
        wanted: &'static str,
    },
    /// The key's file can't be read.
    #[error("the private key `{path}` can't be read: check that the file exists and that this user may read it")]
    KeyFile {
        /// Its path.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// Cloud Foundry's variable is not valid.
    #[error("`VCAP_SERVICES` can't be read: {why}")]
    BoundServices {
        /// The reason, without its content.
        why: String,
    },
    /// Several services match.
    #[error(
        "several PostgreSQL services are bound: set `WG_STEWARD_DATABASE_URL` to the one to use, or unbind the others"
    )]
    SeveralDatabases,
}

impl ServeArgs {
    /// Completes the arguments with a bound service and checks them. `bound` is the content of `VCAP_SERVICES`.
    ///
    /// # Errors
    /// A setting is missing or not valid.
    pub fn settle(self, bound: Option<&str>) -> Result<Settings, ConfigError> {
        let bound = bound.map(Bound::read).transpose()?.unwrap_or_default();
        let (listen, admin_listen) = (self.listen()?, self.admin_listen()?);
        let webhook_secret = present(self.webhook_secret).or(present(bound.webhook_secret));
        let previous = present(self.webhook_secret_previous).or(present(bound.webhook_secret_previous));
        let webhook_secret =
            webhook_secret.ok_or(missing("the webhook secret", "WG_STEWARD_WEBHOOK_SECRET", "--webhook-secret"))?;
        let app = self.app.complete(bound.app_id, bound.private_key)?;
        Ok(Settings {
            app_id: app.app_id,
            private_key: app.private_key,
            webhook_secrets: std::iter::once(webhook_secret).chain(previous).collect(),
            database_unverified: self.database.is_unverified()?,
            database_url: self.database.complete(bound.databases)?,
            retention: self.retention.settle(),
            github_api_url: app.github_api_url,
            policies: written(self.policies).map(PathBuf::from),
            listen,
            admin_listen,
            public_url: written(self.public_url).or(bound.public_url).map(|url| web_address(&url)).transpose()?,
            dry_run: yes_or_no("WG_STEWARD_DRY_RUN", self.dry_run)?,
            workers: self.workers,
            takeover_after: self.takeover_after,
            writes_per_minute: NonZeroU32::new(self.writes_per_minute),
            limits: self.limits.into(),
            reconcile: true,
        })
    }

    fn listen(&self) -> Result<SocketAddr, ConfigError> {
        if let Some(port) = written(self.port.clone()) {
            return Ok(SocketAddr::from(([0, 0, 0, 0], read("PORT", &port, "a number up to 65535")?)));
        }
        let address = written(self.listen.clone()).unwrap_or_else(|| "0.0.0.0:8080".to_owned());
        read("WG_STEWARD_LISTEN", &address, "an address with a port, such as `127.0.0.1:8080`")
    }

    fn admin_listen(&self) -> Result<SocketAddr, ConfigError> {
        let address = written(self.admin_listen.clone()).unwrap_or_else(|| "127.0.0.1:8081".to_owned());
        read("WG_STEWARD_ADMIN_LISTEN", &address, "an address with a port, such as `127.0.0.1:8081`")
    }
}

impl AppArgs {
    /// Completes the arguments with a bound service and checks them, as [`ServeArgs::settle`] does.
    ///
    /// # Errors
    /// A setting is missing or not valid.
    pub fn settle(self, bound: Option<&str>) -> Result<AppSettings, ConfigError> {
        let Bound { app_id, private_key, .. } = bound.map(Bound::read).transpose()?.unwrap_or_default();
        self.complete(app_id, private_key)
    }

    fn complete(self, bound_id: Option<u64>, bound_key: Option<SecretString>) -> Result<AppSettings, ConfigError> {
        let key = match present(self.private_key) {
            Some(key) => Some(key),
            None => match written(self.private_key_file) {
                Some(path) => Some(read_key(&PathBuf::from(path))?),
                None => bound_key,
            },
        };
        let app_id = match written(self.app_id) {
            Some(text) => Some(read("WG_STEWARD_APP_ID", &text, "the number that GitHub shows as the App ID")?),
            None => bound_id,
        };
        let no_key = missing("the app's private key", "WG_STEWARD_PRIVATE_KEY_FILE", "--private-key-file");
        Ok(AppSettings {
            app_id: app_id.ok_or(missing("the app's number", "WG_STEWARD_APP_ID", "--app-id"))?,
            private_key: present(key).ok_or(no_key)?,
            github_api_url: self.github_api_url,
        })
    }
}

/// An empty variable counts as not set.
fn written(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn read<T: FromStr>(variable: &'static str, text: &str, wanted: &'static str) -> Result<T, ConfigError> {
    text.parse().map_err(|_| ConfigError::Wrong { variable, text: text.to_owned(), wanted })
}

/// **Invariant:** a value that is neither yes nor no is an error: a typo must not turn a dry run into a live one.
fn yes_or_no(variable: &'static str, text: Option<String>) -> Result<bool, ConfigError> {
    let Some(text) = written(text) else { return Ok(false) };
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" => Ok(false),
        _ => Err(ConfigError::Wrong { variable, text, wanted: "`true` or `false`" }),
    }
}

fn web_address(url: &str) -> Result<String, ConfigError> {
    let wrong = || ConfigError::Wrong {
        variable: "WG_STEWARD_PUBLIC_URL",
        text: url.to_owned(),
        wanted: "an address such as `https://steward.example`",
    };
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    host.filter(|host| !host.is_empty()).map(|_| url.to_owned()).ok_or_else(wrong)
}

impl Settings {
    /// The website of the GitHub with this API: `https://github.com`, or the Enterprise server itself.
    pub fn site(&self) -> String {
        let url = self.github_api_url.trim_end_matches('/');
        match url.strip_suffix("/api/v3") {
            Some(server) => server.to_owned(),
            None => url.replacen("://api.", "://", 1),
        }
    }
}

/// **Invariant:** no secret is shown.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("app_id", &self.app_id)
            .field("github_api_url", &self.github_api_url)
            .field("policies", &self.policies)
            .field("listen", &self.listen)
            .field("admin_listen", &self.admin_listen)
            .field("public_url", &self.public_url)
            .field("dry_run", &self.dry_run)
            .field("workers", &self.workers)
            .field("writes_per_minute", &self.writes_per_minute)
            .finish_non_exhaustive()
    }
}

fn missing(what: &'static str, variable: &'static str, flag: &'static str) -> ConfigError {
    ConfigError::Missing { what, variable, flag }
}

/// An empty secret counts as missing: anyone could sign with it.
fn present(secret: Option<SecretString>) -> Option<SecretString> {
    secret.filter(|secret| !secret.expose_secret().trim().is_empty())
}

#[cfg(test)]
mod tests;
