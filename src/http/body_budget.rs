//! Limits how many bytes of webhook bodies may be in memory at once.
//!
//! Every body has a small share, for which it never waits; ordinary bodies need no more. A larger body that has filled
//! its share gets budget for its whole announced length at once, or waits for it and holds only its share. So there is
//! no deadlock in which all bodies hold a part of the budget and wait for the rest. A sender that has a budget has to
//! use it: if it stops or sends too slowly, it loses the budget after two seconds. A body that waits too long is
//! refused, and GitHub has to deliver it again.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout, timeout_at};

/// GitHub sends at most 25 MB.
pub(super) const MAX_BYTES: usize = 25 * 1024 * 1024;

/// The share of each connection; ordinary bodies have about 30 KB.
const SHARE: usize = 32 * 1024;

/// Above this size a body is large and shares a budget with large ones only.
const LARGE: usize = 1024 * 1024;

/// The budget for other bodies, in kilobytes: 256 of 300 KB at once, and some more.
const ORDINARY: usize = 72 * 1024;

/// The budget for large bodies: one of GitHub's largest, or some smaller ones.
const LARGE_ONES: usize = 32 * 1024;

/// The first budget of a body without an announced length; it is doubled as needed.
const FIRST_STEP: usize = 8 * SHARE;

/// How long a body waits for its budget. The whole response may take ten seconds.
const PATIENCE: Duration = Duration::from_secs(8);

/// How long a sender with a budget may pause in total, if it otherwise sends a megabyte per second.
const GRACE: Duration = Duration::from_secs(2);
const BYTES_A_SECOND: u64 = 1024 * 1024;

/// The memory budget for bodies. Clones share it.
#[derive(Debug, Clone)]
pub struct BodyBudget {
    ordinary: Arc<Semaphore>,
    large: Arc<Semaphore>,
    patience: Duration,
}

impl Default for BodyBudget {
    fn default() -> Self {
        Self::new(ORDINARY, LARGE_ONES, PATIENCE)
    }
}

/// A body that was read, with its budget, which is released on drop.
pub(super) struct BudgetedBody {
    pub(super) bytes: Bytes,
    _room: Option<OwnedSemaphorePermit>,
}

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is larger than GitHub's maximum.
    TooLarge,
    /// The connection broke.
    Broken,
    /// It had a budget, and the sender was too slow.
    TooSlow,
    /// There was no budget for it.
    NoRoom,
}

impl BodyBudget {
    /// Creates a budget, in kilobytes, for ordinary bodies beyond their share and for large ones; a body waits for at
    /// most `patience`.
    pub fn new(ordinary: usize, large: usize, patience: Duration) -> Self {
        Self { ordinary: Arc::new(Semaphore::new(ordinary)), large: Arc::new(Semaphore::new(large)), patience }
    }

    /// Reads a body to its end. `announced`: its `content-length`.
    pub(super) async fn read(&self, mut body: Body, announced: Option<usize>) -> Result<BudgetedBody, Unread> {
        let mut reading = Reading { room: self, bytes: Vec::new(), may_hold: SHARE, held: None };
        loop {
            let frame = match &reading.held {
                Some((_, since, before)) => {
                    let end = patience_ends(*since, reading.bytes.len() - before);
                    timeout_at(end, body.frame()).await.map_err(|_| Unread::TooSlow)?
                }
                None => body.frame().await,
            };
            let Some(frame) = frame else { break };
            if let Ok(part) = frame.map_err(|_| Unread::Broken)?.into_data() {
                reading.add(&part, announced).await?;
            }
        }
        Ok(BudgetedBody { bytes: reading.bytes.into(), _room: reading.held.map(|(room, ..)| room) })
    }

    fn of(&self, length: usize) -> &Arc<Semaphore> {
        if length > LARGE { &self.large } else { &self.ordinary }
    }

    /// Waits for the budget of a whole body. The caller holds only its share.
    async fn wait_for(&self, length: usize) -> Result<OwnedSemaphorePermit, Unread> {
        let room = Arc::clone(self.of(length)).acquire_many_owned(kilobytes(length));
        match timeout(self.patience, room).await {
            Ok(Ok(room)) => Ok(room),
            // The semaphores are never closed.
            Ok(Err(_)) | Err(_) => Err(Unread::NoRoom),
        }
    }

    /// The same without waiting, for a caller that holds more than its share; `had` is its current budget of this kind.
    fn at_once(&self, length: usize, had: u32) -> Result<OwnedSemaphorePermit, Unread> {
        let wanted = kilobytes(length).saturating_sub(had);
        Arc::clone(self.of(length)).try_acquire_many_owned(wanted).map_err(|_| Unread::NoRoom)
    }

    /// Extends the budget of a body that grows from length `before` to `after`.
    fn more(
        &self,
        mut room: OwnedSemaphorePermit,
        before: usize,
        after: usize,
    ) -> Result<OwnedSemaphorePermit, Unread> {
        if Arc::ptr_eq(self.of(before), self.of(after)) {
            room.merge(self.at_once(after, kilobytes(before))?);
            return Ok(room);
        }
        self.at_once(after, 0)
    }
}

/// The budget of a body beyond its share.
fn kilobytes(length: usize) -> u32 {
    u32::try_from(length.saturating_sub(SHARE).div_ceil(1024)).unwrap_or(u32::MAX)
}

/// When the next part is due, after this many bytes.
fn patience_ends(since: Instant, bytes: usize) -> Instant {
    let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
    since + GRACE + Duration::from_millis(bytes.saturating_mul(1000) / BYTES_A_SECOND)
}

/// A body that is being read.
struct Reading<'r> {
    room: &'r BodyBudget,
    bytes: Vec<u8>,
    /// How long it may become with its current budget.
    may_hold: usize,
    /// The budget beyond its share; when it was granted, and how much had arrived before.
    held: Option<(OwnedSemaphorePermit, Instant, usize)>,
}

impl Reading<'_> {
    async fn add(&mut self, part: &[u8], announced: Option<usize>) -> Result<(), Unread> {
        let length = self.bytes.len() + part.len();
        if length > MAX_BYTES {
            return Err(Unread::TooLarge);
        }
        if length > self.may_hold {
            self.grow(length, announced).await?;
        }
        self.bytes.extend_from_slice(part);
        Ok(())
    }

    async fn grow(&mut self, length: usize, announced: Option<usize>) -> Result<(), Unread> {
        let had = self.held.take();
        let (before, since) = (self.bytes.len(), Instant::now());
        self.held = Some(match (had, announced.filter(|announced| *announced >= length)) {
            (None, Some(announced)) => {
                self.may_hold = announced;
                (self.room.wait_for(announced).await?, Instant::now(), before)
            }
            (had, _) => {
                let had_for = self.may_hold;
                let doubled = had_for.max(FIRST_STEP / 2).saturating_mul(2);
                self.may_hold = doubled.max(length).min(MAX_BYTES);
                match had {
                    Some((room, since, before)) => (self.room.more(room, had_for, self.may_hold)?, since, before),
                    None => (self.room.at_once(self.may_hold, 0)?, since, before),
                }
            }
        });
        self.bytes.reserve_exact(self.may_hold - self.bytes.len());
        Ok(())
    }
}
