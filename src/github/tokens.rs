//! Installation tokens, cached until shortly before they expire.
//!
//! octocrab's own cache is not used: its clones do not share a token, and twenty concurrent first calls fetch two. Here
//! each installation has one slot with a lock that is held while a token is fetched. All other callers wait for it and
//! get the same result, also a failure.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use crate::domain::types::ids::InstallationId;
use crate::domain::types::time::Timestamp;

use super::error::GitHubError;

/// How long before its expiry a token is replaced: longer than any job runs.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// The slot for an installation's token.
#[derive(Default)]
pub(super) struct Slot {
    /// The number of failed fetches.
    failures: AtomicU64,
    held: tokio::sync::Mutex<Held>,
}

#[derive(Default)]
struct Held {
    token: Option<Token>,
    /// The error of the last attempt.
    failure: Option<GitHubError>,
}

/// A token with its expiry.
pub(super) struct Token {
    /// The token.
    pub(super) secret: SecretString,
    /// When the token expires.
    pub(super) expires: Timestamp,
}

impl Token {
    fn lasts(&self, now: Timestamp) -> bool {
        now.plus(MARGIN) < self.expires
    }
}

impl Slot {
    /// The token, if it remains valid for a while after `now`; otherwise the result of `fetch`. A caller that waited
    /// during a failed fetch gets that failure and does not fetch again.
    pub(super) async fn token(
        &self,
        now: impl Fn() -> Timestamp,
        fetch: impl AsyncFnOnce() -> Result<Token, GitHubError>,
    ) -> Result<SecretString, GitHubError> {
        let seen = self.failures.load(Ordering::SeqCst);
        let mut held = self.held.lock().await;
        if let Some(token) = held.token.as_ref().filter(|token| token.lasts(now())) {
            return Ok(token.secret.clone());
        }
        if let Some(failure) = held.failure.as_ref().filter(|_| self.failures.load(Ordering::SeqCst) != seen) {
            return Err(failure.clone());
        }
        match fetch().await {
            Ok(fresh) => {
                let secret = fresh.secret.clone();
                *held = Held { token: Some(fresh), failure: None };
                Ok(secret)
            }
            Err(failure) => {
                held.failure = Some(failure.clone());
                self.failures.fetch_add(1, Ordering::SeqCst);
                Err(failure)
            }
        }
    }

    /// Drops the token if it is the refused one.
    pub(super) async fn drop_token(&self, refused: &SecretString) {
        let mut held = self.held.lock().await;
        held.token = held.token.take().filter(|token| token.secret.expose_secret() != refused.expose_secret());
    }
}

/// The slots of all installations.
#[derive(Default)]
pub(super) struct Tokens(Mutex<BTreeMap<InstallationId, Arc<Slot>>>);

impl Tokens {
    /// The slot of `installation`.
    pub(super) fn slot(&self, installation: InstallationId) -> Arc<Slot> {
        self.slots().entry(installation).or_default().clone()
    }

    /// Drops the token of `installation`; a fetch in progress ends in a slot that is no longer used.
    pub(super) fn forget(&self, installation: InstallationId) {
        self.slots().remove(&installation);
    }

    /// Drops all tokens.
    pub(super) fn forget_all(&self) {
        self.slots().clear();
    }

    fn slots(&self) -> MutexGuard<'_, BTreeMap<InstallationId, Arc<Slot>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    fn refusal() -> GitHubError {
        GitHubError::Unauthorized { what: "POST /app".to_owned() }
    }

    #[tokio::test]
    async fn who_waited_shares_the_failure_and_who_comes_later_tries_again() {
        let (slot, fetched) = (Slot::default(), AtomicUsize::new(0));
        let failing = async || {
            slot.token(
                || Timestamp(0),
                async || {
                    fetched.fetch_add(1, Ordering::SeqCst);
                    tokio::task::yield_now().await;
                    Err(refusal())
                },
            )
            .await
        };
        let (first, second, third) = tokio::join!(failing(), failing(), failing());
        for outcome in [first, second, third] {
            assert!(matches!(outcome, Err(GitHubError::Unauthorized { .. })));
        }
        assert_eq!(fetched.load(Ordering::SeqCst), 1);
        assert!(failing().await.is_err());
        assert_eq!(fetched.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn who_fetches_and_is_cut_off_leaves_it_to_the_next() {
        let slot = Slot::default();
        let endless = slot.token(|| Timestamp(0), async || std::future::pending().await);
        let mut endless = Box::pin(endless);
        let polled = std::future::poll_fn(|context| std::task::Poll::Ready(endless.as_mut().poll(context))).await;
        assert!(polled.is_pending());
        drop(endless);
        let fresh = async || Ok(Token { secret: "ghs_next".to_owned().into(), expires: Timestamp(3_600_000) });
        assert_eq!(slot.token(|| Timestamp(0), fresh).await.unwrap().expose_secret(), "ghs_next");
    }
}
