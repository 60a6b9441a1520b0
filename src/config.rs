//! The configuration of `serve`: flags, then environment, then Cloud Foundry's bound services.

mod bound;
mod database;
mod limits;

use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use secrecy::{ExposeSecret, SecretString};

use bound::Bound;
pub use database::DatabaseArgs;
pub use limits::{LimitArgs, Limits};

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
            database_url: self.database.complete(bound.databases)?,
            github_api_url: app.github_api_url,
            policies: written(self.policies).map(PathBuf::from),
            listen,
            admin_listen,
            public_url: written(self.public_url).or(bound.public_url).map(|url| web_address(&url)).transpose()?,
            dry_run: written(self.dry_run).map_or(Ok(false), |text| yes_or_no(&text))?,
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
fn yes_or_no(text: &str) -> Result<bool, ConfigError> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" => Ok(false),
        _ => Err(ConfigError::Wrong {
            variable: "WG_STEWARD_DRY_RUN",
            text: text.to_owned(),
            wanted: "`true` or `false`",
        }),
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

fn read_key(path: &PathBuf) -> Result<SecretString, ConfigError> {
    let text = std::fs::read_to_string(path);
    text.map(SecretString::from).map_err(|source| ConfigError::KeyFile { path: path.clone(), source })
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
    fn a_bound_postgresql_service_is_the_database_unless_somebody_says_otherwise() {
        let arguments = ["--app-id", "1", "--private-key", "k", "--webhook-secret", "s"];
        let url = |more: &[&str], bound: &str| {
            let settings = parse(&[&arguments, more].concat()).settle(Some(bound));
            settings.map(|settings| settings.database_url.expose_secret().to_owned()).map_err(|error| error.to_string())
        };
        let one = r#"{"postgresql":[{"name":"db","credentials":{"uri":"postgres://u:hush@db.internal:5432/it"}}],
            "logs":[{"name":"drain","credentials":null},{"name":"cache","credentials":{"uri":"redis://cache"}}]}"#;
        assert_eq!(url(&[], one).unwrap(), "postgres://u:hush@db.internal:5432/it");
        assert_eq!(url(&["--database-url", "sqlite:x"], one).unwrap(), "sqlite:x");
        assert_eq!(url(&["--database-url", " "], one).unwrap(), "postgres://u:hush@db.internal:5432/it");
        assert_eq!(url(&[], "{}").unwrap(), "sqlite:wg-steward.sqlite");
        let two = r#"{"a":[{"credentials":{"uri":"postgresql://hush"}},{"credentials":{"uri":"postgres://hush"}}]}"#;
        let error = url(&[], two).unwrap_err();
        assert!(error.starts_with("several PostgreSQL services are bound") && !error.contains("hush"), "{error}");
    }

    #[test]
    fn what_is_empty_is_not_set_and_what_is_wrong_is_said_with_its_variable() {
        let good = ["--app-id", "1", "--private-key", "k", "--webhook-secret", "s"];
        let with = |more: &[&str]| parse(&[&good, more].concat()).settle(None);
        let empty =
            with(&["--listen", "", "--port", " ", "--policies", "", "--public-url", "", "--dry-run", ""]).unwrap();
        assert_eq!((empty.listen.port(), empty.policies, empty.public_url, empty.dry_run), (8080, None, None, false));
        let admin = |more: &[&str]| with(more).unwrap().admin_listen.to_string();
        assert_eq!(
            admin(&["--admin-listen", " "]),
            "127.0.0.1:8081",
            "nobody but this machine, unless somebody says so"
        );
        assert_eq!(admin(&["--admin-listen", "0.0.0.0:9"]), "0.0.0.0:9");
        let pace = |more: &[&str]| with(more).unwrap().writes_per_minute.map(NonZeroU32::get);
        assert_eq!((pace(&[]), pace(&["--writes-per-minute", "0"])), (Some(80), None));
        assert!(with(&["--dry-run"]).unwrap().dry_run && with(&["--dry-run", "1"]).unwrap().dry_run);
        for (flag, text) in [
            ("--dry-run", "ture"),
            ("--port", "x"),
            ("--listen", "localhost"),
            ("--admin-listen", "8081"),
            ("--public-url", "foo"),
        ] {
            let error = with(&[flag, text]).unwrap_err().to_string();
            assert!(error.contains(&format!("is `{text}`: it has to be")), "{error}");
        }
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
