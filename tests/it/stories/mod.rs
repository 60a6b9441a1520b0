//! Stories of the whole app: what people do on GitHub, and what comes of it.

mod charters;
mod checks;
mod commands;
mod decisions;
mod documents;
mod intake;
mod labels;
mod leases;
mod lost;
mod payloads;
mod people;
mod proposals;
mod pulls;
mod recovery;
mod reviewers;
mod sweep;
mod weather;
mod writing;
