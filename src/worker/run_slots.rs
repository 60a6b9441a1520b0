//! Run slots: the number of slots limits how many runs are active. A run that waits to write lends its slot to other
//! runs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::domain::types::ids::InstallationId;
use crate::store::{Lease, Token};

/// How many runs of one installation may write or wait to write. Beyond that none of its jobs is begun: the data they
/// read would be outdated when they write.
const MAX_RESTING: usize = 16;

/// The same for one author. Further runs of the same author are not counted for the installation, so they do not delay
/// other authors.
const MAX_RESTING_OF_AN_AUTHOR: usize = 2;

/// The author whose runs share one lock for writing.
type Author = (Option<InstallationId>, String);

/// The slots of a process, and its active runs. Clones share them.
#[derive(Debug, Clone)]
pub(super) struct Slots {
    free: Arc<Semaphore>,
    runs: Arc<Mutex<BTreeMap<Token, Run>>>,
    /// One lock per author: one run of each author writes at a time, so that authors alternate.
    authors: Arc<Mutex<BTreeMap<Author, Arc<tokio::sync::Mutex<()>>>>>,
    /// Signals that a run has ended or continues after a wait.
    moved: Arc<Notify>,
    limit: Duration,
}

#[derive(Debug)]
struct Run {
    installation: Option<InstallationId>,
    author: String,
    /// Whether no other run may be active at the same time.
    alone: bool,
    /// `None` while the run waits without a slot.
    slot: Option<OwnedSemaphorePermit>,
    /// When the run times out; while it waits without a slot, the time that it has left.
    end: End,
    /// Since when the lease holds for its full time.
    leased: Instant,
}

#[derive(Debug, Clone, Copy)]
enum End {
    At(Instant),
    After(Duration),
}

impl Slots {
    /// Creates `count` slots. A run may take `limit`, not counting its waits without a slot.
    pub(super) fn new(count: usize, limit: Duration) -> Self {
        Self {
            free: Arc::new(Semaphore::new(count)),
            runs: Arc::default(),
            authors: Arc::default(),
            moved: Arc::default(),
            limit,
        }
    }

    /// All free slots, at least one: waits for the first.
    pub(super) async fn free(&self) -> Vec<OwnedSemaphorePermit> {
        let mut free = Vec::new();
        // The semaphore is never closed.
        free.extend(Arc::clone(&self.free).acquire_owned().await);
        while let Ok(slot) = Arc::clone(&self.free).try_acquire_owned() {
            free.push(slot);
        }
        free
    }

    /// Records that a run begins, whose lease was requested at `leased`.
    pub(super) fn begin(&self, lease: &Lease, slot: OwnedSemaphorePermit, leased: Instant) {
        let (installation, alone) = (lease.installation(), lease.crashes() > 0);
        let end = End::At(Instant::now() + self.limit);
        self.runs().insert(
            lease.token(),
            Run { installation, author: lease.author().to_owned(), alone, slot: Some(slot), end, leased },
        );
    }

    /// Records that a run has ended and frees its slot.
    pub(super) fn end(&self, token: Token) {
        self.runs().remove(&token);
        self.moved.notify_waiters();
    }

    /// Awaits a future that needs no slot; other runs may use the slot meanwhile.
    pub(super) async fn rest<T>(&self, token: Token, wait: impl Future<Output = T>) -> T {
        self.touch(token, |run| {
            run.slot = None;
            if let End::At(end) = run.end {
                run.end = End::After(end.saturating_duration_since(Instant::now()));
            }
        });
        let waited = wait.await;
        let slot = Arc::clone(&self.free).acquire_owned().await.ok();
        self.touch(token, |run| {
            run.slot = slot;
            if let End::After(left) = run.end {
                run.end = End::At(Instant::now() + left);
            }
        });
        self.moved.notify_waiters();
        waited
    }

    /// Records that the store has extended the run's lease, as requested at `asked`. The time of the request counts: the
    /// process may freeze before it reads the response.
    pub(super) fn extended(&self, token: Token, asked: Instant) {
        self.touch(token, |run| run.leased = asked);
    }

    /// Whether the lease was extended within the last `time`. If not, the process may have been frozen.
    pub(super) fn is_fresh(&self, token: Token, time: Duration) -> bool {
        self.runs().get(&token).is_some_and(|run| run.leased.elapsed() < time)
    }

    /// Returns when the run has timed out.
    pub(super) async fn overdue(&self, token: Token) {
        loop {
            let end = self.runs().get(&token).map(|run| run.end);
            match end {
                Some(End::At(end)) if end <= Instant::now() => return,
                Some(End::At(end)) => tokio::time::sleep_until(end).await,
                Some(End::After(left)) => tokio::time::sleep(left.max(Duration::from_millis(100))).await,
                None => return,
            }
        }
    }

    /// The active runs.
    pub(super) fn tokens(&self) -> Vec<Token> {
        self.runs().keys().copied().collect()
    }

    /// Whether a run is active that does not allow others at the same time.
    pub(super) fn are_taken(&self) -> bool {
        self.runs().values().any(|run| run.alone)
    }

    /// Installations with enough waiting runs.
    pub(super) fn crowded(&self) -> Vec<InstallationId> {
        let mut resting: BTreeMap<InstallationId, usize> = BTreeMap::new();
        for ((installation, author), runs) in self.resting() {
            let most = if author.is_empty() { usize::MAX } else { MAX_RESTING_OF_AN_AUTHOR };
            *resting.entry(installation).or_default() += runs.min(most);
        }
        resting.retain(|_, runs| *runs >= MAX_RESTING);
        resting.into_keys().collect()
    }

    /// Authors with enough waiting runs.
    pub(super) fn crowded_authors(&self) -> Vec<(InstallationId, String)> {
        let mut resting = self.resting();
        resting.retain(|(_, author), runs| !author.is_empty() && *runs >= MAX_RESTING_OF_AN_AUTHOR);
        resting.into_keys().collect()
    }

    /// The number of waiting runs per author.
    fn resting(&self) -> BTreeMap<(InstallationId, String), usize> {
        let mut resting = BTreeMap::new();
        for run in self.runs().values().filter(|run| run.slot.is_none()) {
            if let Some(installation) = run.installation {
                *resting.entry((installation, run.author.clone())).or_default() += 1;
            }
        }
        resting
    }

    /// The author's lock for writing: one run of each author holds it at a time, first come, first served. Between two
    /// writes of a run every other author makes at most one.
    pub(super) async fn author_turn(&self, lease: &Lease) -> OwnedMutexGuard<()> {
        let author = (lease.installation(), lease.author().to_owned());
        let turn = {
            let mut authors = self.authors.lock().unwrap_or_else(PoisonError::into_inner);
            // Drops the locks that no run waits for.
            authors.retain(|_, turn| Arc::strong_count(turn) > 1);
            Arc::clone(authors.entry(author).or_default())
        };
        turn.lock_owned().await
    }

    /// Signals that a run has ended or continues. Get it before checking the state.
    pub(super) fn moved(&self) -> Arc<Notify> {
        Arc::clone(&self.moved)
    }

    fn touch(&self, token: Token, change: impl FnOnce(&mut Run)) {
        if let Some(run) = self.runs().get_mut(&token) {
            change(run);
        }
    }

    fn runs(&self) -> MutexGuard<'_, BTreeMap<Token, Run>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
