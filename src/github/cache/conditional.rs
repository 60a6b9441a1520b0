//! Stores responses for conditional requests: GitHub confirms them with a 304, which does not count against the rate
//! limit.
//!
//! See
//! <https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate>.
//! A stored response is never used without a request: each time GitHub confirms that this installation may read it and
//! that it is current. The cache holds mutable resources: pull requests, timelines, files, comments, checks, labels.
//! Immutable ones (blobs, files at a commit, comparisons of two commits) are in the immutable cache and are read only
//! once. The caller keeps trees with their ETags.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use serde::de::IgnoredAny;

use crate::domain::types::ids::InstallationId;
use crate::github::transport::Answer;

/// The largest response to store. A pull request of GitHub's has 25 KB, a full page of a timeline 150 to 250 KB.
const MAX_BYTES: usize = 256 * 1024;

/// The longest ETag to store; GitHub's have 68 bytes.
const MAX_OF_AN_ETAG: usize = 256;

/// The entries of a full page: all our lists request that many.
const FULL_PAGE: usize = 100;

/// The key of a response. **Invariant:** it contains the installation, so none reads the responses of another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResponseKey {
    /// The installation that made the request.
    pub installation: InstallationId,
    /// The requested path and query, below the root of the API.
    pub path: String,
    /// The requested media type (`accept`).
    pub accept: &'static str,
}

/// A stored response.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredResponse {
    /// GitHub's ETag, to be sent as `if-none-match`, byte for byte.
    pub etag: String,
    /// The body, at most 256 KB of JSON. It may come from a private repository: never log it.
    pub body: Vec<u8>,
    /// The header `link`, with the next page.
    pub link: Option<String>,
}

/// The future that a [`ResponseCache`] returns.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A cache of responses.
///
/// It may lose any response at any time and has to bound its age and size itself. It must not return a response under
/// another key, or parts of different ones: all fields of a response are stored together, and the last one counts. It
/// logs its own errors; the caller then has no stored response and reads a full one from GitHub.
pub trait ResponseCache: Send + Sync {
    /// The last response stored under `key`.
    fn find<'a>(&'a self, key: &'a ResponseKey) -> Pending<'a, Option<StoredResponse>>;

    /// Stores `answer`, replacing an earlier one.
    fn keep(&self, key: ResponseKey, answer: StoredResponse) -> Pending<'_, ()>;
}

/// The latest responses, in memory; empty after a restart.
pub struct RecentResponses {
    most: usize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    bytes: usize,
    turn: u64,
    answers: BTreeMap<ResponseKey, (u64, StoredResponse)>,
    /// The keys by age; the oldest is dropped first.
    turns: BTreeMap<u64, ResponseKey>,
}

impl RecentResponses {
    /// A cache of this many bytes.
    pub fn new(most: usize) -> Self {
        Self { most, kept: Mutex::default() }
    }

