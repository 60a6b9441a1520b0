//! Requests with credentials, of the app or of an installation. Records the rate limits that GitHub reports.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use http::StatusCode;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;
use tracing::warn;

use crate::domain::types::ids::InstallationId;
use crate::domain::types::time::Timestamp;

use super::GitHub;
use super::error::GitHubError;
use super::permissions::{self, Wanted};
use super::rate_limit::accounts::Caller;
use super::rate_limit::headers::{budget, clock};
use super::rate_limit::write_lock::MaySend;
use super::response::{is_yes, json, judge, limit, refusal_of_app};
use super::tokens::Token;
use super::transport::{Answer, Call};

/// The difference between the clocks, in milliseconds, from which a refused token of the app counts as a clock error.
/// The validity of such a token leaves this much room on either side.
const CLOCKS_DIFFER: u64 = 60_000;

tokio::task_local! {
    /// How many reads the task has made that count against GitHub's hourly limit.
    static READS: Arc<AtomicU32>;
}

tokio::task_local! {
    /// Whether the task may still send a write.
    static MAY_SEND: MaySend;
}

/// Runs `work`, which sends no request once `may_send` is false.
pub(super) async fn sending_while<T>(may_send: MaySend, work: impl Future<Output = T>) -> T {
    MAY_SEND.scope(may_send, work).await
}

/// Runs `work` and adds its reads that count against GitHub's hourly limit to `reads`.
pub async fn counting_reads<T>(reads: Arc<AtomicU32>, work: impl Future<Output = T>) -> T {
    READS.scope(reads, work).await
}

impl GitHub {
    /// Sends a request as the app.
    pub(super) async fn as_app(&self, call: &Call) -> Result<Answer, GitHubError> {
        self.may_ask(Caller::App)?;
        let secret = self.0.app.sign(self.now())?;
        let answer = self.send(Caller::App, call, &secret).await?;
        if let Some(message) = refusal_of_app(&answer) {
            return Err(self.refusal_of_the_app(answer, message));
        }
        judge(answer)
    }

    /// Sends a request as an installation, unless it is rate-limited: GitHub may ban an app that continues.
    ///
    /// A refused token is renewed once, since it may have been revoked early.
    pub(super) async fn call(&self, installation: InstallationId, call: &Call) -> Result<Answer, GitHubError> {
        let caller = Caller::Installation(installation);
        if call.is_write() {
            self.pause(installation).await?;
        }
        self.may_ask(caller)?;
        let secret = self.token(installation).await?;
        let answer = self.send(caller, call, &secret).await?;
        if answer.status != StatusCode::UNAUTHORIZED {
            return self.judged(installation, answer);
        }
        self.0.tokens.slot(installation).drop_token(&secret).await;
        let renewed = self.token(installation).await?;
        self.judged(installation, self.send(caller, call, &renewed).await?)
    }

    /// Checks an installation's response, which may report a missing permission.
    fn judged(&self, installation: InstallationId, answer: Answer) -> Result<Answer, GitHubError> {
        judge(answer).inspect_err(|error| self.0.lacks.heed(installation, error, self.now()))
    }

    pub(super) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    fn may_ask(&self, caller: Caller) -> Result<(), GitHubError> {
        let now = self.now();
        let closed = self.0.ledger.of(caller, |account| account.closed(now));
        closed.map_or(Ok(()), |until| Err(GitHubError::RateLimited { until }))
    }

    /// Sends a request and records the limits in the response. An exceeded limit is an error.
    async fn send(&self, caller: Caller, call: &Call, secret: &SecretString) -> Result<Answer, GitHubError> {
        if MAY_SEND.try_with(|may_send| !may_send()).unwrap_or(false) {
            return Err(GitHubError::TooLate);
        }
        let answer = self.0.wire.send(call, secret).await?;
        // A 304 does not count against the limit.
        if !call.is_write() && answer.status != StatusCode::NOT_MODIFIED {
            _ = READS.try_with(|reads| reads.fetch_add(1, Ordering::Relaxed));
        }
        let now = self.now();
        self.0.ledger.of(caller, |account| {
            budget(&answer.headers, now).into_iter().for_each(|said| account.told(said));
            match limit(&answer, now) {
                Some(limit) => return Err(GitHubError::RateLimited { until: account.refused(limit, now) }),
                None if is_yes(&answer) => account.answered(call.is_write(), now),
                None => {}
            }
            Ok(())
        })?;
        Ok(answer)
    }

    /// A token of the app is valid for minutes only, so a wrong clock makes it invalid. GitHub's response contains its
    /// time.
    fn refusal_of_the_app(&self, answer: Answer, message: String) -> GitHubError {
        let (what, here) = (answer.what, self.now());
        // An unknown app id is an error at any time.
        let clock = clock(&answer.headers).filter(|_| answer.status == StatusCode::UNAUTHORIZED);
        match clock.filter(|there| there.0.abs_diff(here.0) > CLOCKS_DIFFER) {
            Some(there) => GitHubError::ClockOff { what, here, there },
            None => self.not_accepted(what, answer.status.as_u16(), message),
        }
    }

    async fn token(&self, installation: InstallationId) -> Result<SecretString, GitHubError> {
        let slot = self.0.tokens.slot(installation);
        slot.token(|| self.now(), async || self.new_token(installation).await).await
    }

    async fn new_token(&self, installation: InstallationId) -> Result<Token, GitHubError> {
        let path = format!("/app/installations/{installation}/access_tokens");
        let ask = |permissions: Wanted| Call::post(path.clone(), &json!({ "permissions": permissions }));
        let answer = match self.as_app(&ask(permissions::wanted())).await {
            // The account has not accepted all permissions. Most of the work needs only some of them.
            Err(GitHubError::Refused { .. }) => {
                let granted = self.granted(installation).await?;
                self.as_app(&ask(permissions::within(&granted))).await
            }
            answer => answer,
        };
        let answer = answer.map_err(not_installed)?;
        let NewToken { token, expires_at } = json(&answer)?;
        let expires = chrono::DateTime::parse_from_rfc3339(&expires_at)
            .map_err(|_| GitHubError::Misread { what: answer.what, place: "expires_at".to_owned() })?;
        Ok(Token { secret: token.into(), expires: Timestamp(expires.timestamp_millis()) })
    }
}

impl GitHub {
    /// The permissions that the account has granted.
    async fn granted(&self, installation: InstallationId) -> Result<BTreeMap<String, String>, GitHubError> {
        let answer =
            self.as_app(&Call::get(format!("/app/installations/{installation}"))).await.map_err(not_installed)?;
        let Granted { permissions } = json(&answer)?;
        let missing = permissions::missing(&permissions);
        warn!(%installation, ?missing, "permissions missing: an owner of the account has to accept the app's new permissions");
        Ok(permissions)
    }
}

#[derive(Deserialize)]
struct Granted {
    permissions: BTreeMap<String, String>,
}

/// A missing installation must not look like a missing resource: "gone" often counts as done.
fn not_installed(error: GitHubError) -> GitHubError {
    match error {
        GitHubError::Gone { what, .. } => {
            GitHubError::Forbidden { what, message: "there is no such installation".into(), permission: None }
        }
        other => other,
    }
}

#[derive(Deserialize)]
struct NewToken {
    token: String,
    expires_at: String,
}
