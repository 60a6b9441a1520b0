//! Requests with credentials: as the app, or as one of its installations; and lists, page after page.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use http::StatusCode;
use secrecy::SecretString;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::GitHub;
use super::answer::{json, judge};
use super::error::GitHubError;
use super::tokens::Token;
use super::wire::{Answer, Call};
use crate::domain::ids::InstallationId;
use crate::domain::time::Timestamp;

impl GitHub {
    /// Asks as the app itself.
    pub(super) async fn as_app(&self, call: &Call) -> Result<Answer, GitHubError> {
        let secret = self.0.app.sign(self.now())?;
        judge(self.0.wire.send(call, &secret).await?, self.now())
    }

    /// Asks as an installation, unless GitHub has said to wait: who goes on asking then may be shut out for good.
    pub(super) async fn call(&self, installation: InstallationId, call: &Call) -> Result<Answer, GitHubError> {
        self.may_ask(installation)?;
        let outcome = self.ask_as(installation, call).await;
        if let Err(GitHubError::RateLimited { until }) = &outcome {
            self.blocked(|blocked| blocked.insert(installation, *until));
        }
        outcome
    }

    fn may_ask(&self, installation: InstallationId) -> Result<(), GitHubError> {
        match self.blocked(|blocked| blocked.get(&installation).copied()) {
            Some(until) if until > self.now() => Err(GitHubError::RateLimited { until }),
            _ => Ok(()),
        }
    }

    fn blocked<T>(&self, touch: impl FnOnce(&mut BTreeMap<InstallationId, Timestamp>) -> T) -> T {
        touch(&mut self.0.blocked.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A refused token is renewed once: it may have been revoked before its end.
    async fn ask_as(&self, installation: InstallationId, call: &Call) -> Result<Answer, GitHubError> {
        let secret = self.token(installation).await?;
        let answer = self.0.wire.send(call, &secret).await?;
        if answer.status != StatusCode::UNAUTHORIZED {
            return judge(answer, self.now());
        }
        self.drop_token(installation, &secret).await;
        let renewed = self.token(installation).await?;
        judge(self.0.wire.send(call, &renewed).await?, self.now())
    }

    /// Reads one thing.
    pub(super) async fn fetch<T: DeserializeOwned>(
        &self,
        installation: InstallationId,
        path: impl Into<String>,
    ) -> Result<T, GitHubError> {
        json(&self.call(installation, &Call::get(path)).await?)
    }

    /// Reads a list; `path` asks for 100 a page itself.
    pub(super) fn pages(&self, installation: InstallationId, path: String, most: usize) -> Pages<'_> {
        Pages { github: self, installation, next: Some(path), left: most }
    }

    /// Waits until nobody else writes for this installation: GitHub wants writes one after the other.
    pub(super) async fn write_turn(&self, installation: InstallationId) -> tokio::sync::OwnedMutexGuard<()> {
        let lock = {
            let mut locks = self.0.writes.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(locks.entry(installation).or_default())
        };
        lock.lock_owned().await
    }

    pub(super) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    async fn token(&self, installation: InstallationId) -> Result<SecretString, GitHubError> {
        let slot = self.0.tokens.slot(installation);
        let mut held = slot.lock().await;
        if let Some(token) = held.as_ref().filter(|token| token.lasts(self.now())) {
            return Ok(token.secret.clone());
        }
        let fresh = self.new_token(installation).await?;
        let secret = fresh.secret.clone();
        *held = Some(fresh);
        Ok(secret)
    }

    async fn drop_token(&self, installation: InstallationId, refused: &SecretString) {
        let slot = self.0.tokens.slot(installation);
        let mut held = slot.lock().await;
        if held.as_ref().is_some_and(|token| token.is(refused)) {
            *held = None;
        }
    }

    async fn new_token(&self, installation: InstallationId) -> Result<Token, GitHubError> {
        let path = format!("/app/installations/{installation}/access_tokens");
        let answer = self.as_app(&Call::post(path, &json!({}))).await.map_err(not_installed)?;
        let NewToken { token, expires_at } = json(&answer)?;
        let expires = chrono::DateTime::parse_from_rfc3339(&expires_at)
            .map_err(|_| GitHubError::Misread { what: answer.what, place: "expires_at".to_owned() })?;
        Ok(Token { secret: token.into(), expires: Timestamp(expires.timestamp_millis()) })
    }
}

/// A missing installation must not look like a missing thing: that would be "gone", and often as good as done.
fn not_installed(error: GitHubError) -> GitHubError {
    match error {
        GitHubError::Gone { what } => GitHubError::Forbidden { what, message: "there is no such installation".into() },
        other => other,
    }
}

#[derive(Deserialize)]
struct NewToken {
    token: String,
    expires_at: String,
}

/// A list that is read page after page, as far as wanted.
pub(super) struct Pages<'a> {
    github: &'a GitHub,
    installation: InstallationId,
    next: Option<String>,
    left: usize,
}

impl Pages<'_> {
    /// Whether there is more than was wanted.
    pub(super) fn is_cut(&self) -> bool {
        self.next.is_some()
    }

    /// The next page; `None` after the last one, or after as many as wanted.
    pub(super) async fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>, GitHubError> {
        if self.left == 0 {
            return Ok(None);
        }
        let Some(path) = self.next.take() else { return Ok(None) };
        self.left -= 1;
        let answer = self.github.call(self.installation, &Call::get(path)).await?;
        self.next = answer.header("link").and_then(next_link).and_then(|link| self.github.0.wire.local(link));
        json(&answer).map(Some)
    }
}

/// The address in `<…>; rel="next"` of a `Link` header (RFC 8288).
pub(super) fn next_link(header: &str) -> Option<&str> {
    header.split('<').find_map(|part| {
        let (address, parameters) = part.split_once('>')?;
        parameters.contains("rel=\"next\"").then_some(address)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_among_all_links() {
        let header =
            r#"<https://x/?page=1>; rel="prev", <https://x/?page=3>; rel="next", <https://x/?page=9>; rel="last""#;
        assert_eq!(next_link(header), Some("https://x/?page=3"));
        assert_eq!(next_link(r#"<https://x/?page=1>; rel="prev""#), None);
        assert_eq!(next_link("nonsense"), None);
    }
}
