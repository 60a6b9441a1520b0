//! Stories of the whole app: what people do on GitHub, and what comes of it.

mod charters;
mod checks;
mod documents;
mod intake;
mod leases;
mod payloads;
mod people;
mod proposals;
mod pulls;
mod recovery;
mod writing;
