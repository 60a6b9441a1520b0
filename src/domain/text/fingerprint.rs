//! Short texts and numbers that represent longer texts.

/// A text that differs when `text` does, in 16 hex digits; see [`hash`].
pub fn fingerprint(text: &str) -> String {
    format!("{:016x}", hash(text))
}

/// A number that differs when `text` does (FNV-1a).
///
/// It is not a cryptographic hash: use it for our own texts only.
pub fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
