//! The configuration of `serve`: flags, then environment, then Cloud Foundry's bound services.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

/// What `serve` is told. Every flag has its environment variable; secrets are best given by the environment.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// Number of the GitHub App
    #[arg(long, env = "WG_STEWARD_APP_ID")]
    pub app_id: Option<u64>,
    /// Private key of the GitHub App, in PEM form (line breaks may be written as \n)
    #[arg(long, env = "WG_STEWARD_PRIVATE_KEY", hide_env_values = true, conflicts_with = "private_key_file")]
    pub private_key: Option<SecretString>,
    /// File with the private key of the GitHub App
    #[arg(long, env = "WG_STEWARD_PRIVATE_KEY_FILE")]
    pub private_key_file: Option<PathBuf>,
    /// Secret that GitHub signs webhooks with
    #[arg(long, env = "WG_STEWARD_WEBHOOK_SECRET", hide_env_values = true)]
    pub webhook_secret: Option<SecretString>,
    /// Secret that was used before, while it is being replaced
    #[arg(long, env = "WG_STEWARD_WEBHOOK_SECRET_PREVIOUS", hide_env_values = true)]
    pub webhook_secret_previous: Option<SecretString>,
    /// Database that deliveries, jobs and memory are kept in
    #[arg(long, env = "WG_STEWARD_DATABASE_URL", hide_env_values = true, default_value = "sqlite:wg-steward.sqlite")]
    pub database_url: SecretString,
    /// Root of GitHub's API; for GitHub Enterprise `https://HOST/api/v3`
    #[arg(long, env = "WG_STEWARD_GITHUB_API_URL", default_value = "https://api.github.com")]
    pub github_api_url: String,
    /// Folder with policies, one folder for each foundation [default: the embedded ones]
    #[arg(long, env = "WG_STEWARD_POLICIES")]
    pub policies: Option<PathBuf>,
    /// Address to listen on [default: 0.0.0.0:8080]
    #[arg(long, env = "WG_STEWARD_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// Port to listen on, on all addresses; set by platforms such as Cloud Foundry, wins over --listen
    #[arg(long, env = "PORT")]
    pub port: Option<u16>,
    /// Where people and GitHub reach this server, for links: `https://steward.example`
    #[arg(long, env = "WG_STEWARD_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Decide and log, but write nothing to GitHub
    #[arg(long, env = "WG_STEWARD_DRY_RUN", num_args = 0..=1, default_missing_value = "true", default_value_t = false)]
    pub dry_run: bool,
    /// How many targets are worked on at once; 0 takes webhooks in and leaves the work for later
    #[arg(long, env = "WG_STEWARD_WORKERS", default_value_t = WORKERS)]
    pub workers: u16,
}

/// Most of a run is waiting for GitHub.
pub const WORKERS: u16 = 8;

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
    /// Root of GitHub's API.
    pub github_api_url: String,
    /// Folder with policies; `None` for the embedded ones.
    pub policies: Option<PathBuf>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where this server is reached from outside.
    pub public_url: Option<String>,
    /// Whether nothing is written to GitHub.
    pub dry_run: bool,
    /// How many targets are worked on at once.
    pub workers: u16,
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
}

