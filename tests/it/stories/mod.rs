//! Stories of the whole app: what people do on GitHub, and what comes of it.

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
