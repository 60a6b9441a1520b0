//! What tests share.

pub(crate) mod shared;
