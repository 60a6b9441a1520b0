//! How many bytes of unread webhooks may be in memory at once: whoever comes later waits.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Two of GitHub's largest webhooks, or two thousand ordinary ones.
const KILOBYTES: usize = 50 * 1024;

/// Room for bodies. Clones share it.
#[derive(Debug, Clone)]
pub struct Room(Arc<Semaphore>);

impl Default for Room {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(KILOBYTES)))
    }
}

impl Room {
    /// Waits until there is room for `bytes`; it is given back with the permit.
    pub(super) async fn take(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        let kilobytes = u32::try_from(bytes.div_ceil(1024).clamp(1, KILOBYTES)).ok()?;
        // Nobody closes the semaphore.
        self.0.clone().acquire_many_owned(kilobytes).await.ok()
    }
}
