//! Stories of the whole app: actions of users on GitHub, and what the app does.

mod adoption;
mod behind;
mod charters;
mod checks;
mod commands;
mod decisions;
mod documents;
mod intake;
mod labels;
mod leases;
mod lost;
mod members;
mod merge_queue;
mod outage;
mod payloads;
mod people;
mod proposals;
mod pulls;
mod reads;
mod recovery;
mod refused;
mod renames;
mod reviewers;
mod shared_heads;
mod sweep;
mod writing;