    fn with<T>(&self, touch: impl FnOnce(&mut Kept) -> T) -> T {
        touch(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ResponseCache for RecentResponses {
    fn find<'a>(&'a self, key: &'a ResponseKey) -> Pending<'a, Option<StoredResponse>> {
        let found = self.with(|kept| kept.answers.get(key).map(|(_, answer)| answer.clone()));
        Box::pin(std::future::ready(found))
    }

    fn keep(&self, key: ResponseKey, answer: StoredResponse) -> Pending<'_, ()> {
        self.with(|kept| {
            kept.remove(&key);
            kept.add(key, answer);
            while let Some((_, oldest)) = kept.turns.first_key_value().filter(|_| kept.bytes > self.most) {
                let oldest = oldest.clone();
                kept.remove(&oldest);
            }
        });
        Box::pin(std::future::ready(()))
    }
}

impl Kept {
    fn add(&mut self, key: ResponseKey, answer: StoredResponse) {
        self.turn += 1;
        self.bytes += weight(&key, &answer);
        self.turns.insert(self.turn, key.clone());
        self.answers.insert(key, (self.turn, answer));
    }

    fn remove(&mut self, key: &ResponseKey) {
        if let Some((turn, answer)) = self.answers.remove(key) {
            self.turns.remove(&turn);
            self.bytes -= weight(key, &answer);
        }
    }
}

fn weight(key: &ResponseKey, answer: &StoredResponse) -> usize {
    2 * key.path.len() + answer.etag.len() + answer.body.len() + answer.link.as_ref().map_or(0, String::len)
}

/// The response to store, if it is small enough and may be reused.
///
/// GitHub computes an ETag from the body only. A full last page has the same ETag after another page was added. It is
/// not stored, because otherwise the new page would never be read.
pub(in crate::github) fn worth_keeping(answer: &Answer) -> Option<StoredResponse> {
    let etag = answer.header("etag").filter(|etag| etag.len() <= MAX_OF_AN_ETAG)?;
    let link = answer.header("link").map(str::to_owned);
    let last = !link.as_ref().is_some_and(|link| link.contains("rel=\"next\""));
    let fits = answer.status == http::StatusCode::OK && answer.body.len() <= MAX_BYTES;
    if !fits || (last && is_full_page(&answer.body)) {
        return None;
    }
    Some(StoredResponse { etag: etag.to_owned(), body: answer.body.clone(), link })
}

fn is_full_page(body: &[u8]) -> bool {
    serde_json::from_slice::<Vec<IgnoredAny>>(body).is_ok_and(|entries| entries.len() >= FULL_PAGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(installation: u64, path: &str) -> ResponseKey {
        ResponseKey { installation: InstallationId(installation), path: path.to_owned(), accept: "json" }
    }

    fn stored(etag: &str, bytes: usize) -> StoredResponse {
        StoredResponse { etag: etag.to_owned(), body: vec![b' '; bytes], link: None }
    }

    #[tokio::test]
    async fn the_oldest_makes_room_and_the_last_one_counts() {
        let answers = RecentResponses::new(30);
        for (path, etag) in [("/a", "1"), ("/b", "2"), ("/a", "3"), ("/c", "4")] {
            answers.keep(key(1, path), stored(etag, 7)).await;
        }
        assert!(answers.find(&key(1, "/b")).await.is_none());
        assert_eq!(answers.find(&key(1, "/a")).await.unwrap().etag, "3");
        assert!(answers.find(&key(2, "/a")).await.is_none());
        answers.keep(key(1, "/large"), stored("5", 31)).await;
        assert!(answers.with(|kept| (kept.bytes, kept.answers.len(), kept.turns.len())) == (0, 0, 0));
    }

    #[test]
    fn what_might_hide_the_next_page_is_not_kept() {
        let answer = |entries: usize, headers: &[(&'static str, &'static str)]| {
            let headers = headers.iter().map(|(name, value)| {
                (name.parse::<http::HeaderName>().unwrap(), value.parse::<http::HeaderValue>().unwrap())
            });
            let body = serde_json::to_vec(&vec![0; entries]).unwrap();
            Answer { what: String::new(), status: http::StatusCode::OK, headers: headers.collect(), body }
        };
        let kept = |answer| worth_keeping(&answer).is_some();
        let (etag, next) = (("etag", "W/\"x\""), ("link", "<https://x/?page=2>; rel=\"next\""));
        let first = ("link", "<https://x/?page=1>; rel=\"first\"");
        assert!(kept(answer(99, &[etag])) && kept(answer(100, &[etag, next])));
        assert!(!kept(answer(100, &[etag])) && !kept(answer(100, &[etag, first])) && !kept(answer(1, &[])));
        assert!(!kept(Answer { body: vec![b' '; MAX_BYTES + 1], ..answer(1, &[etag]) }));
        assert!(!kept(Answer { status: http::StatusCode::NOT_MODIFIED, ..answer(1, &[etag]) }));
    }
}
