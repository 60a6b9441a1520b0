//! The complete app: store, GitHub, workers and web server, and how they stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use secrecy::ExposeSecret;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{info, warn};

use crate::clock::Clock;
use crate::config::Settings;
use crate::domain::types::target::Target;
use crate::domain::types::time::Timestamp;
use crate::github::{GitHub, GitHubConfig, ResponseCache};
use crate::http::{BodyBudget, Secrets, ServerLimits, Web, admin_router, router, serve};
use crate::metrics::Metrics;
use crate::policies::Foundations;
use crate::store::{Recovered, Store, StoreConfig, StoreError, verified};
use crate::worker::{SWEEP_CHORE, StoredResponses, Thinking, Worker, WorkerConfig, tell_crash};

/// The timeout of one request to GitHub.
pub(crate) const REQUEST_LIMIT: Duration = Duration::from_secs(20);

/// The timeout of one run: a large pull request needs about forty requests.
const RUN_LIMIT: Duration = Duration::from_secs(120);

/// How long runs may continue after a stop; then they give their leases back.
const GRACE: Duration = Duration::from_secs(6);

/// How long responses in progress may take after a stop.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// How long the database may take at the end.
const LAST_WRITES: Duration = Duration::from_millis(500);

/// A running app.
pub struct App {
    address: SocketAddr,
    admin_address: SocketAddr,
    store: Store,
    worker: Worker,
    tasks: TaskTracker,
    stop: CancellationToken,
    web: [tokio::task::JoinHandle<()>; 2],
}

impl App {
    /// Starts everything; returns once webhooks are accepted.
    ///
    /// # Errors
    /// The configuration, the database or the address can't be used.
    pub async fn start(settings: &Settings, foundations: Foundations, clock: Clock) -> anyhow::Result<Self> {
        let foundations = Arc::new(foundations);
        introduce(settings, &foundations);
        let url = verified(&settings.database_url, settings.database_unverified)?;
        let store = Store::open(&StoreConfig { url, clock }).await?;
        let clock = store.clock();
        recover(&store).await?;
        if store.note_start(!settings.dry_run).await? {
            // Rechecks pull requests that a dry run only read, and those that no run has read yet.
            store.restart_chore(SWEEP_CHORE).await?;
        }
        let github = GitHub::connect(github(settings, StoredResponses::new(store.clone()), clock.clone()))?;
        for foundation in foundations.iter() {
            let target = Target::Charters { repository: foundation.policy.governing.repository.clone() };
            store.enqueue(&target, None, clock.now(), "start").await?;
        }
        let (config, metrics) = (worker(settings, clock.now()), Metrics::default());
        let worker = Worker::new(store.clone(), github.clone(), foundations.clone(), metrics.clone(), config);
        let (listener, address) = listen(settings.listen, "`--listen` or `PORT`").await?;
        let (admin, admin_address) = listen(settings.admin_listen, "`--admin-listen`").await?;
        let stop = CancellationToken::new();
        let tasks = worker.start(&stop);
        let secrets = Arc::new(Secrets::new(&settings.webhook_secrets));
        let charters = worker.charters().clone();
        let (site, room) = (settings.site(), BodyBudget::default());
        let (intake, known) = (worker.intake(), store.clone());
        let web = Web { store: known, github, intake, foundations, charters, metrics, secrets, room, site };
        let for_operators = serve(admin, admin_router(web.clone()), ServerLimits::for_operators(), stop.clone());
        let for_all = serve(listener, router(web), ServerLimits::default(), stop.clone());
        let web = [tokio::spawn(for_all), tokio::spawn(for_operators)];
        info!(%address, admin = %admin_address, dry_run = settings.dry_run, workers = settings.workers, "listening");
        Ok(Self { address, admin_address, store, worker, tasks, stop, web })
    }

    /// The address on which it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address on which it listens for operators.
    pub fn admin_address(&self) -> SocketAddr {
        self.admin_address
    }

