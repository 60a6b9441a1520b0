//! Issues that are not pull requests, and the comments and reactions of both.

use crate::domain::types::ids::Login;
use crate::domain::types::time::Timestamp;

/// An issue.
#[derive(Debug, Clone)]
pub(crate) struct Issue {
    pub(crate) number: u64,
    pub(crate) id: u64,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) author: Login,
    /// The keys of its repository's labels, in the order in which they were added.
    pub(crate) labels: Vec<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

/// A comment on an issue or a pull request.
#[derive(Debug, Clone)]
pub(crate) struct Comment {
    pub(crate) id: u64,
    /// The issue or pull request.
    pub(crate) number: u64,
    pub(crate) author: Login,
    pub(crate) body: String,
    pub(crate) reactions: Vec<Reaction>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

/// A reaction to a comment.
#[derive(Debug, Clone)]
pub(crate) struct Reaction {
    pub(crate) id: u64,
    pub(crate) by: Login,
    /// One of [`REACTIONS`].
    pub(crate) content: String,
    pub(crate) at: Timestamp,
}

/// The possible reactions.
pub(crate) const REACTIONS: [&str; 8] = ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"];
