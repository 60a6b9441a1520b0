//! A GitHub in memory with a made-up foundation, and all that a process needs to serve it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use axum::Router;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};
use wg_steward::clock::Clock;
use wg_steward::demo::furnish;
use wg_steward::domain::types::ids::{RepoName, Sha};
use wg_steward::sandbox::{Delivery, Exchange, FileChanges, NewHead, NewPull, Sandbox, SandboxConfig, key};
use wg_steward::store::{Store, StoreConfig};

use super::journal::Auditor;
use super::process::{Process, until};
use super::stage::{acme, login, repo};

/// A secret that is easy to find where it must not be.
pub(crate) const WEBHOOK_SECRET: &str = "marker-webhook-secret-0815";

/// GitHub, and the folder with the database of the process.
pub(crate) struct Town {
    pub(crate) github: Sandbox,
    pub(crate) key_pem: String,
    folder: TempDir,
    /// The database instead of a file in the folder.
    pub(crate) database: Option<String>,
    api: String,
    auditor: Auditor,
    stop: CancellationToken,
    _stop: DropGuard,
}

impl Town {
    /// A town with a reachable GitHub.
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut town = Self::closed(format!("http://{}", listener.local_addr().unwrap()));
        town.serve(listener, "");
        town
    }

    /// A town whose GitHub is an Enterprise server, with its API below `/api/v3`.
    pub(crate) async fn enterprise() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut town = Self::closed(format!("http://{}/api/v3", listener.local_addr().unwrap()));
        town.serve(listener, "/api/v3");
        town
    }

    /// A town with the address `api` of GitHub, where nothing listens yet.
    pub(crate) fn closed(api: String) -> Self {
        let keys = key::generate().unwrap();
        let github = Sandbox::new(SandboxConfig {
            clock: Clock::system(),
            app_id: 4711,
            app_public_key_pem: keys.public_pem,
            webhook_secret: WEBHOOK_SECRET.to_owned(),
        });
        let github = github.unwrap();
        furnish(&github, &acme()).unwrap();
        github.take_deliveries();
        let stop = CancellationToken::new();
        let folder = tempfile::tempdir().unwrap();
        let auditor = Auditor::default();
        Self {
            github,
            key_pem: keys.private_pem,
            folder,
            database: None,
            api,
            auditor,
            _stop: stop.clone().drop_guard(),
            stop,
        }
    }

    /// Serves GitHub on `listener`.
    pub(crate) fn serve(&mut self, listener: TcpListener, prefix: &str) {
        self.github.set_base_url(&self.api);
        let (routes, stop) = (self.github.router(), self.stop.clone());
        let routes = if prefix.is_empty() { routes } else { Router::new().nest(prefix, routes) };
        let served = async move { axum::serve(listener, routes).with_graceful_shutdown(stop.cancelled_owned()).await };
        tokio::spawn(served);
    }

    /// The address of GitHub's website.
    pub(crate) fn site(&self) -> &str {
        self.api.trim_end_matches("/api/v3")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn database_url(&self) -> String {
        self.database.clone().unwrap_or_else(|| format!("sqlite:{}", self.path("steward.sqlite").display()))
    }

    /// The environment of a process in this town.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/acme");
        vec![
            ("WG_STEWARD_APP_ID", "4711".to_owned()),
            ("WG_STEWARD_PRIVATE_KEY", self.key_pem.replace('\n', "\\n")),
            ("WG_STEWARD_WEBHOOK_SECRET", WEBHOOK_SECRET.to_owned()),
            ("WG_STEWARD_DATABASE_URL", self.database_url()),
            ("WG_STEWARD_GITHUB_API_URL", self.api.clone()),
            ("WG_STEWARD_POLICIES", policies.display().to_string()),
            ("WG_STEWARD_LISTEN", "127.0.0.1:0".to_owned()),
            ("WG_STEWARD_ADMIN_LISTEN", "127.0.0.1:0".to_owned()),
            ("WG_STEWARD_WRITES_PER_MINUTE", "0".to_owned()),
        ]
    }

    pub(crate) async fn start(&self) -> Process {
        Process::start(&self.environment()).await
    }

    /// The store for the operator.
    pub(crate) async fn store(&self) -> Store {
        Store::open(&StoreConfig { url: self.database_url().into(), clock: Clock::system() }).await.unwrap()
    }

    /// Opens a pull request from a fork.
    pub(crate) fn pull(&self, repository: &str, title: &str) -> u64 {
        let new = NewPull {
            repository: repo(repository),
            author: login("contributor"),
            title: title.to_owned(),
            base: None,
            head: NewHead::Fork("change".to_owned()),
            changes: FileChanges::of_paths(["README.md"]),
            draft: false,
        };
        self.github.open_pull(new).unwrap()
    }

    /// Delivers the pending webhooks without waiting for their jobs; all are accepted.
    pub(crate) async fn post(&self, process: &Process) -> Vec<Delivery> {
        let waiting = self.github.take_deliveries();
        for delivery in &waiting {
            let status = process.post(&self.github, delivery).await;
            assert!(matches!(status, 200 | 202), "{}: {status}", delivery.event);
        }
        waiting
    }

    /// Delivers all webhooks, including those caused by the app's own writes, until no job is left; then checks the
    /// exchanges against GitHub's API description.
    pub(crate) async fn settle(&self, process: &mut Process) {
        let store = self.store().await;
        loop {
            let posted = self.post(process).await;
            process.until(|| async { store.is_idle().await.unwrap() }).await;
            if posted.is_empty() {
                break;
            }
        }
        store.close().await;
        self.auditor.hold(&self.github);
    }

    /// [`Self::settle`] for several processes that share the work: each webhook goes to another one.
    pub(crate) async fn settle_all(&self, processes: &mut [Process]) {
        let store = self.store().await;
        let mut next = 0;
        loop {
            let waiting = self.github.take_deliveries();
            for delivery in &waiting {
                next = (next + 1) % processes.len();
                assert!(matches!(processes[next].post(&self.github, delivery).await, 200 | 202));
            }
            until(processes, || async { store.is_idle().await.unwrap() }).await;
            if waiting.is_empty() {
                break;
            }
        }
        store.close().await;
        self.auditor.hold(&self.github);
    }

    /// The titles of the check runs on a pull request's head.
    pub(crate) fn checks(&self, repository: &str, number: u64) -> Vec<String> {
        let head = self.head(repository, number);
        let runs = self.github.check_runs(&repo(repository), &head);
        runs.into_iter().map(|run| run.title.unwrap_or_default()).collect()
    }

    /// Whether a pull request has its label, which is written last.
    pub(crate) fn is_labelled(&self, repository: &str, number: u64) -> bool {
        !self.github.pull(&repo(repository), number).unwrap().labels.is_empty()
    }

    pub(crate) fn head(&self, repository: &str, number: u64) -> Sha {
        self.github.pull(&repo(repository), number).unwrap().head
    }

    /// How often each successful write was made; review requests count per reviewer, checks per commit.
    pub(crate) fn writes(&self) -> BTreeMap<String, usize> {
        let mut writes = BTreeMap::new();
        for exchange in self.github.journal() {
            let made = exchange.method != "GET" && exchange.status < 300 && !exchange.path.starts_with("/app/");
            for write in names(&exchange).into_iter().filter(|_| made) {
                *writes.entry(write).or_default() += 1;
            }
        }
        writes
    }
}

