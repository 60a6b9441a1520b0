//! The sandbox as its users hold it: cheap to clone, all clones see the same GitHub.

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
    /// Tells the time: tokens expire and things get their dates by it.
    pub clock: Clock,
    /// The app's id, which its tokens must name as their issuer.
    pub app_id: u64,
    /// The public half of the app's key, as PEM.
    pub app_public_key_pem: String,
    /// What webhooks are signed with.
    pub webhook_secret: String,
}

/// The public key is no RSA key in PEM.
#[derive(Debug, thiserror::Error)]
#[error("the app's public key is no RSA key in PEM")]
pub struct InvalidKey(#[source] octocrab::jsonwebtoken::errors::Error);

/// A small GitHub in memory.
#[derive(Clone)]
pub struct Sandbox(Arc<Mutex<State>>);

impl Sandbox {
    /// A GitHub with nothing in it but the app.
    ///
    /// # Errors
    /// When the key can't be read.
    pub fn new(config: SandboxConfig) -> Result<Self, InvalidKey> {
        let SandboxConfig { clock, app_id, app_public_key_pem, webhook_secret } = config;
        let key = DecodingKey::from_rsa_pem(app_public_key_pem.as_bytes()).map_err(InvalidKey)?;
        let app = App { id: app_id, key, webhook_secret, created_at: clock.now() };
        Ok(Self(Arc::new(Mutex::new(State::new(clock, app)))))
    }

    /// Says where the API is reached: scheme, host and, as on GitHub Enterprise, the path before `/repos`.
    pub fn set_base_url(&self, url: &str) {
        self.with(|state| state.api = url.trim_end_matches('/').to_owned());
    }

    /// Takes the webhook calls that nobody has taken yet, oldest first.
    pub fn take_deliveries(&self) -> Vec<Delivery> {
        self.with(|state| std::mem::take(&mut state.outbox))
    }

    /// Says how an attempt to deliver ended: only then is it in GitHub's list, as one that is under way is not.
    pub fn delivered(&self, delivery: &Delivery, outcome: Outcome) {
        self.with(|state| {
            let now = state.clock.now();
            state.hooks.record(delivery, outcome, now);
        });
    }

    /// Loses the webhook calls that nobody has taken yet, as when nobody listens: gives them, oldest first.
    pub fn lose_deliveries(&self) -> Vec<Delivery> {
        let lost = self.take_deliveries();
        lost.iter().for_each(|delivery| self.delivered(delivery, Outcome::NotReached));
        lost
    }

    /// A delivery's headers, signed with the app's secret.
    pub fn delivery_headers(&self, delivery: &Delivery) -> Vec<(&'static str, String)> {
        self.with(|state| delivery.headers(&state.app.webhook_secret))
    }

    /// All that was asked and answered so far.
    pub fn journal(&self) -> Vec<Exchange> {
        self.with(|state| state.journal.clone())
    }

    /// How many exchanges the journal holds, to wait for the next one.
    pub fn exchanges(&self) -> watch::Receiver<usize> {
        self.with(|state| state.written.subscribe())
    }

    /// Gives no answer after the next `more` exchanges, until [`Self::release_answers`]: what is asked is still done, as
    /// when the network loses the way back.
    pub fn hold_answers_after(&self, more: usize) {
        self.with(|state| state.answered.send_replace(Some(state.journal.len() + more)));
    }

    /// Gives the answers that were held, and all others at once.
    pub fn release_answers(&self) {
        self.with(|state| state.answered.send_replace(None));
    }

    /// Orders trouble for the next request that the fault waits for; each is given once, in order.
    pub fn fail_next(&self, fault: InjectedResponse) {
        self.with(|state| state.faults.push(fault));
    }

    /// Starts an outage for all requests that it is for, in place of another outage; injected faults go first.
    pub fn outage(&self, outage: Outage) {
        self.with(|state| state.outage = Some(outage));
    }

    /// Ends the outage.
    pub fn clear_sky(&self) {
        self.with(|state| state.outage = None);
    }

    /// **Invariant:** the lock is held within `act` only, never over an await.
    pub(crate) fn with<R>(&self, act: impl FnOnce(&mut State) -> R) -> R {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sandbox")
    }
}
