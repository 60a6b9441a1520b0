//! A temporary app key as PEM, created for the demo and tests instead of being downloaded from GitHub.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;

use super::base64;

/// An app's key pair.
pub struct AppKey {
    /// The private key (PKCS#8), for the app.
    pub private_pem: String,
    /// The public key (SPKI), for the sandbox.
    pub public_pem: String,
}

/// Generates an RSA key of 2048 bits.
///
/// # Errors
/// The machine has no randomness.
pub fn generate() -> Result<AppKey, Unspecified> {
    let pair = KeyPair::generate(KeySize::Rsa2048)?;
    let private: Pkcs8V1Der<'_> = pair.as_der()?;
    let public: PublicKeyX509Der<'_> = pair.public_key().as_der()?;
    Ok(AppKey { private_pem: pem("PRIVATE KEY", private.as_ref()), public_pem: pem("PUBLIC KEY", public.as_ref()) })
}

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}-----END {label}-----\n", base64::encode_lines(der, 64))
}
