//! Reviews and review requests.

use crate::domain::types::ids::{Login, RepoName};
use crate::sandbox::effects::reviewers;
use crate::sandbox::events::{self, Scene};
use crate::sandbox::handle::Sandbox;
use crate::sandbox::model::pull::{Review, ReviewState};
use crate::sandbox::model::timeline::{Asked, What};
use crate::sandbox::not_found::Missing;

impl Sandbox {
    /// A user submits a review, which ends the review request.
    ///
    /// # Errors
    /// The pull request does not exist.
    pub fn submit_review(&self, name: &RepoName, number: u64, by: &Login, verdict: ReviewState) -> Result<(), Missing> {
        self.with(|state| {
            state.admit_person(by);
            let (id, submitted_at) = (state.next_id(), state.clock.now());
            let pull = state.pull_mut(name, number)?;
            pull.requested.retain(|login| login != by);
            let commit = pull.head.sha.clone();
            let review = Review { id, author: by.clone(), state: verdict, commit, submitted_at };
            pull.reviews.push(review.clone());
            state.record(name, number, by, What::Reviewed(id))?;
            events::pull_request_review(state, Scene { repository: name, sender: by }, number, "submitted", &review)
        })
    }

    /// A user dismisses the latest review of `author`.
    ///
    /// # Errors
    /// The pull request or the review does not exist.
    pub fn dismiss_review(&self, name: &RepoName, number: u64, author: &Login, by: &Login) -> Result<(), Missing> {
        self.with(|state| {
            state.admit_person(by);
            let reviews = &mut state.pull_mut(name, number)?.reviews;
            let review = reviews.iter_mut().rev().find(|review| review.author == *author);
            let review = review.ok_or_else(|| Missing(format!("review by `{author}`")))?;
            let before = std::mem::replace(&mut review.state, ReviewState::Dismissed).as_str().to_lowercase();
            let review = review.clone();
            state.record(name, number, by, What::ReviewDismissed(review.id, before))?;
            events::pull_request_review(state, Scene { repository: name, sender: by }, number, "dismissed", &review)
        })
    }

    /// A user requests a review from another.
    ///
    /// # Errors
    /// The pull request does not exist.
    pub fn request_review(&self, name: &RepoName, number: u64, whom: &Login, by: &Login) -> Result<(), Missing> {
        self.with(|state| {
            state.admit_person(by);
            state.admit_person(whom);
            let scene = Scene { repository: name, sender: by };
            reviewers::request(state, scene, number, std::slice::from_ref(whom), &[])
        })
    }

    /// A user removes a review request, often their own.
    ///
    /// # Errors
    /// The pull request does not exist, or no review is requested from the reviewer.
    pub fn remove_review_request(&self, name: &RepoName, number: u64, whom: &Login, by: &Login) -> Result<(), Missing> {
        self.with(|state| {
            state.admit_person(by);
            let scene = Scene { repository: name, sender: by };
            let was_asked = reviewers::withdraw(state, scene, number, Asked::Person(whom.clone()))?;
            if was_asked { Ok(()) } else { Err(Missing(format!("review request to `{whom}`"))) }
        })
    }

    /// A user requests a review from a team.
    ///
    /// # Errors
    /// The pull request does not exist.
    pub fn request_team_review(&self, name: &RepoName, number: u64, slug: &str, by: &Login) -> Result<(), Missing> {
        self.with(|state| {
            state.admit_person(by);
            let scene = Scene { repository: name, sender: by };
            reviewers::request(state, scene, number, &[], &[slug.to_owned()])
        })
    }

    /// A user removes a review request to a team.
    ///
    /// # Errors
    /// The pull request does not exist, or no review is requested from the team.
    pub fn remove_team_review_request(
        &self,
        name: &RepoName,
        number: u64,
        slug: &str,
        by: &Login,
    ) -> Result<(), Missing> {
        self.with(|state| {
            state.admit_person(by);
            let scene = Scene { repository: name, sender: by };
            let was_asked = reviewers::withdraw(state, scene, number, Asked::Team(slug.to_owned()))?;
            if was_asked { Ok(()) } else { Err(Missing(format!("review request to team `{slug}`"))) }
        })
    }
}
