//! wg-steward: see `README.md` for what it does.

#![forbid(unsafe_code)]

pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod domain;
pub mod folder;
pub mod github;
pub mod http;
pub mod policies;
pub mod sandbox;
pub mod store;
pub mod telemetry;
pub mod worker;