    /// The store, for inspection.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Waits until no target is due or running. Returns whether there was nothing to wait for.
    ///
    /// # Errors
    /// The store fails.
    pub async fn settled(&self) -> Result<bool, StoreError> {
        let mut runs = self.worker.runs();
        let mut at_once = true;
        while !self.store.is_idle().await? {
            at_once = false;
            _ = runs.changed().await;
        }
        Ok(at_once)
    }

    /// Stops within ten seconds: no new jobs are taken, running jobs finish or give their leases back, responses are
    /// sent.
    pub async fn stop(self) {
        self.stop.cancel();
        end_runs(&self.worker, &self.tasks).await;
        let [web, admin] = self.web;
        let answered = async { tokio::join!(web, admin) };
        if tokio::time::timeout(LAST_ANSWERS, answered).await.is_err() {
            warn!("connections closed at shutdown");
        }
        close(&self.store).await;
        info!("stopped");
    }
}

async fn listen(address: SocketAddr, by: &str) -> anyhow::Result<(TcpListener, SocketAddr)> {
    let taken = || format!("can't listen on {address}: choose another with {by}");
    let listener = TcpListener::bind(address).await.with_context(taken)?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// The first line of the log: version, organizations, GitHub's address and database.
fn introduce(settings: &Settings, foundations: &Foundations) {
    let url = settings.database_url.expose_secret();
    // An address with a user is refused and not logged.
    let api = Some(&settings.github_api_url).filter(|api| !api.contains('@'));
    let kind = if url.starts_with("postgres") { "PostgreSQL" } else { "SQLite" };
    info!(
        version = env!("CARGO_PKG_VERSION"),
        organizations = foundations.organizations().join(", "),
        api,
        app_id = settings.app_id,
        database = kind,
        "wg-steward starts"
    );
}

/// Continues the jobs of a killed process at once.
async fn recover(store: &Store) -> Result<(), StoreError> {
    match store.recover().await? {
        Recovered::Replicated => {}
        Recovered::Released(crashed) if crashed.is_empty() => {}
        Recovered::Released(crashed) => {
            info!(targets = crashed.len(), "interrupted jobs released, will retry");
            crashed.iter().for_each(tell_crash);
        }
        Recovered::Shared => warn!("another process uses this database"),
    }
    Ok(())
}

async fn close(store: &Store) {
    if tokio::time::timeout(LAST_WRITES, store.close()).await.is_err() {
        warn!("database too slow at shutdown, unfinished work repeats at the next start");
    }
}

/// Waits until the runs have ended or given their leases back.
async fn end_runs(worker: &Worker, tasks: &TaskTracker) {
    if tokio::time::timeout(GRACE, tasks.wait()).await.is_err() {
        warn!("runs interrupted at shutdown, jobs requeued");
        worker.abort();
        _ = tokio::time::timeout(Duration::from_secs(1), tasks.wait()).await;
    }
}

fn github(settings: &Settings, answers: Arc<dyn ResponseCache>, clock: Clock) -> GitHubConfig {
    GitHubConfig {
        api_url: settings.github_api_url.clone(),
        app_id: settings.app_id,
        private_key: settings.private_key.clone(),
        timeout: REQUEST_LIMIT,
        details_url: settings.public_url.clone(),
        writes_per_minute: settings.writes_per_minute,
        writes_per_hour: settings.limits.writes_per_hour,
        answers: Some(answers),
        clock,
    }
}

fn worker(settings: &Settings, started: Timestamp) -> WorkerConfig {
    WorkerConfig {
        // In a container every process has the same id.
        name: format!("wg-steward-{}-{}", std::process::id(), started.0),
        tasks: settings.workers.into(),
        dry_run: settings.dry_run,
        site: settings.site(),
        pages: settings.public_url.clone(),
        lease: Duration::from_secs(settings.takeover_after.into()),
        run_limit: RUN_LIMIT,
        reads_per_pull: settings.limits.reads_per_pull,
        adopt_open: settings.limits.adopt_open,
        retention: settings.retention,
        reconcile: settings.reconcile,
        thinking: Thinking::default(),
    }
}
