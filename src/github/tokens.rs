//! Installation tokens, kept until shortly before they expire.
//!
//! octocrab's own cache is not used: its clones do not share a token, and twenty first calls fetch two. Here each
//! installation has one place behind a lock that is held while a token is fetched, so that all others wait for it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use crate::domain::ids::InstallationId;
use crate::domain::time::Timestamp;

/// How long before its end a token is replaced: longer than any job runs.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// A place for one installation's token; whoever fetches one holds the lock.
pub(super) type Slot = Arc<tokio::sync::Mutex<Option<Token>>>;

/// A token with its end.
pub(super) struct Token {
    /// The token.
    pub(super) secret: SecretString,
    /// When GitHub stops to accept it.
    pub(super) expires: Timestamp,
}

impl Token {
    /// Whether it can be used for a while from `now` on.
    pub(super) fn lasts(&self, now: Timestamp) -> bool {
        now.plus(MARGIN) < self.expires
    }

    /// Whether it is `other`.
    pub(super) fn is(&self, other: &SecretString) -> bool {
        self.secret.expose_secret() == other.expose_secret()
    }
}

/// All places.
#[derive(Default)]
pub(super) struct Tokens(Mutex<BTreeMap<InstallationId, Slot>>);

impl Tokens {
    /// The place of `installation`.
    pub(super) fn slot(&self, installation: InstallationId) -> Slot {
        self.slots().entry(installation).or_default().clone()
    }

    /// Drops the token of `installation`; a fetch that is under way ends in a place that nobody reads.
    pub(super) fn forget(&self, installation: InstallationId) {
        self.slots().remove(&installation);
    }

    /// Drops all tokens.
    pub(super) fn forget_all(&self) {
        self.slots().clear();
    }

    fn slots(&self) -> MutexGuard<'_, BTreeMap<InstallationId, Slot>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
