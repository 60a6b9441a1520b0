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

/// Which app, by which key, on which GitHub.
#[derive(Debug, Clone, Args)]
pub struct AppArgs {
    /// Number of the GitHub App
    #[arg(long, env = "WG_STEWARD_APP_ID")]
    pub app_id: Option<String>,
    /// Private key of the GitHub App, in PEM form (line breaks may be written as \n)
    #[arg(long, env = "WG_STEWARD_PRIVATE_KEY", hide_env_values = true)]
    pub private_key: Option<SecretString>,
    /// File with the private key of the GitHub App, if the key itself is not given
    #[arg(long, env = "WG_STEWARD_PRIVATE_KEY_FILE")]
    pub private_key_file: Option<String>,
    /// Root of GitHub's API; for GitHub Enterprise `https://HOST/api/v3`
    #[arg(long, env = "WG_STEWARD_GITHUB_API_URL", default_value = "https://api.github.com")]
    pub github_api_url: String,
}

/// What it takes to speak as the app: complete.
pub struct AppSettings {
    /// Number of the GitHub App.
    pub app_id: u64,
    /// Its private key.
    pub private_key: SecretString,
    /// Root of GitHub's API.
    pub github_api_url: String,
}

/// What `serve` is told. Every flag has its environment variable; secrets are best given by the environment.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// Which app.
    #[command(flatten)]
    pub app: AppArgs,
    /// Secret that GitHub signs webhooks with
    #[arg(long, env = "WG_STEWARD_WEBHOOK_SECRET", hide_env_values = true)]
    pub webhook_secret: Option<SecretString>,
    /// Secret that was used before, while it is being replaced
    #[arg(long, env = "WG_STEWARD_WEBHOOK_SECRET_PREVIOUS", hide_env_values = true)]
    pub webhook_secret_previous: Option<SecretString>,
    /// Where the database is.
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// How long what is kept of people is kept.
    #[command(flatten)]
    pub retention: RetentionArgs,
    /// Folder with policies, one folder for each foundation [default: the embedded ones]
    #[arg(long, env = "WG_STEWARD_POLICIES")]
    pub policies: Option<String>,
    /// Address to listen on [default: 0.0.0.0:8080]
    #[arg(long, env = "WG_STEWARD_LISTEN")]
    pub listen: Option<String>,
    /// Address for operators alone: metrics, and what is wrong; port 0 is any free one [default: 127.0.0.1:8081]
    #[arg(long, env = "WG_STEWARD_ADMIN_LISTEN")]
    pub admin_listen: Option<String>,
    /// Port to listen on, on all addresses; set by platforms such as Cloud Foundry, wins over --listen
    #[arg(long, env = "PORT")]
    pub port: Option<String>,
    /// Where GitHub reaches this server: `https://steward.example`; the log says where it should send its webhooks
    #[arg(long, env = "WG_STEWARD_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Decide and log, but write nothing to GitHub
    #[arg(long, env = "WG_STEWARD_DRY_RUN", num_args = 0..=1, default_missing_value = "true")]
    pub dry_run: Option<String>,
    /// How many targets are worked on at once; 0 takes webhooks in and leaves the work for later
    #[arg(long, env = "WG_STEWARD_WORKERS", default_value_t = WORKERS)]
    pub workers: u16,
    /// Seconds without a sign of life after which another process takes over what a dead one was working on
    #[arg(long, env = "WG_STEWARD_TAKEOVER_AFTER", default_value_t = TAKEOVER_AFTER,
        value_parser = clap::value_parser!(u16).range(1..=600))]
    pub takeover_after: u16,
    /// How many writes GitHub sees of one installation in any minute; 0 for as many as come
    #[arg(long, env = "WG_STEWARD_WRITES_PER_MINUTE", default_value_t = WRITES_PER_MINUTE)]
    pub writes_per_minute: u32,
    /// Further limits.
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// Most of a run is waiting for GitHub.
pub const WORKERS: u16 = 8;
/// Long enough for a disk that hangs for a while.
pub const TAKEOVER_AFTER: u16 = 20;
/// What GitHub grants for things that make content.
const WRITES_PER_MINUTE: u32 = 80;

/// What `serve` runs with: complete and checked.
#[derive(Clone)]
pub struct Settings {
    /// Number of the GitHub App.
    pub app_id: u64,
    /// Its private key.
    pub private_key: SecretString,
    /// The present secret of webhooks and, during a rotation, the previous one.
    pub webhook_secrets: Vec<SecretString>,
    /// The database.
    pub database_url: SecretString,
    /// Whether a database server off this machine need not show who it is.
    pub database_unverified: bool,
    /// How long what is kept of people is kept.
    pub retention: Retention,
    /// Root of GitHub's API.
    pub github_api_url: String,
    /// Folder with policies; `None` for the embedded ones.
    pub policies: Option<PathBuf>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where to listen for operators.
    pub admin_listen: SocketAddr,
    /// Where this server is reached from outside.
    pub public_url: Option<String>,
    /// Whether nothing is written to GitHub.
    pub dry_run: bool,
    /// How many targets are worked on at once.
    pub workers: u16,
    /// After how many seconds without a sign of life a process is taken for dead.
    pub takeover_after: u16,
    /// How many writes one installation makes in any minute; `None`: as many as come.
    pub writes_per_minute: Option<NonZeroU32>,
    /// Further limits.
    pub limits: Limits,
    /// Whether webhooks that did not reach us are looked for, and open pull requests swept. The demo does without.
    pub reconcile: bool,
}

/// A setting that is missing or can't be used, with the way out.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Nobody said it.
    #[error("{what} is missing: set `{variable}` or give `{flag}`")]
    Missing {
        /// In words.
        what: &'static str,
        /// The environment variable.
        variable: &'static str,
        /// The flag.
        flag: &'static str,
    },
    /// It can't be read as what it is to be.
    #[error("`{variable}` is `{text}`: it has to be {wanted}")]
    Wrong {
        /// The environment variable; the flag is called alike.
        variable: &'static str,
        /// What it is. No secret comes here.
        text: String,
        /// What it has to be.
        wanted: &'static str,
    },
    /// The key's file can't be read.
    #[error("the private key `{path}` can't be read: see that the file is there and may be read by this user")]
    KeyFile {
        /// Its path.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// Cloud Foundry's variable is not what it should be.
    #[error("`VCAP_SERVICES` can't be read: {why}")]
    BoundServices {
        /// Why not, without its content.
        why: String,
    },
    /// More than one may be meant.
    #[error(
        "several PostgreSQL services are bound: say in `WG_STEWARD_DATABASE_URL` which one is meant, or unbind the others"
    )]
    SeveralDatabases,
}

impl ServeArgs {
    /// Completes the arguments with a bound service and checks them. `bound` is the content of `VCAP_SERVICES`.
    ///
    /// # Errors
    /// Something is missing or can't be read.
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
    /// Something is missing or can't be read.
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

/// A variable that is set to nothing is not set.
fn written(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn read<T: FromStr>(variable: &'static str, text: &str, wanted: &'static str) -> Result<T, ConfigError> {
    text.parse().map_err(|_| ConfigError::Wrong { variable, text: text.to_owned(), wanted })
}

/// **Invariant:** a word that is neither yes nor no starts nothing: a dry run must never become a real one by a typo.
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
    /// Where people see the GitHub whose API this is: `https://github.com`, or the Enterprise server itself.
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

/// An empty secret is none: whoever knows that it is empty could sign with it.
fn present(secret: Option<SecretString>) -> Option<SecretString> {
    secret.filter(|secret| !secret.expose_secret().trim().is_empty())
}

#[cfg(test)]
mod tests;
