//! Pull requests, their reviews, and check runs, as stored.

use serde_json::Value;

use crate::domain::types::ids::{Login, RepoName, Sha};
use crate::domain::types::time::Timestamp;

/// A pull request.
#[derive(Debug, Clone)]
pub(crate) struct Pull {
    pub(crate) number: u64,
    pub(crate) id: u64,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) author: Login,
    pub(crate) head: PullHead,
    pub(crate) base_branch: String,
    /// The tip of the base branch when the head was last pushed: the list of files is relative to it.
    pub(crate) base_sha: Sha,
    pub(crate) draft: bool,
    pub(crate) open: bool,
    pub(crate) merged: Option<Merge>,
    /// The keys of its repository's labels, in the order in which they were added.
    pub(crate) labels: Vec<String>,
    pub(crate) requested: Vec<Login>,
    pub(crate) requested_teams: Vec<String>,
    pub(crate) reviews: Vec<Review>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) closed_at: Option<Timestamp>,
}

/// The place of a pull request's commits.
#[derive(Debug, Clone)]
pub(crate) struct PullHead {
    pub(crate) repository: RepoName,
    pub(crate) branch: String,
    pub(crate) sha: Sha,
}

/// How a pull request was merged.
#[derive(Debug, Clone)]
pub(crate) struct Merge {
    pub(crate) sha: Sha,
    pub(crate) by: Login,
    pub(crate) at: Timestamp,
}

/// The verdict of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewState {
    /// The change is approved.
    Approved,
    /// Changes are requested.
    ChangesRequested,
    /// Only a comment.
    Commented,
    /// The review was dismissed.
    Dismissed,
}

impl ReviewState {
    /// The API's spelling; webhooks use lower case.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "APPROVED",
            Self::ChangesRequested => "CHANGES_REQUESTED",
            Self::Commented => "COMMENTED",
            Self::Dismissed => "DISMISSED",
        }
    }
}

/// A submitted review.
#[derive(Debug, Clone)]
pub(crate) struct Review {
    pub(crate) id: u64,
    pub(crate) author: Login,
    pub(crate) state: ReviewState,
    pub(crate) commit: Sha,
    pub(crate) submitted_at: Timestamp,
}

/// A check run.
#[derive(Debug, Clone)]
pub(crate) struct CheckRun {
    pub(crate) id: u64,
    pub(crate) suite: u64,
    pub(crate) name: String,
    pub(crate) head_sha: Sha,
    pub(crate) external_id: String,
    pub(crate) details_url: Option<String>,
    pub(crate) status: String,
    pub(crate) conclusion: Option<String>,
    pub(crate) started_at: String,
    pub(crate) completed_at: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) annotations: Vec<Value>,
}
