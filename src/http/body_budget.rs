//! How many bytes of webhooks may be in memory at once.
//!
//! Every body has a small share that it waits for with nobody; ordinary ones need no more. A larger one, once it has filled
//! its share, gets room for all that it announces in one piece, or waits for it and holds nothing but its share: so there is
//! no standstill in which all have a part of the room and wait for the rest. Whoever has room has to use it: a sender that
//! stops, or drips, loses it after two seconds. Who waits in vain is told to come again.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout, timeout_at};

/// GitHub sends at most 25 MB.
pub(super) const MAX_BYTES: usize = 25 * 1024 * 1024;

/// What each connection may hold; ordinary bodies have some 30 KB.
const SHARE: usize = 32 * 1024;

/// From here on a body is large, and waits for other large ones alone.
const LARGE: usize = 1024 * 1024;

/// For bodies that are not large, in kilobytes: 256 of 300 KB at once, and some more.
const ORDINARY: usize = 72 * 1024;

/// For large ones: one of GitHub's largest, or some smaller ones.
const LARGE_ONES: usize = 32 * 1024;

/// What is given to a body that does not say how long it is: twice as much, then four times as much, and so on.
const FIRST_STEP: usize = 8 * SHARE;

/// How long a body waits for room. The whole answer may take ten seconds.
const PATIENCE: Duration = Duration::from_secs(8);

/// How long a sender that has room may stop in all, if it sends a megabyte a second otherwise.
const GRACE: Duration = Duration::from_secs(2);
const BYTES_A_SECOND: u64 = 1024 * 1024;

/// Room for bodies. Clones share it.
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

/// A body that was read, and its room, which is given back when this is dropped.
pub(super) struct BudgetedBody {
    pub(super) bytes: Bytes,
    _room: Option<OwnedSemaphorePermit>,
}

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is larger than any of GitHub's.
    TooLarge,
    /// It broke off.
    Broken,
    /// It had room and did not come.
    TooSlow,
    /// There was no room for it.
    NoRoom,
}

impl BodyBudget {
    /// So many kilobytes for ordinary bodies beyond their share, and so many for large ones; a body waits so long for its own.
    pub fn new(ordinary: usize, large: usize, patience: Duration) -> Self {
        Self { ordinary: Arc::new(Semaphore::new(ordinary)), large: Arc::new(Semaphore::new(large)), patience }
    }

    /// Reads a body to its end. `announced`: how long it says that it is.
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

    /// Room for a body of this length in one piece, for who holds nothing but its share.
    async fn wait_for(&self, length: usize) -> Result<OwnedSemaphorePermit, Unread> {
        let room = Arc::clone(self.of(length)).acquire_many_owned(kilobytes(length));
        match timeout(self.patience, room).await {
            Ok(Ok(room)) => Ok(room),
            // The semaphores are never closed.
            Ok(Err(_)) | Err(_) => Err(Unread::NoRoom),
        }
    }

    /// The same for who holds more, and so must not wait; `had` is what it has of this room.
    fn at_once(&self, length: usize, had: u32) -> Result<OwnedSemaphorePermit, Unread> {
        let wanted = kilobytes(length).saturating_sub(had);
        Arc::clone(self.of(length)).try_acquire_many_owned(wanted).map_err(|_| Unread::NoRoom)
    }

    /// More room for a body that was as long as `before` and becomes as long as `after`.
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

/// What a body needs beyond its share.
fn kilobytes(length: usize) -> u32 {
    u32::try_from(length.saturating_sub(SHARE).div_ceil(1024)).unwrap_or(u32::MAX)
}

/// Until when the next part has to come, after so many bytes.
fn patience_ends(since: Instant, bytes: usize) -> Instant {
    let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
    since + GRACE + Duration::from_millis(bytes.saturating_mul(1000) / BYTES_A_SECOND)
}

/// A body that is being read.
struct Reading<'r> {
    room: &'r BodyBudget,
    bytes: Vec<u8>,
    /// How long it may become with the room that it has.
    may_hold: usize,
    /// Room beyond its share; since when, and how much had come before.
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
