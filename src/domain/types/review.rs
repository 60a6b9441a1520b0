//! Reviews that people submitted on a pull request.

use super::ids::{Login, Sha};
use super::time::Timestamp;

/// One submitted review. A review that says nothing about the change, such as a comment, is not one of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmittedReview {
    /// The reviewer.
    pub author: Login,
    /// The opinion.
    pub opinion: Opinion,
    /// When it was submitted; 1970-01-01T00:00:00Z if that is unknown.
    pub at: Timestamp,
    /// The head at that time; `None` if GitHub does not return it.
    pub commit: Option<Sha>,
    /// The address of the review, if GitHub returns it.
    pub url: Option<String>,
    /// Its dismissal, if it was dismissed.
    pub dismissed: Option<Dismissal>,
}

/// The opinion of a reviewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Opinion {
    /// "Approve".
    Approves,
    /// "Request changes".
    Objects,
}

/// The dismissal of a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dismissal {
    /// Who dismissed it; `None` if the account is gone.
    pub by: Option<Login>,
    /// When.
    pub at: Timestamp,
}
