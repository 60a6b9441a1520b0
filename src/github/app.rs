//! The identity of the app: a private key that signs short-lived tokens.
//!
//! See <https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app>: RS256, issued a minute
//! in the past to tolerate clock differences, valid for less than ten minutes.

use octocrab::jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use crate::domain::types::time::Timestamp;

use super::error::GitHubError;

/// The app's id and its key.
pub(super) struct AppKey {
    id: u64,
    key: EncodingKey,
}

#[derive(Serialize)]
struct Claims {
    iss: u64,
    iat: i64,
    exp: i64,
}

impl AppKey {
    /// Reads a key in PEM format, also if its line breaks are written as `\n`, as in an environment variable.
    pub(super) fn read(id: u64, pem: &SecretString) -> Result<Self, GitHubError> {
        let text = pem.expose_secret().replace("\\n", "\n");
        let wrong = || GitHubError::Misconfigured { what: "private key", why: objection(&text).to_owned() };
        let key = EncodingKey::from_rsa_pem(text.trim().as_bytes()).map_err(|_| wrong())?;
        let app = Self { id, key };
        app.encoded(Timestamp(0)).ok_or_else(wrong)?;
        Ok(app)
    }

    /// A token that authenticates the app itself for the next nine minutes.
    pub(super) fn sign(&self, now: Timestamp) -> Result<SecretString, GitHubError> {
        self.encoded(now).ok_or_else(|| GitHubError::Misconfigured {
            what: "private key",
            why: "it can't sign any more; restart with a new key from the app's settings page".to_owned(),
        })
    }

    fn encoded(&self, now: Timestamp) -> Option<SecretString> {
        let seconds = now.0.div_euclid(1000);
        let claims = Claims { iss: self.id, iat: seconds - 60, exp: seconds + 540 };
        encode(&Header::new(Algorithm::RS256), &claims, &self.key).ok().map(SecretString::from)
    }
}

/// Why a text is not a valid key, without quoting it.
fn objection(pem: &str) -> &'static str {
    if !pem.contains("-----BEGIN") {
        "it has no `-----BEGIN` line; pass the whole file from \"Private keys\" on the app's settings page, with \
         its line breaks or with `\\n` in their place"
    } else if !pem.contains("PRIVATE KEY-----") {
        "it is not a private key; pass the file from \"Private keys\" on the app's settings page"
    } else {
        "it is not a complete RSA key without a passphrase; create a new one under \"Private keys\" on the app's \
         settings page and pass the whole file"
    }
}
