//! What has happened to an issue or a pull request, in the order in which it did.

use crate::domain::types::ids::{Login, Sha};
use crate::domain::types::time::Timestamp;

/// One thing that happened.
#[derive(Debug, Clone)]
pub(crate) struct Happening {
    pub(crate) id: u64,
    /// Who did it.
    pub(crate) actor: Login,
    pub(crate) at: Timestamp,
    pub(crate) what: What,
}

/// Who is asked for a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    Person(Login),
    Team(String),
}

/// What happened. Comments and reviews are told as they are now, labels as they were then.
#[derive(Debug, Clone)]
pub(crate) enum What {
    Committed(Sha),
    /// The review's number.
    Reviewed(u64),
    /// The review's number, and what it said before, in lower case.
    ReviewDismissed(u64, String),
    ReviewRequested(Asked),
    ReviewRequestRemoved(Asked),
    /// Name and colour.
    Labeled(String, String),
    /// Name and colour.
    Unlabeled(String, String),
    /// The comment's number; a comment that is gone is told no more.
    Commented(u64),
    /// Titles: before and after.
    Renamed(String, String),
    /// The merge commit.
    Merged(Sha),
    /// What needs no more than its name, as `closed`.
    Plain(&'static str),
}
