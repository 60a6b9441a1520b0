//! wg-steward: see `README.md` for what it does.

#![forbid(unsafe_code)]

pub mod clock;
pub mod domain;
pub mod github;
pub mod sandbox;
pub mod store;
