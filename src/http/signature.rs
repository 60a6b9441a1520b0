//! GitHub's signature over a webhook's raw bytes: `X-Hub-Signature-256: sha256=<hex HMAC>`.
//!
//! <https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries>

use std::fmt;

use aws_lc_rs::hmac;
use secrecy::{ExposeSecret, SecretString};

/// The secrets that are valid for a signature: the current one, and during a rotation the previous one.
pub struct Secrets(Vec<hmac::Key>);

impl Secrets {
    /// Creates the set of secrets. Empty ones are left out, because anyone could sign with them.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a SecretString>) -> Self {
        let given = secrets.into_iter().map(ExposeSecret::expose_secret).filter(|secret| !secret.is_empty());
        Self(given.map(|secret| hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())).collect())
    }

    /// Whether `text` has the form of a signature: `sha256=` and 64 hex digits.
    pub fn is_signature(text: &[u8]) -> bool {
        text.strip_prefix(b"sha256=")
            .is_some_and(|digits| digits.len() == 64 && digits.iter().all(u8::is_ascii_hexdigit))
    }

    /// Whether `signature` was made over `body` with one of the secrets, compared in constant time.
    pub fn verify(&self, signature: &[u8], body: &[u8]) -> bool {
        let Some(digits) = signature.strip_prefix(b"sha256=") else { return false };
        let mut tag = [0_u8; 32];
        if hex::decode_to_slice(digits, &mut tag).is_err() {
            return false;
        }
        self.0.iter().any(|key| hmac::verify(key, body, &tag).is_ok())
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example in GitHub's documentation.
    const SECRET: &str = "It's a Secret to Everybody";
    const SIGNATURE: &[u8] = b"sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    #[test]
    fn githubs_own_example_is_right() {
        assert!(Secrets::new([&SECRET.into()]).verify(SIGNATURE, b"Hello, World!"));
    }

    #[test]
    fn during_a_rotation_both_secrets_are_right() {
        let both = Secrets::new([&"new".into(), &SECRET.into()]);
        assert!(both.verify(SIGNATURE, b"Hello, World!"));
    }

    #[test]
    fn anything_else_is_wrong() {
        let secrets = Secrets::new([&SECRET.into(), &"".into()]);
        assert!(!secrets.verify(SIGNATURE, b"Hello, World"));
        assert!(!secrets.verify(&SIGNATURE[..70], b"Hello, World!"));
        assert!(!secrets.verify(b"sha1=0a0a", b"Hello, World!"));
        assert!(!secrets.verify(b"", b""));
        assert!(!Secrets::new([&"".into()]).verify(SIGNATURE, b"Hello, World!"));
        let unsigned = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, b""), b"x");
        let forged = format!("sha256={}", hex::encode(unsigned));
        assert!(!secrets.verify(forged.as_bytes(), b"x"), "an empty secret must not count");
    }
}
