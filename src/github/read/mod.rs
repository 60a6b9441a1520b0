//! Reads: each gives what the domain needs, in as few requests as possible, and changes nothing.

mod checks;
mod documents;
mod files;
mod head;
mod installation;
mod pull;
mod snapshot;
mod tree;

pub use snapshot::SnapshotWanted;
pub use tree::TreeRead;
