//! The worker: leases a target, brings it up to date, and says how that ended.
//!
//! One target runs once at a time. A run reads a snapshot, decides, and applies the plan; whatever goes wrong becomes
//! a time to try again. What was asked for meanwhile makes one more run.

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

/// How workers work.
#[derive(Debug, Clone)]
pub struct WorkerConfig {
    /// The process's name, for the operator.
    pub name: String,
    /// How many targets are worked on at once.
    pub tasks: usize,
    /// Whether writes are only told, not made.
    pub dry_run: bool,
    /// Where people see GitHub: `https://github.com`.
    pub site: String,
    /// Where people see our own pages; `None` where there are none.
    pub pages: Option<String>,
    /// How long after its last sign of life a run is taken for dead, with its process; it gives four in that time.
    pub lease: Duration,
    /// How long one run may take.
    pub run_limit: Duration,
    /// How many reads of GitHub's hourly limit one pull request may use in an hour; `None`: as many as come.
    pub reads_per_pull: Option<NonZeroU32>,
    /// What is done about pull requests that are older than the app's installation.
    pub adopt_open: AdoptOpen,
    /// How long what is kept of people is kept.
    pub retention: Retention,
    /// Whether GitHub is asked from time to time for what was lost or overlooked.
    pub reconcile: bool,
    /// Where decisions are made.
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
    /// Ends the runs that are under way: they give their leases back.
    abort: CancellationToken,
    /// How many runs have ended.
    ended: watch::Sender<u64>,
}

/// How long a task waits after the store failed.
const STORE_PAUSE: Duration = Duration::from_secs(1);

/// A clock that is moved, or a word of another process that is lost, delays nothing for longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
const SHORTEST_PAUSE: Duration = Duration::from_millis(10);
const CROWDED_PAUSE: Duration = Duration::from_millis(250);

impl Worker {
    /// A worker that has not begun.
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

    /// What is known of the charters, for `/readyz`.
    pub fn charters(&self) -> &Charters {
        &self.charters
    }

    /// Takes events in, for this worker's policies.
    pub fn intake(&self) -> Intake {
        Intake::new(self.store.clone(), self.github.clone(), self.names.clone())
    }

    /// Counts the runs that have ended, well or not.
    pub fn runs(&self) -> watch::Receiver<u64> {
        self.ended.subscribe()
    }

    /// Starts to work. No new work is taken once `stop` is cancelled, and all ends when the runs have.
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

    /// Ends the runs that are under way; their targets go back to the queue.
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
                // Whoever is alone is waited for.
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

    /// Begins a run in each of the slots, if there are as many jobs; how many.
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
        let Leased { runs: leases, crashed } = self.store.lease_up_to(slots.len(), request).await?;
        crashed.iter().for_each(tell_crash);
        let begun = leases.len();
        for (lease, slot) in leases.into_iter().zip(slots) {
            match lease {
                Ok(lease) => {
                    self.slots.begin(&lease, slot);
                    let worker = self.clone();
                    runs.spawn(async move { worker.work(lease).await });
                }
                Err(error) => error!(error = %chain(&error), "job not readable, left for a newer version"),
            }
        }
        Ok(begun)
    }

    /// How long it is until the next job is due, as far as is known: a command beside us may make one due, unheard.
    async fn until_next(&self, crowded: &[InstallationId]) -> Duration {
        match self.store.next_due(crowded, self.slots.tokens().is_empty()).await {
            Ok(Some(due)) => self.clock.now().until(due).clamp(self.shortest_pause(), LONGEST_PAUSE),
            Ok(None) => LONGEST_PAUSE,
            Err(_) => STORE_PAUSE,
        }
    }

    /// What is due may be of an author of whom enough waits: a run that ends or a new job tells before.
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
        // A run that panics has said so on standard error; it must not end the task that works for all others.
        let outcome = run.await.unwrap_or(Err(RunError::Panicked));
        let Some(lease) = Arc::into_inner(lease) else { return self.slots.end(token) };
        self.heed_limit(&lease, &outcome).await;
        // The charters report once that they wait for an installation.
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

    /// GitHub wants to hear nothing of an installation for a while: its other jobs wait in the store, on all machines.
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

    /// Works under a lease, which is extended meanwhile: until it is lost, this process stops, or the work takes too long.
    /// `overdue` ends then, with how long it may take.
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

    /// Runs, unless the pull request has used what it may of GitHub's hourly limit; counts what it uses.
    async fn within_reads(&self, lease: &Lease) -> Result<Vec<Record>, RunError> {
        let target = lease.target();
        if let Some(until) = self.reads.exhausted(target, self.clock.now()) {
            return Err(RunError::ReadsUsedUp { until });
        }
        let reads = Arc::new(AtomicU32::new(0));
        let counted = Counted { reads: &reads, worker: self, target };
        let outcome = counting_reads(Arc::clone(&reads), self.run(lease)).await;
        drop(counted);
        outcome
    }

    /// Keeps the lease for as long as the run lasts; returns if it is lost.
    async fn keep(&self, lease: &Lease) {
        loop {
            tokio::time::sleep(self.config.lease / 4).await;
            match self.store.extend(lease, self.config.lease).await {
                Ok(LeaseStatus::Held) => self.slots.held(lease.token()),
                Ok(LeaseStatus::Lost) => return,
                Err(error) => warn!(job = %lease.target(), error = %chain(&error), "lease not extended"),
            }
        }
    }
}

/// For how long GitHub may show less than it has told of by webhook. After that what it shows counts.
const BEHIND: Duration = Duration::from_secs(60);

/// Whether GitHub may not show yet what a webhook told of.
fn may_be_behind(told: &ToldHead, now: Timestamp) -> bool {
    now < told.at.plus(BEHIND)
}

/// What a run reads is counted when it ends, and also where it is cut off.
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

/// An error with all its causes, in one line.
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
