//! Writes: one domain action at a time, each so that doing it twice changes nothing more.

mod check;
mod comments;
mod labels;
mod people;

use std::collections::BTreeSet;

use crate::domain::pull::plan::Action;
use crate::domain::types::ids::{InstallationId, RepoName};
use crate::domain::types::reviewer::Reviewer;

use super::GitHub;
use super::error::GitHubError;
use super::rate_limit::write_lock::{PATIENCE, WriteGuard};

/// Where an action is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WritePlace {
    /// Whose token writes.
    pub installation: InstallationId,
    /// The repository.
    pub repository: RepoName,
    /// The pull request, for all that is done to one.
    pub number: Option<u64>,
    /// Whether everybody may see the repository, and with it our page on the pull request.
    pub public: bool,
}

/// What became of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Applied {
    /// It is as it should be.
    Done,
    /// The check stands on the commit as this run.
    CheckPosted {
        /// Its number.
        run: u64,
    },
    /// The comment stands on the pull request.
    Commented {
        /// Its number.
        id: u64,
    },
    /// The labels are on, but for those that GitHub does not take.
    LabelsPut {
        /// Which it does not take, each with its reason.
        refused: Vec<(String, String)>,
        /// Labels on the pull request that look as GitHub makes one by itself.
        unstyled: BTreeSet<String>,
    },
    /// There is such a label already, which is not ours.
    LabelThere,
    /// The label that was to be changed is not there any more.
    LabelGone,
    /// A person deleted the comment: it is not written again.
    CommentUnwanted,
    /// These could not be asked for a review, for GitHub's reason; all others are asked.
    CannotBeAsked(Vec<(Reviewer, String)>),
}

impl GitHub {
    /// Does `action` at `place`, after all other writes of its installation and at its pace.
    ///
    /// # Errors
    /// Those of the requests, and [`GitHubError::RateLimited`] where the pace would have it wait for more than a few
    /// seconds; doing it again is always safe.
    pub async fn apply(&self, place: &WritePlace, action: &Action) -> Result<Applied, GitHubError> {
        let turn = self.write_turn(place.installation, PATIENCE).await?;
        self.apply_in(&turn, place, action).await
    }

    /// Does `action` at `place`, for who has the turn of its installation.
    ///
    /// # Errors
    /// As [`Self::apply`].
    pub async fn apply_in(
        &self,
        _turn: &WriteGuard,
        place: &WritePlace,
        action: &Action,
    ) -> Result<Applied, GitHubError> {
        match action {
            Action::CreateLabel { label, meaning: _ } => self.create_label(place, label).await,
            Action::ChangeLabel { from, label, meaning: _ } => self.change_label(place, from, label).await,
            Action::AddLabels { names, styled: _ } => self.add_labels(place, names).await,
            Action::RemoveLabel { name } => self.remove_label(place, name).await,
            Action::RequestReview { reviewers, weighed: _, groups: _ } => self.request_review(place, reviewers).await,
            Action::TakeBack { reviewers } => self.take_back(place, reviewers).await,
            Action::PostCheck { commit, replaces, check } => self.post_check(place, commit, *replaces, check).await,
            Action::HoldCheck { commit, name, title, summary } => {
                self.hold_check(place, commit, name, (title, summary)).await
            }
            Action::WriteComment { topic: _, replaces, body } => self.write_comment(place, *replaces, body).await,
            Action::React { comment, reaction } => self.react(place, *comment, *reaction).await,
        }
    }
}

fn number(place: &WritePlace) -> Result<u64, GitHubError> {
    place.number.ok_or_else(|| GitHubError::Refused {
        what: format!("a write in {}", place.repository),
        message: "no pull request is named".to_owned(),
    })
}
