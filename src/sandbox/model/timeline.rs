//! The timeline of an issue or a pull request, in order.

use crate::domain::types::ids::{Login, Sha};
use crate::domain::types::time::Timestamp;

/// A timeline event.
#[derive(Debug, Clone)]
pub(crate) struct Happening {
    pub(crate) id: u64,
    /// The account that caused it.
    pub(crate) actor: Login,
    pub(crate) at: Timestamp,
    pub(crate) what: What,
}

/// The reviewer of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    Person(Login),
    Team(String),
}

/// The kind of an event. Comments and reviews are shown as they are now, labels as they were then.
#[derive(Debug, Clone)]
pub(crate) enum What {
    Committed(Sha),
    /// The review's id.
    Reviewed(u64),
    /// The review's id, and its former state in lower case.
    ReviewDismissed(u64, String),
    ReviewRequested(Asked),
    ReviewRequestRemoved(Asked),
    /// Name and color.
    Labeled(String, String),
    /// Name and color.
    Unlabeled(String, String),
    /// The comment's id; a deleted comment is not shown.
    Commented(u64),
    /// The titles before and after.
    Renamed(String, String),
    /// The merge commit.
    Merged(Sha),
    /// An event with only a name, such as `closed`.
    Plain(&'static str),
}
