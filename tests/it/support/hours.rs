//! The whole app with its maintenance tasks, and a clock that the story sets.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use wg_steward::clock::Clock;
use wg_steward::config::Settings;
use wg_steward::domain::types::time::Timestamp;
use wg_steward::sandbox::Delivery;
use wg_steward::store::{Chore, DeliveryRow};

use super::stage::{Acme, repo};

pub(crate) const MINUTE: Duration = Duration::from_secs(60);

/// A stage and its clock.
pub(crate) struct Hours {
    pub(crate) acme: Acme,
    now: Arc<AtomicI64>,
}

impl Hours {
    /// A stage after its first search for missed deliveries.
    pub(crate) async fn begin() -> Self {
        let now = Arc::new(AtomicI64::new(1_796_031_000_000));
        let told = Arc::clone(&now);
        let clock = Clock::from_fn(move || Timestamp(told.load(Ordering::SeqCst)));
        let hours = Self { acme: Acme::reconciling(clock).await, now };
        hours.done("recovery", hours.now()).await;
        hours
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp(self.now.load(Ordering::SeqCst))
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.now.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// The same database with a new process, after its first search for missed deliveries.
    pub(crate) async fn restart(self) -> Self {
        let Self { acme, now } = self;
        now.fetch_add(1, Ordering::SeqCst);
        let hours = Self { acme: acme.restart().await, now };
        hours.done("recovery", hours.now()).await;
        hours
    }

    /// The same with other settings.
    pub(crate) async fn restart_changed(self, change: impl FnOnce(&mut Settings)) -> Self {
        let Self { acme, now } = self;
        now.fetch_add(1, Ordering::SeqCst);
        let hours = Self { acme: acme.restart_changed(change).await, now };
        hours.done("recovery", hours.now()).await;
        hours
    }

    pub(crate) async fn chore(&self, name: &str) -> Option<Chore> {
        let chores = self.acme.stage.app().store().chores().await.unwrap();
        chores.into_iter().find(|chore| chore.name == name)
    }

    /// Waits until a maintenance task has been completed at `since` or later.
    pub(crate) async fn done(&self, name: &str, since: Timestamp) {
        while self.chore(name).await.is_none_or(|chore| chore.done.is_none_or(|done| done < since)) {
            tokio::task::yield_now().await;
        }
    }

    /// Advances the clock by five minutes, and runs the search for missed deliveries that is due then.
    pub(crate) async fn search(&self) {
        self.pass(5 * MINUTE);
        self.done("recovery", self.now()).await;
    }

    /// Advances the clock in steps until a whole sweep is done.
    pub(crate) async fn sweep(&self) {
        self.pass(2 * MINUTE);
        loop {
            if let Some(chore) = self.chore("sweep").await {
                if chore.done.is_some() {
                    return;
                }
                self.now.fetch_max(chore.due.0, Ordering::SeqCst);
            }
            tokio::task::yield_now().await;
        }
    }

    /// The stored row of a delivery.
    pub(crate) async fn kept(&self, delivery: &Delivery) -> Option<DeliveryRow> {
        self.acme.stage.app().store().delivery(&delivery.id.parse().unwrap()).await.unwrap()
    }

    /// Waits until the pull request has its check.
    pub(crate) async fn checked(&self, repository: &str, number: u64) {
        let head = self.acme.pull(repository, number).head;
        self.acme.until(|github| !github.check_runs(&repo(repository), &head).is_empty()).await;
    }

    /// The number of requests to GitHub that begin with `line`.
    pub(crate) fn asked_for(&self, line: &str) -> usize {
        let journal = self.acme.stage.github.journal();
        journal.iter().filter(|call| format!("{} {}", call.method, call.path).starts_with(line)).count()
    }
}
