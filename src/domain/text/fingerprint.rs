//! Short texts and numbers that represent longer texts.

use aws_lc_rs::digest::{SHA256, digest};

/// A text that differs when `text` does: the first half of its SHA-256, in 32 hex digits. Nobody finds two texts with the
/// same one, so it may be taken of texts that people wrote.
pub fn fingerprint(text: &str) -> String {
    let whole = hex::encode(digest(&SHA256, text.as_bytes()));
    whole.chars().take(32).collect()
}

/// A number that differs when `text` does (FNV-1a), as the seed of a choice.
///
/// It is not a cryptographic hash: nothing that has to be safe may depend on it.
pub fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
