//! Requests for reviews: made, and taken back.

use serde_json::{Value, json};

use crate::domain::types::reviewer::Reviewer;
use crate::github::transport::Call;
use crate::github::{GitHub, GitHubError};

use super::{Applied, WritePlace, number};

/// Why reviews could not be requested.
struct Refusal {
    why: String,
    /// Whether it is about the app, and not about a reviewer.
    of_all: bool,
}

impl GitHub {
    /// Asks all at once. One who can't be asked makes GitHub refuse all without a name: then they are asked one by one.
    pub(super) async fn request_review(
        &self,
        place: &WritePlace,
        reviewers: &[Reviewer],
    ) -> Result<Applied, GitHubError> {
        if reviewers.is_empty() {
            return Ok(Applied::Done);
        }
        let Some(refusal) = self.ask(place, reviewers).await? else { return Ok(Applied::Done) };
        // A permission that is missing keeps all from being asked, unless it is that for teams.
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

    /// Takes requests back; GitHub says yes also to those that are not there.
    pub(super) async fn take_back(&self, place: &WritePlace, reviewers: &[Reviewer]) -> Result<Applied, GitHubError> {
        let call = Call::delete_from(path(place)?, &named(reviewers));
        self.call(place.installation, &call).await.map(|_| Applied::Done)
    }

    /// Asks for reviews; GitHub's reason if it refuses.
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

/// `reviewers` has to be there, be it empty, when one takes back.
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
