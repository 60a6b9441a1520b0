//! wg-steward: see `README.md` for what it does.

#![forbid(unsafe_code)]

pub mod cli;
pub mod clock;
pub mod domain;
pub mod folder;
pub mod policies;
pub mod sandbox;
pub mod store;