impl ServeArgs {
    /// Completes the arguments with a bound service and checks them. `bound` is the content of `VCAP_SERVICES`.
    ///
    /// # Errors
    /// Something is missing or can't be read.
    pub fn settle(self, bound: Option<&str>) -> Result<Settings, ConfigError> {
        let bound = bound.map(Bound::read).transpose()?.unwrap_or_default();
        let key_file = self.private_key_file.as_ref().filter(|_| self.private_key.is_none());
        let private_key = match key_file {
            Some(path) => Some(read_key(path)?),
            None => self.private_key.or(bound.private_key),
        };
        let app_id = self.app_id.or(bound.app_id);
        let webhook_secret = present(self.webhook_secret).or(present(bound.webhook_secret));
        let previous = present(self.webhook_secret_previous).or(present(bound.webhook_secret_previous));
        let any = SocketAddr::from(([0, 0, 0, 0], 8080));
        let listen = match self.port {
            Some(port) => SocketAddr::from(([0, 0, 0, 0], port)),
            None => self.listen.unwrap_or(any),
        };
        let webhook_secret =
            webhook_secret.ok_or(missing("the webhook secret", "WG_STEWARD_WEBHOOK_SECRET", "--webhook-secret"))?;
        Ok(Settings {
            app_id: app_id.ok_or(missing("the app's number", "WG_STEWARD_APP_ID", "--app-id"))?,
            private_key: present(private_key).ok_or(missing(
                "the app's private key",
                "WG_STEWARD_PRIVATE_KEY_FILE",
                "--private-key-file",
            ))?,
            webhook_secrets: std::iter::once(webhook_secret).chain(previous).collect(),
            database_url: bound.database_url.unwrap_or(self.database_url),
            github_api_url: self.github_api_url,
            policies: self.policies,
            listen,
            public_url: self.public_url.or(bound.public_url),
            dry_run: self.dry_run,
            workers: self.workers,
        })
    }
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
            .field("public_url", &self.public_url)
            .field("dry_run", &self.dry_run)
            .field("workers", &self.workers)
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

fn read_key(path: &PathBuf) -> Result<SecretString, ConfigError> {
    let text = std::fs::read_to_string(path);
    text.map(SecretString::from).map_err(|source| ConfigError::KeyFile { path: path.clone(), source })
}

/// Credentials of a Cloud Foundry service instance that is named or tagged `wg-steward`.
#[derive(Default, Deserialize)]
struct Bound {
    #[serde(default, deserialize_with = "number")]
    app_id: Option<u64>,
    private_key: Option<SecretString>,
    webhook_secret: Option<SecretString>,
    webhook_secret_previous: Option<SecretString>,
    database_url: Option<SecretString>,
    public_url: Option<String>,
}

#[derive(Deserialize)]
struct Service {
    #[serde(default)]
    name: String,
    #[serde(default)]
    tags: Vec<String>,
    credentials: serde_json::Value,
}

impl Bound {
    fn read(text: &str) -> Result<Self, ConfigError> {
        let wrong = |why: serde_json::Error| ConfigError::BoundServices {
            why: format!("line {}, column {}: not what Cloud Foundry documents", why.line(), why.column()),
        };
        let kinds: std::collections::BTreeMap<String, Vec<Service>> = serde_json::from_str(text).map_err(wrong)?;
        let is_ours =
            |service: &Service| service.name == "wg-steward" || service.tags.iter().any(|tag| tag == "wg-steward");
        match kinds.into_values().flatten().find(is_ours) {
            Some(service) => serde_json::from_value(service.credentials).map_err(wrong),
            None => Ok(Self::default()),
        }
    }
}

/// A number, or its digits as a text, as `cf create-user-provided-service` makes them.
fn number<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u64),
        Text(String),
    }
    Ok(match Option::<Written>::deserialize(from)? {
        Some(Written::Number(number)) => Some(number),
        Some(Written::Text(text)) => text.trim().parse().ok(),
        None => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        serve: ServeArgs,
    }

    fn parse(arguments: &[&str]) -> ServeArgs {
        Cli::parse_from(std::iter::once("x").chain(arguments.iter().copied())).serve
    }

    #[test]
    fn what_is_missing_is_said_with_its_variable() {
        let error = parse(&["--app-id", "1", "--private-key", "k"]).settle(None).unwrap_err().to_string();
        assert_eq!(error, "the webhook secret is missing: set `WG_STEWARD_WEBHOOK_SECRET` or give `--webhook-secret`");
        let empty = parse(&["--app-id", "1", "--private-key", "k", "--webhook-secret", " "]).settle(None);
        assert!(empty.is_err(), "an empty secret is none");
    }

    #[test]
    fn a_bound_service_completes_the_arguments_and_no_secret_is_shown() {
        let bound = r#"{"user-provided":[{"name":"wg-steward","tags":[],"credentials":
            {"app_id":"12","private_key":"hush-key","webhook_secret":"hush-hook","public_url":"https://s.example"}}]}"#;
        let settings = parse(&["--port", "9"]).settle(Some(bound)).unwrap();
        assert_eq!((settings.app_id, settings.listen.port()), (12, 9));
        let shown = format!("{settings:?}{:?}", parse(&["--webhook-secret", "hush"]));
        assert!(!shown.contains("hush"), "{shown}");
        let error = parse(&[]).settle(Some(r#"{"x":[{"credentials":"hush"}], "y": hush}"#)).unwrap_err().to_string();
        assert!(!error.contains("hush"), "{error}");
    }

    #[test]
    fn an_enterprise_server_is_seen_where_its_api_is() {
        let site = |url| {
            let bound =
                parse(&["--github-api-url", url, "--app-id", "1", "--private-key", "k", "--webhook-secret", "s"]);
            bound.settle(None).unwrap().site()
        };
        assert_eq!(site("https://api.github.com"), "https://github.com");
        assert_eq!(site("https://ghe.example/api/v3/"), "https://ghe.example");
    }
}
