//! Calls to GitHub: credentials, requests, reads, writes, webhooks. The only room that knows octocrab and GitHub's
//! JSON.
//!
//! Reads return domain types, [`GitHub::apply`] takes a domain action, and [`webhook::read`] is pure. This room decides
//! nothing and retries nothing: an error says what the caller should do next ([`GitHubError`]). One exception: a
//! refused installation token is renewed once. During a rate limit nothing is sent. Writes are made one at a time and
//! at a limited pace. Mutable resources are read with conditional requests.

mod app;
mod authenticated;
mod base;
mod cache;
mod comparison;
mod conditional_get;
mod error;
mod missing_permissions;
mod permissions;
mod proxy;
mod rate_limit;
mod read;
mod response;
mod tokens;
mod transport;
pub mod webhook;
mod write;

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::SecretString;

use crate::clock::Clock;
use crate::domain::types::ids::{InstallationId, RepoName};

use app::AppKey;
pub use authenticated::counting_reads;
pub use cache::conditional::{Pending as PendingResponse, RecentResponses, ResponseCache, ResponseKey, StoredResponse};
use cache::immutable::ImmutableCache;
pub use error::{Cause, GitHubError};
use missing_permissions::MissingPermissions;
use rate_limit::accounts::{MostWrites, RateLimits};
pub use rate_limit::budget::Budget;
use rate_limit::write_lock::Writers;
pub use rate_limit::write_lock::{LONG_PATIENCE, WriteGuard};
use read::Members;
pub use read::{
    DocumentsWanted, HookRead, HooksRead, HooksWanted, Installed, IssueLabels, KnownTree, Reach, Reached, Reaching,
    SnapshotWanted, TreeRead, Trial,
};
use tokens::Tokens;
use transport::Wire;
pub use write::{Applied, WritePlace};

/// The connection to one GitHub as one app.
#[derive(Clone)]
pub struct GitHubConfig {
    /// The root of the API: `https://api.github.com`, or `https://ghe.example/api/v3`.
    pub api_url: String,
    /// The app's id.
    pub app_id: u64,
    /// The app's RSA key in PEM format; line breaks may be written as `\n`.
    pub private_key: SecretString,
    /// The timeout of one request, including its response.
    pub timeout: Duration,
    /// The root of the app's own pages. A check in a public repository links to `<root>/pulls/<owner>/<name>/<number>`.
    pub details_url: Option<String>,
    /// How many writes one installation makes in any minute; `None`: no limit.
    pub writes_per_minute: Option<NonZeroU32>,
    /// How many in any hour; no limit if this or the number per minute is `None`.
    pub writes_per_hour: Option<NonZeroU32>,
    /// The cache for conditional requests; `None`: no cache.
    pub answers: Option<Arc<dyn ResponseCache>>,
    /// The clock.
    pub clock: Clock,
}

/// A GitHub, used as one app. Clones share tokens and connections.
#[derive(Clone)]
pub struct GitHub(Arc<Inner>);

struct Inner {
    wire: Wire,
    app: AppKey,
    app_id: u64,
    tokens: Tokens,
    installations: Mutex<BTreeMap<RepoName, Reaching>>,
    /// Whether GitHub has accepted the app.
    is_known: AtomicBool,
    writers: Mutex<BTreeMap<InstallationId, Arc<Writers>>>,
    /// The cache of immutable objects.
    shelf: Mutex<ImmutableCache>,
    /// Recent answers about memberships.
    members: Mutex<Members>,
    /// Whether writes are made one at a time.
    is_paced: bool,
    /// The limits that GitHub has reported.
    ledger: RateLimits,
    /// Missing permissions.
    lacks: MissingPermissions,
    answers: Option<Arc<dyn ResponseCache>>,
    details_url: Option<String>,
    clock: Clock,
}

impl GitHub {
    /// Checks the configuration; sends nothing. Call it within a Tokio runtime.
    ///
    /// # Errors
    /// [`GitHubError::Misconfigured`], which never quotes the key.
    pub fn connect(config: GitHubConfig) -> Result<Self, GitHubError> {
        let most = MostWrites { per_minute: config.writes_per_minute, per_hour: config.writes_per_hour };
        let GitHubConfig { api_url, app_id, private_key, timeout, details_url, answers, clock, .. } = config;
        Ok(Self(Arc::new(Inner {
            wire: Wire::new(&api_url, timeout)?,
            app: AppKey::read(app_id, &private_key)?,
            app_id,
            tokens: Tokens::default(),
            installations: Mutex::default(),
            is_known: AtomicBool::new(false),
            writers: Mutex::default(),
            shelf: Mutex::default(),
            members: Mutex::default(),
            is_paced: most.per_minute.is_some(),
            ledger: RateLimits::new(most),
            lacks: MissingPermissions::default(),
            answers,
            details_url: details_url.map(|root| root.trim_end_matches('/').to_owned()),
            clock,
        })))
    }

    /// Drops all tokens and all cached data about installations.
    pub fn forget_tokens(&self) {
        self.0.tokens.forget_all();
        self.0.lacks.forget_all();
        self.known_installations(BTreeMap::clear);
    }

    /// Drops the token of one installation and its known repositories: it was suspended, deleted or changed.
    pub fn forget(&self, installation: InstallationId) {
        self.0.tokens.forget(installation);
        self.0.lacks.forget(installation);
        self.known_installations(|known| known.retain(|_, reaching| reaching.installation != installation));
    }

    /// What an operator has to change on GitHub: one sentence per missing permission.
    pub fn problems(&self) -> Vec<String> {
        self.0.lacks.problems(self.now())
    }

    fn shelf<T>(&self, touch: impl FnOnce(&mut ImmutableCache) -> T) -> T {
        touch(&mut self.0.shelf.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn members<T>(&self, touch: impl FnOnce(&mut Members) -> T) -> T {
        touch(&mut self.0.members.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn known_installations<T>(&self, touch: impl FnOnce(&mut BTreeMap<RepoName, Reaching>) -> T) -> T {
        touch(&mut self.0.installations.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// **Invariant:** the key is not shown.
impl fmt::Debug for GitHubConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GitHubConfig")
            .field("api_url", &self.api_url)
            .field("app_id", &self.app_id)
            .field("timeout", &self.timeout)
            .field("details_url", &self.details_url)
            .field("writes_per_minute", &self.writes_per_minute)
            .field("writes_per_hour", &self.writes_per_hour)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for GitHub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GitHub").field("app_id", &self.0.app_id).field("wire", &self.0.wire).finish_non_exhaustive()
    }
}

/// Characters that a path segment may contain unescaped (RFC 3986, unreserved).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Escapes a text as one path segment: `wg/docs` is `wg%2Fdocs`.
fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}
