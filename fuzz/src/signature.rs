//! A signature is valid for its secret and its body only.
//!
//! Input: a secret, a header and a body, separated by the first two NULs.

use aws_lc_rs::digest::{SHA256, digest};
use secrecy::SecretString;
use wg_steward::http::Secrets;

/// The block of SHA-256, in bytes (FIPS 180-4).
const BLOCK: usize = 64;

/// Panics if a property does not hold.
pub fn hold(input: &[u8]) {
    let mut parts = input.splitn(3, |byte| *byte == 0);
    let Some(secret) = parts.next().and_then(|part| std::str::from_utf8(part).ok()) else { return };
    let (header, body) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let secrets = secrets(&[secret]);
    let right = format!("sha256={}", hex::encode(authentication_code(secret.as_bytes(), body)));
    any_header(&secrets, secret, header, body, &right);
    if secret.is_empty() {
        assert!(!secrets.verify(right.as_bytes(), body), "an empty secret verifies");
        return;
    }
    right_one(&secrets, secret, body, &right);
    nothing_else(&secrets, secret, body, &right);
}

/// Any header is valid exactly if it is the right code, in either case of its digits.
fn any_header(secrets: &Secrets, secret: &str, header: &[u8], body: &[u8], right: &str) {
    let digits = header.strip_prefix(b"sha256=");
    let is_right = digits.is_some_and(|digits| digits.eq_ignore_ascii_case(&right.as_bytes()[7..]));
    let verified = secrets.verify(header, body);
    assert_eq!(verified, is_right && !secret.is_empty());
    assert!(!verified || Secrets::is_signature(header), "verified, and yet no signature by its form");
}

fn right_one(secrets: &Secrets, secret: &str, body: &[u8], right: &str) {
    assert!(Secrets::is_signature(right.as_bytes()));
    assert!(secrets.verify(right.as_bytes(), body), "the right signature does not verify");
    for rotated in [[secret, "another"], ["another", secret], ["", secret]] {
        assert!(self::secrets(&rotated).verify(right.as_bytes(), body), "not during a rotation");
    }
    assert_eq!(format!("{secrets:?}"), "Secrets(1)");
}

/// After a change of one bit in the signature, the body or the secret, it is not valid.
fn nothing_else(secrets: &Secrets, secret: &str, body: &[u8], right: &str) {
    let at = body.len() % 64;
    let mut wrong = right.to_owned().into_bytes();
    wrong[7 + at] = if wrong[7 + at] == b'0' { b'1' } else { b'0' };
    assert!(!secrets.verify(&wrong, body), "a changed digit verifies");
    for cut in [&right[..right.len() - 1], &right[..right.len() - 2], &right[7..], ""] {
        assert!(!secrets.verify(cut.as_bytes(), body), "a part of a signature verifies");
    }
    assert!(!secrets.verify(format!("{right}0").as_bytes(), body));
    assert!(!secrets.verify(right.as_bytes(), &[body, b"\0"].concat()), "a longer body verifies");
    if let Some((last, shorter)) = body.split_last() {
        assert!(!secrets.verify(right.as_bytes(), shorter), "a shorter body verifies");
        assert!(!secrets.verify(right.as_bytes(), &[shorter, &[*last ^ 1]].concat()), "a changed body verifies");
    }
    // In front, because NULs after a short key do not change it (RFC 2104 pads with them).
    let other = self::secrets(&[&format!("x{secret}")]);
    assert!(!other.verify(right.as_bytes(), body), "another secret verifies");
}

fn secrets(texts: &[&str]) -> Secrets {
    let texts: Vec<SecretString> = texts.iter().map(|text| (*text).into()).collect();
    Secrets::new(&texts)
}

/// A second implementation of HMAC-SHA-256, from RFC 2104.
fn authentication_code(secret: &[u8], body: &[u8]) -> Vec<u8> {
    let mut key = if secret.len() > BLOCK { digest(&SHA256, secret).as_ref().to_vec() } else { secret.to_vec() };
    key.resize(BLOCK, 0);
    let pad = |with: u8| key.iter().map(|byte| byte ^ with).collect::<Vec<_>>();
    let inner = digest(&SHA256, &[&pad(0x36), body].concat());
    digest(&SHA256, &[&pad(0x5c), inner.as_ref()].concat()).as_ref().to_vec()
}
