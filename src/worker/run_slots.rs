//! Who runs: as many runs at once as there are slots. A run that writes, each time in its turn, lends its slot to others.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::domain::types::ids::InstallationId;
use crate::store::{Lease, Token};

/// How many runs of one installation may write or wait for their turn to. No more of its jobs are begun then: what they read
/// would be old when they write.
const MAX_RESTING: usize = 16;

/// The same for what one author made. More of one author, begun at once, do not count: others' targets would wait for them.
const MAX_RESTING_OF_AN_AUTHOR: usize = 2;

/// Whose writes take turns with those of others.
type Author = (Option<InstallationId>, String);

/// The slots of a process, and the runs that are under way. Clones share them.
#[derive(Debug, Clone)]
pub(super) struct Slots {
    free: Arc<Semaphore>,
    runs: Arc<Mutex<BTreeMap<Token, Run>>>,
    /// Who may write, each time in its turn: one run of each author, so that authors take turns.
    authors: Arc<Mutex<BTreeMap<Author, Arc<tokio::sync::Mutex<()>>>>>,
    /// A run has ended, or goes on after a rest.
    moved: Arc<Notify>,
    limit: Duration,
}

#[derive(Debug)]
struct Run {
    installation: Option<InstallationId>,
    author: String,
    /// Whether no other run may be under way beside it.
    alone: bool,
    /// `None` while it rests.
    slot: Option<OwnedSemaphorePermit>,
    /// When it has taken too long; while it rests, what is left of its time.
    end: End,
    /// When the store said last that the lease holds.
    held: Instant,
}

#[derive(Debug, Clone, Copy)]
enum End {
    At(Instant),
    After(Duration),
}

impl Slots {
    /// `count` slots; a run may take `limit`, its rests not counted.
    pub(super) fn new(count: usize, limit: Duration) -> Self {
        Self {
            free: Arc::new(Semaphore::new(count)),
            runs: Arc::default(),
            authors: Arc::default(),
            moved: Arc::default(),
            limit,
        }
    }

    /// All slots that are free, at least one; waits for it.
    pub(super) async fn free(&self) -> Vec<OwnedSemaphorePermit> {
        let mut free = Vec::new();
        // The semaphore is never closed.
        free.extend(Arc::clone(&self.free).acquire_owned().await);
        while let Ok(slot) = Arc::clone(&self.free).try_acquire_owned() {
            free.push(slot);
        }
        free
    }

    /// A run begins.
    pub(super) fn begin(&self, lease: &Lease, slot: OwnedSemaphorePermit) {
        let (installation, alone, held) = (lease.installation(), lease.crashes() > 0, Instant::now());
        let end = End::At(held + self.limit);
        self.runs().insert(
            lease.token(),
            Run { installation, author: lease.author().to_owned(), alone, slot: Some(slot), end, held },
        );
    }

    /// A run has ended; its slot is free.
    pub(super) fn end(&self, token: Token) {
        self.runs().remove(&token);
        self.moved.notify_waiters();
    }

    /// Waits for something that does no work, without a slot.
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

    /// The store has said that the run's lease holds.
    pub(super) fn held(&self, token: Token) {
        self.touch(token, |run| run.held = Instant::now());
    }

    /// Whether the store has said nothing of it for so long: the process may have been frozen meanwhile.
    pub(super) fn is_doubtful(&self, token: Token, after: Duration) -> bool {
        self.runs().get(&token).is_none_or(|run| run.held.elapsed() >= after)
    }

    /// Returns once the run has taken too long.
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

    /// The runs that are under way.
    pub(super) fn tokens(&self) -> Vec<Token> {
        self.runs().keys().copied().collect()
    }

    /// Whether a run is under way that has to be alone: none may begin beside it.
    pub(super) fn are_taken(&self) -> bool {
        self.runs().values().any(|run| run.alone)
    }

    /// Installations of which enough runs wait already.
    pub(super) fn crowded(&self) -> Vec<InstallationId> {
        let mut resting: BTreeMap<InstallationId, usize> = BTreeMap::new();
        for ((installation, author), runs) in self.resting() {
            let most = if author.is_empty() { usize::MAX } else { MAX_RESTING_OF_AN_AUTHOR };
            *resting.entry(installation).or_default() += runs.min(most);
        }
        resting.retain(|_, runs| *runs >= MAX_RESTING);
        resting.into_keys().collect()
    }

    /// Authors of whom enough runs wait already.
    pub(super) fn crowded_authors(&self) -> Vec<(InstallationId, String)> {
        let mut resting = self.resting();
        resting.retain(|(_, author), runs| !author.is_empty() && *runs >= MAX_RESTING_OF_AN_AUTHOR);
        resting.into_keys().collect()
    }

    /// How many runs of each author rest.
    fn resting(&self) -> BTreeMap<(InstallationId, String), usize> {
        let mut resting = BTreeMap::new();
        for run in self.runs().values().filter(|run| run.slot.is_none()) {
            if let Some(installation) = run.installation {
                *resting.entry((installation, run.author.clone())).or_default() += 1;
            }
        }
        resting
    }

    /// Leave to write, each time in its turn, for one run of each author at a time: first come, first served among an author's
    /// own. Between two writes of a run every other author has at most one.
    pub(super) async fn author_turn(&self, lease: &Lease) -> OwnedMutexGuard<()> {
        let author = (lease.installation(), lease.author().to_owned());
        let turn = {
            let mut authors = self.authors.lock().unwrap_or_else(PoisonError::into_inner);
            // Those that nobody waits for any more.
            authors.retain(|_, turn| Arc::strong_count(turn) > 1);
            Arc::clone(authors.entry(author).or_default())
        };
        turn.lock_owned().await
    }

    /// Tells that a run has ended or goes on. To be asked for before looking.
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
