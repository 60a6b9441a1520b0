//! The room `github` with a mocked GitHub of exact responses: credentials, reads, writes, failures, webhooks.

mod answers;
mod connection;
mod documents;
mod failures;
mod hooks;
mod installations;
mod limits;
mod outage;
mod pace;
mod reads;
mod snapshots;
mod tokens;
mod webhooks;
mod writes;
