//! The integration tests, one binary: stories over HTTP, real data, the command line, the architecture.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test, or what tests share, fails where it stands")]

mod adapters;
mod architecture;
mod bad_documents;
mod catalogue;
mod cli;
mod corpus;
mod decisions;
mod effects;
mod github;
mod manifest;
mod policies;
mod process;
mod properties;
mod readers;
mod readme;
mod real_assets;
mod real_cases;
mod real_charters;
mod real_data;
mod real_index;
mod real_organization;
mod real_process;
mod real_rules;
mod rules;
mod sandbox;
mod security;
mod store;
mod stories;
mod support;
