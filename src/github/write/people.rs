//! Review requests: made and removed.

use serde_json::{Value, json};

use crate::domain::types::reviewer::Reviewer;
use crate::github::transport::Call;
use crate::github::{GitHub, GitHubError};

use super::{Applied, WritePlace, number};

/// Why reviews could not be requested.
struct Refusal {
    why: String,
    /// Whether it concerns the app, and not a reviewer.
    of_all: bool,
}

impl GitHub {
    /// Requests all reviews at once. If GitHub refuses that without naming a reviewer, they are requested one by one.
    pub(super) async fn request_review(
        &self,
        place: &WritePlace,
        reviewers: &[Reviewer],
    ) -> Result<Applied, GitHubError> {
        if reviewers.is_empty() {
            return Ok(Applied::Done);
        }
        let Some(refusal) = self.ask(place, reviewers).await? else { return Ok(Applied::Done) };
        // A missing permission refuses all reviewers, unless it is the one for teams.
        let alike = reviewers.iter().all(|reviewer| reviewer.person().is_some());
        if refusal.of_all && alike {
            let refused = reviewers.iter().map(|reviewer| (reviewer.clone(), refusal.why.clone()));
            return Ok(Applied::CannotBeAsked(refused.collect()));
        }
        let mut refused = Vec::new();
        for reviewer in reviewers {
            if let Some(refusal) = self.ask(place, std::slice::from_ref(reviewer)).await? {
                refused.push((reviewer.clone(), refusal.why));
            }
        }
        Ok(if refused.is_empty() { Applied::Done } else { Applied::CannotBeAsked(refused) })
    }

    /// Removes review requests; GitHub also accepts the removal of missing ones.
    pub(super) async fn take_back(&self, place: &WritePlace, reviewers: &[Reviewer]) -> Result<Applied, GitHubError> {
        let call = Call::delete_from(path(place)?, &named(reviewers));
        self.call(place.installation, &call).await.map(|_| Applied::Done)
    }

    /// Requests reviews; returns GitHub's reason if it refuses.
    async fn ask(&self, place: &WritePlace, reviewers: &[Reviewer]) -> Result<Option<Refusal>, GitHubError> {
        match self.call(place.installation, &Call::post(path(place)?, &named(reviewers))).await {
            Ok(_) => Ok(None),
            Err(error @ (GitHubError::Refused { .. } | GitHubError::Forbidden { .. })) => {
                let of_all = matches!(error, GitHubError::Forbidden { .. });
                Ok(Some(Refusal { why: error.reason(), of_all }))
            }
            Err(error) => Err(error),
        }
    }
}

fn path(place: &WritePlace) -> Result<String, GitHubError> {
    Ok(format!("/repos/{}/pulls/{}/requested_reviewers", place.repository, number(place)?))
}

/// A removal requires the field `reviewers`, even if it is empty.
fn named(reviewers: &[Reviewer]) -> Value {
    let people: Vec<&str> = reviewers.iter().filter_map(|it| Some(it.person()?.as_str())).collect();
    let teams: Vec<&str> = reviewers.iter().filter_map(team).collect();
    if teams.is_empty() {
        json!({ "reviewers": people })
    } else {
        json!({ "reviewers": people, "team_reviewers": teams })
    }
}

fn team(reviewer: &Reviewer) -> Option<&str> {
    match reviewer {
        Reviewer::Person(_) => None,
        Reviewer::Team(slug) => Some(slug),
    }
}
