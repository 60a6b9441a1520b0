//! The sandbox handle: cheap to clone; all clones share the same GitHub.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use octocrab::jsonwebtoken::DecodingKey;
use tokio::sync::watch;

use crate::clock::Clock;

use super::delivery::Delivery;
use super::injected_response::InjectedResponse;
use super::journal::Exchange;
use super::model::hook::Outcome;
use super::model::state::{App, State};
use super::outage::Outage;

/// What GitHub has to know of the app.
#[derive(Debug, Clone)]
pub struct SandboxConfig {
    /// The clock for expiry and timestamps.
    pub clock: Clock,
    /// The app's id, which its tokens must have as their issuer.
    pub app_id: u64,
    /// The public key of the app, as PEM.
    pub app_public_key_pem: String,
    /// The secret of webhook signatures.
    pub webhook_secret: String,
}

/// The public key is not an RSA key in PEM format.
#[derive(Debug, thiserror::Error)]
#[error("the app's public key is not an RSA key in PEM")]
pub struct InvalidKey(#[source] octocrab::jsonwebtoken::errors::Error);

/// A small GitHub in memory.
#[derive(Clone)]
pub struct Sandbox(Arc<Mutex<State>>);

impl Sandbox {
    /// A GitHub that contains only the app.
    ///
    /// # Errors
    /// The key is not valid.
    pub fn new(config: SandboxConfig) -> Result<Self, InvalidKey> {
        let SandboxConfig { clock, app_id, app_public_key_pem, webhook_secret } = config;
        let key = DecodingKey::from_rsa_pem(app_public_key_pem.as_bytes()).map_err(InvalidKey)?;
        let app = App { id: app_id, key, webhook_secret, created_at: clock.now() };
        Ok(Self(Arc::new(Mutex::new(State::new(clock, app)))))
    }

    /// Sets the base URL of the API: scheme, host and, as on GitHub Enterprise, the path before `/repos`.
    pub fn set_base_url(&self, url: &str) {
        self.with(|state| state.api = url.trim_end_matches('/').to_owned());
    }

    /// Takes the pending webhook deliveries, oldest first.
    pub fn take_deliveries(&self) -> Vec<Delivery> {
        self.with(|state| std::mem::take(&mut state.outbox))
    }

    /// Records the result of a delivery attempt: only then does GitHub's list contain it.
    pub fn delivered(&self, delivery: &Delivery, outcome: Outcome) {
        self.with(|state| {
            let now = state.clock.now();
            state.hooks.record(delivery, outcome, now);
        });
    }

    /// Loses the pending webhook deliveries, as when no server listens; returns them, oldest first.
    pub fn lose_deliveries(&self) -> Vec<Delivery> {
        let lost = self.take_deliveries();
        lost.iter().for_each(|delivery| self.delivered(delivery, Outcome::NotReached));
        lost
    }

    /// The headers of a delivery, signed with the app's secret.
    pub fn delivery_headers(&self, delivery: &Delivery) -> Vec<(&'static str, String)> {
        self.with(|state| delivery.headers(&state.app.webhook_secret))
    }

    /// All requests and responses so far.
    pub fn journal(&self) -> Vec<Exchange> {
        self.with(|state| state.journal.clone())
    }

    /// The length of the journal, to wait for the next exchange.
    pub fn exchanges(&self) -> watch::Receiver<usize> {
        self.with(|state| state.written.subscribe())
    }

    /// Holds all responses after the next `more` exchanges, until [`Self::release_answers`]. Requests are still carried
    /// out, as when the network loses the response.
    pub fn hold_answers_after(&self, more: usize) {
        self.with(|state| state.answered.send_replace(Some(state.journal.len() + more)));
    }

    /// Sends the held responses; later ones are sent at once.
    pub fn release_answers(&self) {
        self.with(|state| state.answered.send_replace(None));
    }

    /// Adds a fault for the next matching request; each is used once, in order.
    pub fn fail_next(&self, fault: InjectedResponse) {
        self.with(|state| state.faults.push(fault));
    }

    /// Starts an outage for all matching requests and replaces an earlier one; injected faults take precedence.
    pub fn outage(&self, outage: Outage) {
        self.with(|state| state.outage = Some(outage));
    }

    /// Ends the outage.
    pub fn clear_sky(&self) {
        self.with(|state| state.outage = None);
    }

    /// **Invariant:** the lock is held only while `act` runs, never over an await.
    pub(crate) fn with<R>(&self, act: impl FnOnce(&mut State) -> R) -> R {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sandbox")
    }
}
