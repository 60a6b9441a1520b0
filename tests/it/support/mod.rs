//! What tests share.

pub(crate) mod shared;
pub(crate) mod stage;
