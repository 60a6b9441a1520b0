//! A pull request as it is at one moment.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::pull::{Pull, User};
use crate::domain::ids::{InstallationId, Login, RepoName, Sha};
use crate::domain::snapshot::{Changes, Memory, PullState, Snapshot};
use crate::github::{GitHub, GitHubError};

/// What is wanted of a pull request; what is not wanted is not read.
pub struct SnapshotWanted<'a> {
    /// Where people see this GitHub: `https://github.com`.
    pub site: &'a str,
    /// Whose token reads.
    pub installation: InstallationId,
    /// The pull request's repository.
    pub repository: &'a RepoName,
    /// Its number.
    pub number: u64,
    /// A merge queue's trial merge that waits for the check in the place of the pull request's head.
    pub at: Option<&'a Sha>,
    /// Whether the changed files matter.
    pub files: bool,
    /// Whether it matters who has reviewed.
    pub reviews: bool,
    /// Whether the content of this path matters before and after the change; asked only if `files` is wanted.
    pub is_document: &'a (dyn Fn(&str) -> bool + Sync),
}

/// `GET /repos/{owner}/{repo}/pulls/{number}/reviews`.
#[derive(Deserialize)]
struct Review {
    user: Option<User>,
    state: String,
}

impl GitHub {
    /// Reads a pull request; `None` if GitHub does not know it (any more, or yet: just after it was opened).
    ///
    /// Its memory is empty: that is the caller's.
    ///
    /// # Errors
    /// Those of the requests.
    pub async fn snapshot(&self, wanted: &SnapshotWanted<'_>) -> Result<Option<Snapshot>, GitHubError> {
        let path = format!("/repos/{}/pulls/{}", wanted.repository, wanted.number);
        let pull: Pull = match self.fetch(wanted.installation, path).await {
            Ok(pull) => pull,
            Err(GitHubError::Gone { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        let queued = wanted.at.is_some();
        let state = pull.state();
        let for_review = wanted.reviews && (state != PullState::Closed || queued);
        let reviewed = if for_review { self.reviewers(wanted).await? } else { BTreeSet::new() };
        let changes = if wanted.files { self.changes(wanted, pull.changed_files).await? } else { Changes::NotRead };
        let documents = match &changes {
            Changes::Files { files, .. } => self.documents(wanted, &pull, files).await?,
            Changes::NotRead => BTreeMap::new(),
        };
        let present_name = pull.base.repo.as_ref().and_then(|repo| repo.full_name.parse().ok());
        Ok(Some(Snapshot {
            repository: present_name.unwrap_or_else(|| wanted.repository.clone()),
            site: wanted.site.to_owned(),
            pages: None,
            installation: Some(wanted.installation),
            number: Some(wanted.number),
            author: pull.author(),
            state,
            requested: pull.requested(),
            requested_teams: pull.requested_teams(),
            labels: pull.labels(),
            commit: Some(wanted.at.cloned().unwrap_or(pull.head.sha)),
            queued,
            changes,
            documents,
            base: None,
            reviewed,
            memory: Memory::default(),
        }))
    }

    /// Everybody who has reviewed in whatever way; a review that is not submitted yet is nobody's business.
    async fn reviewers(&self, wanted: &SnapshotWanted<'_>) -> Result<BTreeSet<Login>, GitHubError> {
        let path = format!("/repos/{}/pulls/{}/reviews?per_page=100", wanted.repository, wanted.number);
        let mut pages = self.pages(wanted.installation, path, 30);
        let mut reviewers = BTreeSet::new();
        while let Some(reviews) = pages.next::<Vec<Review>>().await? {
            let submitted = reviews.into_iter().filter(|review| review.state != "PENDING");
            reviewers.extend(submitted.filter_map(|review| review.user?.login()));
        }
        Ok(reviewers)
    }
}
