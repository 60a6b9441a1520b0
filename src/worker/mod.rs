//! The worker: leases a target, brings it up to date, and records how the run ended.
//!
//! A target has at most one run at a time. A run reads a snapshot, decides, and applies the plan. If it fails, it is
//! retried at a later time. Events that arrive during a run cause one more run.

mod adoption;
mod apply;
mod backoff;
mod charters;
mod clock_skew;
mod document_versions;
mod ends;
mod intake;
mod maintenance;
mod members;
mod names;
mod others;
mod publish;
mod reads;
mod records;
mod response_cache;
mod run;
mod run_slots;
mod thinking;
mod unmade;
mod verdicts;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, warn};

use crate::clock::Clock;
use crate::config::Retention;
use crate::domain::pull::adoption::AdoptOpen;
use crate::domain::types::ids::InstallationId;
use crate::domain::types::target::Target;
use crate::domain::types::time::Timestamp;
use crate::github::{GitHub, GitHubError, counting_reads};
use crate::metrics::Metrics;
use crate::policies::Foundations;
use crate::store::{Finish, Finished, Lease, LeaseRequest, LeaseStatus, Leased, Record, Store, StoreError, ToldHead};

pub use charters::{CharterState, Charters};
pub(crate) use ends::tell_crash;
use ends::{end, tell};
pub use intake::{Delivered, Intake, TakenIn};
use maintenance::context::MaintenanceContext;
use maintenance::scheduler::Chores;
pub use maintenance::sweep::SWEEP_CHORE;
pub use names::PresentNames;
use reads::Reads;
pub use response_cache::StoredResponses;
use run::RunError;
use run_slots::Slots;
pub use thinking::Thinking;

/// How a worker runs.
#[derive(Debug, Clone)]
pub struct WorkerConfig {
    /// The process's name, for the operator.
    pub name: String,
    /// How many targets are processed at once.
    pub tasks: usize,
    /// Whether writes are logged instead of made.
    pub dry_run: bool,
    /// The address of GitHub's website: `https://github.com`.
    pub site: String,
    /// The address of the app's own pages; `None` if there are none.
    pub pages: Option<String>,
    /// A run without an extended lease for this long is considered dead, with its process. A run extends its lease four
    /// times in that time.
    pub lease: Duration,
    /// How long one run may take.
    pub run_limit: Duration,
    /// How many reads of GitHub's hourly limit one pull request may use per hour; `None`: no limit.
    pub reads_per_pull: Option<NonZeroU32>,
    /// What happens to pull requests that are older than the app's installation.
    pub adopt_open: AdoptOpen,
    /// How long data about users is kept.
    pub retention: Retention,
    /// Whether the worker asks GitHub for missed deliveries and open pull requests.
    pub reconcile: bool,
    /// Where decisions are computed.
    pub thinking: Thinking,
}

/// What every run needs.
#[derive(Clone)]
pub struct Worker {
    store: Store,
    github: GitHub,
    names: PresentNames,
    charters: Charters,
    clock: Clock,
    metrics: Metrics,
    config: Arc<WorkerConfig>,
    slots: Slots,
    reads: Reads,
    /// Aborts the running jobs: they release their leases.
    abort: CancellationToken,
    /// How many runs have ended.
    ended: watch::Sender<u64>,
}

/// How long a task waits after the store failed.
const STORE_PAUSE: Duration = Duration::from_secs(1);

/// The longest wait. It bounds the delay if the clock is moved or a notification from another process is lost.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
const SHORTEST_PAUSE: Duration = Duration::from_millis(10);
const CROWDED_PAUSE: Duration = Duration::from_millis(250);

impl Worker {
    /// Creates a worker that is not started.
    pub fn new(
        store: Store,
        github: GitHub,
        foundations: Arc<Foundations>,
        metrics: Metrics,
        config: WorkerConfig,
    ) -> Self {
        let clock = store.clock();
        let charters = Charters::new(store.clone(), github.clone(), config.thinking.clone(), !config.dry_run);
        let abort = CancellationToken::new();
        let ended = watch::Sender::new(0);
        let names = PresentNames::new(store.clone(), foundations);
        let slots = Slots::new(config.tasks, config.run_limit);
        let reads = Reads::new(config.reads_per_pull);
        Self { store, github, names, charters, clock, metrics, config: Arc::new(config), slots, reads, abort, ended }
    }

    /// The state of the charters, for `/readyz`.
    pub fn charters(&self) -> &Charters {
        &self.charters
    }

    /// Accepts events for this worker's policies.
    pub fn intake(&self) -> Intake {
        Intake::new(self.store.clone(), self.github.clone(), self.names.clone())
    }

