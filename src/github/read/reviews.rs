//! Approvals and objections, as the timeline of a pull request has them.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::types::ids::Login;
use crate::domain::types::review::{Dismissal, Opinion, SubmittedReview};
use crate::domain::types::time::Timestamp;
use crate::github::response::moment;

use super::pull::User;

/// The event `reviewed`.
#[derive(Deserialize)]
pub(super) struct Reviewed {
    #[serde(default)]
    id: u64,
    pub(super) user: Option<User>,
    #[serde(default)]
    pub(super) state: String,
    #[serde(default)]
    pub(super) commit_id: Option<String>,
    #[serde(default)]
    submitted_at: Option<String>,
    #[serde(default)]
    html_url: Option<String>,
}

/// The event `review_dismissed`.
#[derive(Deserialize)]
pub(super) struct Dismissed {
    #[serde(default)]
    actor: Option<User>,
    #[serde(default)]
    created_at: Option<String>,
    dismissed_review: Former,
}

/// The review before it was dismissed.
#[derive(Deserialize)]
struct Former {
    #[serde(default)]
    state: String,
    #[serde(default)]
    review_id: u64,
}

/// The reviews so far, by their ids.
#[derive(Debug, Default)]
pub(super) struct Reviews {
    submitted: Vec<(u64, Option<Opinion>, SubmittedReview)>,
    dismissed: BTreeMap<u64, (Option<Opinion>, Dismissal)>,
}

impl Reviews {
    /// Adds a review. GitHub shows a dismissed one as such; what it said, only the dismissal tells.
    pub(super) fn submit(&mut self, author: Login, review: Reviewed) {
        let Reviewed { id, user: _, state, commit_id, submitted_at, html_url } = review;
        let opinion = opinion(&state);
        if opinion.is_none() && state != "dismissed" {
            return;
        }
        let review = SubmittedReview {
            author,
            opinion: Opinion::Objects,
            at: submitted_at.as_deref().and_then(moment).unwrap_or(Timestamp(0)),
            commit: commit_id.and_then(|commit| commit.parse().ok()),
            url: html_url,
            dismissed: None,
        };
        self.submitted.push((id, opinion, review));
    }

    /// Adds the dismissal of a review.
    pub(super) fn dismiss(&mut self, dismissed: Dismissed) {
        let Dismissed { actor, created_at, dismissed_review: Former { state, review_id } } = dismissed;
        let at = created_at.as_deref().and_then(moment).unwrap_or(Timestamp(0));
        let by = actor.as_ref().and_then(User::login);
        self.dismissed.insert(review_id, (opinion(&state), Dismissal { by, at }));
    }

    /// All approvals and objections, in the order of the timeline. A dismissed review whose dismissal is not in the
    /// timeline counts as an objection that nobody withdrew.
    pub(super) fn submitted(self) -> Vec<SubmittedReview> {
        let Self { submitted, mut dismissed } = self;
        let review = |(id, shown, review): (u64, Option<Opinion>, SubmittedReview)| {
            let dismissal = dismissed.remove(&id);
            let opinion = match (shown, &dismissal) {
                (Some(opinion), _) => opinion,
                // A dismissed comment, which is no opinion.
                (None, Some((None, _))) => return None,
                (None, Some((Some(opinion), _))) => *opinion,
                (None, None) => Opinion::Objects,
            };
            let dismissed = if shown.is_none() { dismissal.map(|(_, dismissal)| dismissal) } else { None };
            Some(SubmittedReview { opinion, dismissed, ..review })
        };
        submitted.into_iter().filter_map(review).collect()
    }
}

fn opinion(state: &str) -> Option<Opinion> {
    match state {
        "approved" => Some(Opinion::Approves),
        "changes_requested" => Some(Opinion::Objects),
        _ => None,
    }
}
