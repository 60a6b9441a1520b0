//! GitHub's answers, kept for conditional requests: the last ones in memory, all of them in the store.
//!
//! They come there a little later and many together, so that no read waits for a disk; in a burst that is faster than that,
//! some come there the next time only.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tracing::debug;

use crate::github::{PendingResponse, RecentResponses, ResponseCache, ResponseKey, StoredResponse};
use crate::store::{KeptAnswer, Store};

use super::chain;

/// What is kept in memory.
const RECENT: usize = 4 * 1024 * 1024;

/// How many wait for the store, and how many go there together.
const WAITING: usize = 64;

/// How long the store has rest between two times.
const PAUSE: Duration = Duration::from_secs(1);

/// Answers in memory and in the store.
pub struct StoredResponses {
    recent: RecentResponses,
    store: Store,
    later: mpsc::Sender<KeptAnswer>,
}

impl StoredResponses {
    /// Answers that are kept in `store`. To be called inside a runtime.
    pub fn new(store: Store) -> Arc<Self> {
        let (later, waiting) = mpsc::channel(WAITING);
        tokio::spawn(keep(store.clone(), waiting));
        Arc::new(Self { recent: RecentResponses::new(RECENT), store, later })
    }
}

/// Until nobody is left to keep something.
async fn keep(store: Store, mut waiting: mpsc::Receiver<KeptAnswer>) {
    let mut answers = Vec::new();
    while waiting.recv_many(&mut answers, WAITING).await > 0 {
        if let Err(error) = store.keep_answers(std::mem::take(&mut answers)).await {
            debug!(error = %chain(&error), "answers can't be kept: they are asked for again");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The path with what tells apart its forms.
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
        // Where many wait already, this one is kept the next time.
        _ = self.later.try_send(kept);
        self.recent.keep(key, answer)
    }
}
