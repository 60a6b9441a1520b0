//! Answers that are kept, so that GitHub is asked only whether they still hold: a 304 costs nothing of the budget.
//!
//! See <https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate>.
//! An answer is never used unasked: GitHub says each time, to the installation that asks, that it may have it and that
//! it holds. Kept are lists and single things that change: pull requests, timelines, files, comments, checks, labels.
//! Left out is what has a name that says its content (blobs, files at a commit, comparisons of two commits): the shelf
//! has it, and it is not asked for twice; and trees, whose ETag and content the caller keeps.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use serde::de::IgnoredAny;

use crate::domain::types::ids::InstallationId;
use crate::github::transport::Answer;

/// Bytes of an answer that is kept. GitHub's pull request has 25 KB, a full page of a timeline 150 to 250.
const MAX_BYTES: usize = 256 * 1024;

/// Bytes of an ETag; GitHub's have 68.
const MAX_OF_AN_ETAG: usize = 256;

/// Entries of a full page: all our lists ask for that many.
const FULL_PAGE: usize = 100;

/// What an answer is kept under. **Invariant:** it names the installation: none reads what another was told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResponseKey {
    /// Who asked.
    pub installation: InstallationId,
    /// What for: path and query, below the API's root.
    pub path: String,
    /// In which form (`accept`).
    pub accept: &'static str,
}

/// An answer as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredResponse {
    /// GitHub's name of this state, to be sent as `if-none-match`, byte for byte.
    pub etag: String,
    /// The body, at most 256 KB of JSON. It may be of a private repository: it belongs in no log.
    pub body: Vec<u8>,
    /// The header `link`: where the next page is.
    pub link: Option<String>,
}

/// What [`ResponseCache`] give.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A place where answers are kept.
///
/// It may lose any of them at any time and has to bound itself, by age and by size. It must not give one under another
/// key, or in parts: all fields of one are kept together, and the last one counts. What goes wrong there is for its own
/// log: who asks then has no answer that is kept, and GitHub gives a whole one.
pub trait ResponseCache: Send + Sync {
    /// What was kept last under `key`.
    fn find<'a>(&'a self, key: &'a ResponseKey) -> Pending<'a, Option<StoredResponse>>;

    /// Keeps `answer` in the place of what was there.
    fn keep(&self, key: ResponseKey, answer: StoredResponse) -> Pending<'_, ()>;
}

/// The answers that were kept last, in memory; empty after a restart.
pub struct RecentResponses {
    most: usize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    bytes: usize,
    turn: u64,
    answers: BTreeMap<ResponseKey, (u64, StoredResponse)>,
    /// Which was kept when; the first goes first.
    turns: BTreeMap<u64, ResponseKey>,
}

impl RecentResponses {
    /// A place for so many bytes.
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

/// What is kept of an answer, if it is worth it and may be used again.
///
/// GitHub's ETag is of the body alone. A full page that was the last one has the same ETag when there is one more: that
/// page must not be kept, or what comes after it would never be seen.
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