    /// Counts the runs that have ended, successful or not.
    pub fn runs(&self) -> watch::Receiver<u64> {
        self.ended.subscribe()
    }

    /// Starts the worker. After `stop` is cancelled it takes no new jobs; the tracker completes when the runs have
    /// ended.
    pub fn start(&self, stop: &CancellationToken) -> TaskTracker {
        let tasks = TaskTracker::new();
        if self.config.tasks > 0 {
            tasks.spawn(Chores::new(self.house()).keep(self.config.reconcile, stop.clone()));
            let (worker, runs, stop) = (self.clone(), tasks.clone(), stop.clone());
            tasks.spawn(async move { worker.take_jobs(&runs, &stop).await });
        }
        let (watch, stop) = (clock_skew::watch(self.store.clone(), self.clock.clone()), stop.clone());
        tasks.spawn(async move {
            stop.run_until_cancelled(watch).await;
        });
        tasks.close();
        tasks
    }

    fn house(&self) -> MaintenanceContext {
        let Self { store, github, names, clock, metrics, .. } = self.clone();
        let (intake, retention) = (self.intake(), self.config.retention);
        MaintenanceContext { store, github, names, intake, clock, metrics, retention }
    }

    /// Aborts the running jobs; their targets return to the queue.
    pub fn abort(&self) {
        self.abort.cancel();
    }

