//! The GitHub room against a GitHub of exact answers: credentials, reads, writes, failures, webhooks.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

#[path = "support/github.rs"]
mod stage;

#[path = "github/connection.rs"]
mod connection;
#[path = "github/failures.rs"]
mod failures;
#[path = "github/reads.rs"]
mod reads;
#[path = "github/snapshots.rs"]
mod snapshots;
#[path = "github/webhooks.rs"]
mod webhooks;
#[path = "github/writes.rs"]
mod writes;
