//! Small text helpers that are independent of the foundation.

pub mod did_you_mean;
pub mod fingerprint;
pub mod invisible;
pub mod placeholder;
pub mod slug;
pub mod symlink;
