//! How many bytes of webhooks may be in memory at once: whoever comes later waits.
//!
//! Room is taken for what has come, not for what is announced: a stranger who announces much and sends little keeps
//! nobody waiting. The few bodies that are large have seats of their own, and keep nobody waiting but each other.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use http_body_util::{BodyExt, Limited};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// GitHub sends at most 25 MB.
pub(super) const MOST_BYTES: usize = 25 * 1024 * 1024;

/// From here on a body is large; ordinary ones have some 30 KB.
const LARGE: usize = 1024 * 1024;

/// A thousand ordinary bodies.
const KILOBYTES: usize = 32 * 1024;

/// Two of GitHub's largest bodies.
const LARGE_ONES: usize = 2;

/// Room for bodies. Clones share it.
#[derive(Debug, Clone)]
pub struct Room {
    kilobytes: Arc<Semaphore>,
    large: Arc<Semaphore>,
}

impl Default for Room {
    fn default() -> Self {
        Self { kilobytes: Arc::new(Semaphore::new(KILOBYTES)), large: Arc::new(Semaphore::new(LARGE_ONES)) }
    }
}

/// A body that was read, and its room, which is given back when this is dropped.
pub(super) struct Held {
    pub(super) bytes: Bytes,
    _room: Vec<OwnedSemaphorePermit>,
}

impl Room {
    /// Reads a body to its end, and waits for room where there is none; `None` if it is too large or breaks off.
    pub(super) async fn read(&self, body: Body) -> Option<Held> {
        let mut body = Limited::new(body, MOST_BYTES);
        let (mut room, mut first, mut more) = (Vec::new(), Bytes::new(), Vec::new());
        let mut length = 0;
        while let Some(frame) = body.frame().await {
            let Ok(part) = frame.ok()?.into_data() else { continue };
            let before = length;
            length += part.len();
            self.take(&mut room, before, length).await;
            match before {
                0 => first = part,
                _ => {
                    if more.is_empty() {
                        more.extend_from_slice(&first);
                    }
                    more.extend_from_slice(&part);
                }
            }
        }
        let bytes = if more.is_empty() { first } else { more.into() };
        Some(Held { bytes, _room: room })
    }

    /// Takes room for a body that grows from `before` to `after` bytes. A large one needs its seat and nothing else.
    async fn take(&self, room: &mut Vec<OwnedSemaphorePermit>, before: usize, after: usize) {
        // Nobody closes the semaphores.
        if after <= LARGE {
            let kilobytes = u32::try_from(after.div_ceil(1024) - before.div_ceil(1024)).unwrap_or(u32::MAX);
            room.extend(Arc::clone(&self.kilobytes).acquire_many_owned(kilobytes).await.ok());
        } else if before <= LARGE {
            let seat = Arc::clone(&self.large).acquire_owned().await.ok();
            room.clear();
            room.extend(seat);
        }
    }
}
