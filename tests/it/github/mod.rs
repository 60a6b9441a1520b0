//! The GitHub room against a GitHub of exact answers: credentials, reads, writes, failures, webhooks.

mod connection;
mod documents;
mod failures;
mod hooks;
mod installations;
mod reads;
mod snapshots;
mod webhooks;
mod writes;
