//! Reads: each returns what the domain needs in as few requests as possible, and changes nothing.

mod authors;
mod checks;
mod comments;
mod compare;
mod documents;
mod files;
mod hooks;
mod installation;
mod installations;
mod issue;
mod members;
mod open;
mod pull;
mod replaced;
mod reviews;
mod snapshot;
mod snapshot_request;
mod timeline;
mod tree;

pub use hooks::{HookRead, HooksRead, HooksWanted};
pub use installation::Reaching;
pub use installations::{Installed, Reach, Reached};
pub use issue::IssueLabels;
pub(super) use members::Members;
pub(super) use pull::{ShownLabel, unstyled};
pub use snapshot_request::{DocumentsWanted, KnownTree, SnapshotWanted, Trial};
pub use tree::TreeRead;