fn names(exchange: &Exchange) -> Vec<String> {
    let Exchange { method, path, request_body, .. } = exchange;
    let body = request_body.clone().unwrap_or_default();
    let each = |field: &str| -> Vec<String> {
        let list = body[field].as_array().into_iter().flatten().filter_map(Value::as_str);
        list.map(|item| format!("{method} {path} {item}")).collect()
    };
    match path.rsplit('/').next() {
        Some("requested_reviewers") => each("reviewers"),
        Some("check-runs") => vec![format!("{method} {path} {}", body["head_sha"])],
        _ => vec![format!("{method} {path}")],
    }
}

/// Repositories of the foundation with a single owner, with the expected reviewers.
pub(crate) fn owned() -> [(&'static str, BTreeSet<&'static str>); 4] {
    [
        ("acme/boiler", BTreeSet::from(["monalisa", "octocat"])),
        ("acme/piston", BTreeSet::from(["monalisa", "octocat"])),
        ("acme/shared", BTreeSet::from(["curie", "monalisa", "octocat"])),
        ("acme-labs/microscope", BTreeSet::from(["curie", "octocat"])),
    ]
}

/// The requested reviewers of a pull request.
pub(crate) fn asked(github: &Sandbox, repository: &str, number: u64) -> BTreeSet<String> {
    let name: RepoName = repo(repository);
    github.pull(&name, number).unwrap().requested.iter().map(ToString::to_string).collect()
}
