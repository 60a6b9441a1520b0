//! The worker: leases a target, brings it up to date, and says how that ended.
//!
//! One target runs once at a time. A run reads a snapshot, decides, and applies the plan; whatever goes wrong becomes
//! a time to try again. What was asked for meanwhile makes one more run.

mod answers;
mod backoff;
mod charters;
mod chores;
mod clock_watch;
mod documents;
mod house;
mod housekeeping;
mod intake;
mod members;
mod memory;
mod recovery;
mod run;
mod shown;
mod slots;
mod sweep;
mod unmade;
mod verdicts;
mod writing;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{debug, error, info, warn};

use crate::clock::Clock;
use crate::config::Retention;
use crate::domain::ids::InstallationId;
use crate::domain::target::Target;
use crate::domain::time::Timestamp;
use crate::github::{GitHub, GitHubError};
use crate::metrics::{Metrics, RunEnd};
use crate::policies::Foundations;
use crate::store::{Finish, Finished, Hold, Lease, LeaseRequest, Record, Store, StoreError, ToldHead};

pub use answers::KeptAnswers;
pub use charters::{CharterState, Charters};
use chores::Chores;
use house::House;
pub use intake::{Intake, TakenIn};
use run::Trouble;
use slots::Slots;

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
    /// How long what is kept of people is kept.
    pub retention: Retention,
    /// Whether GitHub is asked from time to time for what was lost or overlooked.
    pub reconcile: bool,
}

/// What every run needs.
#[derive(Clone)]
pub struct Worker {
    store: Store,
    github: GitHub,
    foundations: Arc<Foundations>,
    charters: Charters,
    clock: Clock,
    metrics: Metrics,
    config: Arc<WorkerConfig>,
    slots: Slots,
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
        let charters = Charters::new(store.clone(), github.clone(), clock.clone());
        let abort = CancellationToken::new();
        let ended = watch::Sender::new(0);
        let slots = Slots::new(config.tasks, config.run_limit);
        Self { store, github, foundations, charters, clock, metrics, config: Arc::new(config), slots, abort, ended }
    }

    /// What is known of the charters, for `/readyz`.
    pub fn charters(&self) -> &Charters {
        &self.charters
    }

    /// Takes events in, for this worker's policies.
    pub fn intake(&self) -> Intake {
        Intake::new(self.store.clone(), self.github.clone(), self.foundations.clone())
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
        let (watch, stop) = (clock_watch::watch(self.store.clone(), self.clock.clone()), stop.clone());
        tasks.spawn(async move {
            stop.run_until_cancelled(watch).await;
        });
        tasks.close();
        tasks
    }

    fn house(&self) -> House {
        let Self { store, github, foundations, clock, metrics, .. } = self.clone();
        let (intake, retention) = (self.intake(), self.config.retention);
        House { store, github, foundations, intake, clock, metrics, retention }
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
                Ok(0) => self.until_next(&crowded).await,
                Ok(_) => continue,
                Err(error) => {
                    error!(error = %chain(&error), "no job can be leased");
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
        let except = self.slots.tokens();
        let (worker, duration) = (self.config.name.as_str(), self.config.lease);
        let request = LeaseRequest { worker, duration, except: &except, crowded };
        let leases = self.store.lease_up_to(slots.len(), request).await?;
        let begun = leases.len();
        for (lease, slot) in leases.into_iter().zip(slots) {
            match lease {
                Ok(lease) => {
                    self.slots.begin(&lease, slot);
                    let worker = self.clone();
                    runs.spawn(async move { worker.work(lease).await });
                }
                Err(error) => error!(error = %chain(&error), "a job can't be read: it waits for a newer program"),
            }
        }
        Ok(begun)
    }

    /// How long it is until the next job is due, as far as is known: a command beside us may make one due, unheard.
    async fn until_next(&self, crowded: &[InstallationId]) -> Duration {
        match self.store.next_due(crowded).await {
            Ok(Some(due)) => self.clock.now().until(due).clamp(SHORTEST_PAUSE, LONGEST_PAUSE),
            Ok(None) => LONGEST_PAUSE,
            Err(_) => STORE_PAUSE,
        }
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
        let outcome = run.await.unwrap_or(Err(Trouble::Panicked));
        let Some(lease) = Arc::into_inner(lease) else { return self.slots.end(token) };
        self.heed_limit(&lease, &outcome).await;
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
                tell(&target, attempt, &how);
            }
            Ok(Finished::Lost) => warn!(job = %target, "another worker took over meanwhile"),
            Err(error) => error!(job = %target, error = %chain(&error), "the end of a run can't be kept"),
        }
        self.slots.end(token);
        self.ended.send_modify(|ended| *ended += 1);
    }

    /// GitHub wants to hear nothing of an installation for a while: its other jobs wait in the store, on all machines.
    async fn heed_limit(&self, lease: &Lease, outcome: &Result<Vec<Record>, Trouble>) {
        let Err(Trouble::GitHub(GitHubError::RateLimited { until })) = outcome else { return };
        let Some(installation) = lease.installation() else { return };
        if let Err(error) = self.store.pause(installation, *until).await {
            warn!(%installation, error = %chain(&error), "a pause can't be kept");
        }
    }

    async fn outcome(&self, lease: &Lease) -> Result<Vec<Record>, Trouble> {
        let limit = self.config.run_limit;
        tokio::select! {
            () = self.abort.cancelled() => Err(Trouble::Stopping),
            () = self.keep(lease) => Err(Trouble::TakenOver),
            () = self.slots.overdue(lease.token()) => Err(Trouble::TooSlow(limit)),
            outcome = self.run(lease) => outcome,
        }
    }

    /// Keeps the lease for as long as the run lasts; returns if it is lost.
    async fn keep(&self, lease: &Lease) {
        loop {
            tokio::time::sleep(self.config.lease / 4).await;
            match self.store.extend(lease, self.config.lease).await {
                Ok(Hold::Kept) => self.slots.held(lease.token()),
                Ok(Hold::Lost) => return,
                Err(error) => warn!(job = %lease.target(), error = %chain(&error), "a lease can't be extended"),
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

fn end(how: &Finish) -> RunEnd {
    match how {
        Finish::Done => RunEnd::Done,
        Finish::Retry { .. } => RunEnd::Retried,
        Finish::Postpone { .. } => RunEnd::Postponed,
        Finish::Dead { .. } => RunEnd::Dead,
        Finish::GiveBack => RunEnd::GivenBack,
    }
}

/// Logs how a run ended, once that is on disk.
fn tell(target: &Target, attempt: u32, how: &Finish) {
    match how {
        Finish::Done => info!(job = %target, "up to date"),
        // The charters' own line said it, once.
        Finish::Postpone { error, .. } if error.starts_with("waiting for an installation") => {
            debug!(job = %target, error, "not yet")
        }
        Finish::GiveBack => info!(job = %target, "given back, since this process stops"),
        Finish::Retry { .. } | Finish::Postpone { .. } | Finish::Dead { .. } => tell_trouble(target, attempt, how),
    }
}

fn tell_trouble(target: &Target, attempt: u32, how: &Finish) {
    match how {
        Finish::Done | Finish::GiveBack => {}
        Finish::Retry { at, error } | Finish::Postpone { at, error } => {
            warn!(job = %target, attempt, again_at = %at, error, "not yet")
        }
        Finish::Dead { error } => error!(job = %target, attempts = attempt, error, "given up"),
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

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
