//! The GitHub room against a GitHub of exact answers: credentials, reads, writes, failures, webhooks.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

#[path = "../support/rest_schema.rs"]
mod rest_schema;
#[path = "../support/github.rs"]
mod stage;

mod connection;
mod failures;
mod reads;
mod snapshots;
mod webhooks;
mod writes;