    async fn take_jobs(&self, runs: &TaskTracker, stop: &CancellationToken) {
        let mut changes = self.store.changes();
        while !stop.is_cancelled() {
            let slots = tokio::select! {
                () = stop.cancelled() => return,
                slots = self.slots.free() => slots,
            };
            let moved = self.slots.moved();
            let moved = moved.notified();
            let crowded = self.slots.crowded();
            let pause = match self.begin_runs(runs, slots, &crowded).await {
                // A run that needs the worker for itself is in progress: wait for it.
                Ok(0) if self.slots.are_taken() => LONGEST_PAUSE,
                Ok(0) => self.until_next(&crowded).await,
                Ok(_) => continue,
                Err(error) => {
                    error!(error = %chain(&error), "job not leased");
                    STORE_PAUSE
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = changes.changed() => {}
                () = moved => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Begins a run in each free slot while there are jobs; returns how many.
    async fn begin_runs(
        &self,
        runs: &TaskTracker,
        slots: Vec<OwnedSemaphorePermit>,
        crowded: &[InstallationId],
    ) -> Result<usize, StoreError> {
        if self.slots.are_taken() {
            return Ok(0);
        }
        let except = self.slots.tokens();
        let (worker, duration, alone) = (self.config.name.as_str(), self.config.lease, except.is_empty());
        let crowded_authors = &self.slots.crowded_authors();
        let request = LeaseRequest { worker, duration, except: &except, crowded, crowded_authors, alone };
        let asked = Instant::now();
        let Leased { runs: leases, crashed } = self.store.lease_up_to(slots.len(), request).await?;
        crashed.iter().for_each(tell_crash);
        let begun = leases.len();
        for (lease, slot) in leases.into_iter().zip(slots) {
            match lease {
                Ok(lease) => {
                    self.slots.begin(&lease, slot, asked);
                    let worker = self.clone();
                    runs.spawn(async move { worker.work(lease).await });
                }
                Err(error) => error!(error = %chain(&error), "job not readable, left for a newer version"),
            }
        }
        Ok(begun)
    }

    /// The time until the next job is due, as far as this process knows: a command line process may make one due
    /// unnoticed.
    async fn until_next(&self, crowded: &[InstallationId]) -> Duration {
        match self.store.next_due(crowded, self.slots.tokens().is_empty()).await {
            Ok(Some(due)) => self.clock.now().until(due).clamp(self.shortest_pause(), LONGEST_PAUSE),
            Ok(None) => LONGEST_PAUSE,
            Err(_) => STORE_PAUSE,
        }
    }

    /// The due jobs may belong to authors with enough runs. The end of a run or a new job wakes the worker earlier.
    fn shortest_pause(&self) -> Duration {
        if self.slots.crowded_authors().is_empty() { SHORTEST_PAUSE } else { CROWDED_PAUSE }
    }

    async fn work(&self, lease: Lease) {
        let (target, token) = (lease.target().clone(), lease.token());
        let attempt = lease.attempt();
        let (worker, lease) = (self.clone(), Arc::new(lease));
        let run = tokio::spawn({
            let lease = Arc::clone(&lease);
            async move { worker.outcome(&lease).await }
        });
        // A panic has been printed to standard error already. It must not end the task that serves all other jobs.
        let outcome = run.await.unwrap_or(Err(RunError::Panicked));
        let Some(lease) = Arc::into_inner(lease) else { return self.slots.end(token) };
        self.heed_limit(&lease, &outcome).await;
        // The charters log it once that an installation is missing.
        let is_reported = matches!(outcome, Err(RunError::Waiting(_)));
        let (records, how) = match outcome {
            Ok(records) => (records, Finish::Done),
            Err(trouble) => {
                let how = backoff::finish(&trouble, &lease, self.clock.now());
                self.tell_unmade(&lease, &trouble, &how).await;
                (Vec::new(), how)
            }
        };
        match self.store.record_and_finish(lease, records, how.clone()).await {
            Ok(Finished::Done | Finished::AgainWanted) => {
                self.metrics.run(end(&how));
                tell(&target, attempt, &how, is_reported);
            }
            Ok(Finished::Lost) => warn!(job = %target, "lease lost, another process took over"),
            Err(error) => error!(job = %target, error = %chain(&error), "run result not stored"),
        }
        self.slots.end(token);
        self.ended.send_modify(|ended| *ended += 1);
    }

    /// Stores a rate limit: the installation's other jobs wait, on all machines.
    async fn heed_limit(&self, lease: &Lease, outcome: &Result<Vec<Record>, RunError>) {
        let Err(RunError::GitHub(GitHubError::RateLimited { until })) = outcome else { return };
        let Some(installation) = lease.installation() else { return };
        if let Err(error) = self.store.pause(installation, *until).await {
            warn!(%installation, error = %chain(&error), "pause not stored");
        }
    }

    async fn outcome(&self, lease: &Lease) -> Result<Vec<Record>, RunError> {
        let overdue = async {
            self.slots.overdue(lease.token()).await;
            self.config.run_limit
        };
        self.leased(lease, overdue, self.within_reads(lease)).await
    }

    /// Runs `work` under a lease and extends the lease meanwhile. Ends when the lease is lost, the process stops or
    /// `overdue` completes; `overdue` returns the time limit.
    async fn leased<T>(
        &self,
        lease: &Lease,
        overdue: impl Future<Output = Duration>,
        work: impl Future<Output = Result<T, RunError>>,
    ) -> Result<T, RunError> {
        tokio::select! {
            () = self.abort.cancelled() => Err(RunError::Stopping),
            () = self.keep(lease) => Err(RunError::TakenOver),
            limit = overdue => Err(RunError::TooSlow(limit)),
            outcome = work => outcome,
        }
    }

    /// Runs the job unless the pull request has used its share of GitHub's hourly limit; counts what it uses.
    async fn within_reads(&self, lease: &Lease) -> Result<Vec<Record>, RunError> {
        let target = lease.target();
        if let Some(until) = self.reads.exhausted(target, self.clock.now()) {
            return Err(RunError::ReadsUsedUp { until });
        }
        let reads = Arc::new(AtomicU32::new(0));
        let counted = Counted { reads: &reads, worker: self, target };
        let outcome = counting_reads(Arc::clone(&reads), Box::pin(self.run(lease))).await;
        drop(counted);
        outcome
    }

    async fn extend(&self, lease: &Lease) -> Result<LeaseStatus, StoreError> {
        let asked = Instant::now();
        let status = self.store.extend(lease, self.config.lease).await?;
        if status == LeaseStatus::Held {
            self.slots.extended(lease.token(), asked);
        }
        Ok(status)
    }

    /// Extends the lease during the run; returns if it is lost.
    async fn keep(&self, lease: &Lease) {
        loop {
            tokio::time::sleep(self.config.lease / 4).await;
            match self.extend(lease).await {
                Ok(LeaseStatus::Held) => {}
                Ok(LeaseStatus::Lost) => return,
                Err(error) => warn!(job = %lease.target(), error = %chain(&error), "lease not extended"),
            }
        }
    }
}

/// How long GitHub may show an older state than its webhook reported. After that, the shown state counts.
const BEHIND: Duration = Duration::from_secs(60);

/// Whether GitHub may still show an older state than a webhook reported.
fn may_be_behind(told: &ToldHead, now: Timestamp) -> bool {
    now < told.at.plus(BEHIND)
}

/// Counts the reads of a run when it ends, also if it is aborted.
struct Counted<'a> {
    reads: &'a AtomicU32,
    worker: &'a Worker,
    target: &'a Target,
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        let Self { reads, worker, target } = self;
        worker.reads.spend(target, reads.load(Ordering::Relaxed), worker.clock.now());
    }
}

/// An error with all its causes, on one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

impl From<StoreError> for RunError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
