//! GitHub's responses, cached for conditional requests: the latest in memory, all in the store.
//!
//! They are stored in batches after a short delay, so that no read waits for a disk. In a burst some are skipped and
//! stored after their next request.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tracing::debug;

use crate::github::{PendingResponse, RecentResponses, ResponseCache, ResponseKey, StoredResponse};
use crate::store::{KeptAnswer, Store};

use super::chain;

/// The size of the cache in memory.
const RECENT: usize = 4 * 1024 * 1024;

/// How many responses may wait for the store, and how many are written together.
const WAITING: usize = 64;

/// The pause between two writes to the store.
const PAUSE: Duration = Duration::from_secs(1);

/// Responses in memory and in the store.
pub struct StoredResponses {
    recent: RecentResponses,
    store: Store,
    later: mpsc::Sender<KeptAnswer>,
}

impl StoredResponses {
    /// Caches responses in `store`. Call it within a runtime.
    pub fn new(store: Store) -> Arc<Self> {
        let (later, waiting) = mpsc::channel(WAITING);
        tokio::spawn(keep(store.clone(), waiting));
        Arc::new(Self { recent: RecentResponses::new(RECENT), store, later })
    }
}

/// Runs until all senders are dropped.
async fn keep(store: Store, mut waiting: mpsc::Receiver<KeptAnswer>) {
    let mut answers = Vec::new();
    while waiting.recv_many(&mut answers, WAITING).await > 0 {
        if let Err(error) = store.keep_answers(std::mem::take(&mut answers)).await {
            debug!(error = %chain(&error), "responses can't be cached, requested again");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The path, with the media type or query that tells its variants apart.
fn request(key: &ResponseKey) -> String {
    format!("{} {}", key.accept, key.path)
}

impl ResponseCache for StoredResponses {
    fn find<'a>(&'a self, key: &'a ResponseKey) -> PendingResponse<'a, Option<StoredResponse>> {
        Box::pin(async move {
            if let Some(answer) = self.recent.find(key).await {
                return Some(answer);
            }
            let kept = self.store.answer(key.installation, &request(key)).await.ok()??;
            Some(StoredResponse { etag: kept.etag, body: kept.body, link: kept.link })
        })
    }

    fn keep(&self, key: ResponseKey, answer: StoredResponse) -> PendingResponse<'_, ()> {
        let StoredResponse { etag, body, link } = answer.clone();
        let kept = KeptAnswer { installation: key.installation, request: request(&key), etag, link, body };
        // If the queue is full, this response is stored after its next request.
        _ = self.later.try_send(kept);
        self.recent.keep(key, answer)
    }
}
