//! Writes: one domain action at a time, each idempotent.

mod check;
mod comments;
mod labels;
mod people;

use std::collections::BTreeSet;

use crate::domain::pull::plan::Action;
use crate::domain::types::ids::{InstallationId, RepoName};
use crate::domain::types::reviewer::Reviewer;

use super::GitHub;
use super::authenticated::sending_while;
use super::error::GitHubError;
use super::rate_limit::write_lock::{PATIENCE, WriteGuard};

/// The place of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WritePlace {
    /// The installation whose token to use.
    pub installation: InstallationId,
    /// The repository.
    pub repository: RepoName,
    /// The pull request, if the action concerns one.
    pub number: Option<u64>,
    /// Whether the repository is public, and with it our page on the pull request.
    pub public: bool,
}

/// The result of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Applied {
    /// The action is done.
    Done,
    /// The check is on the commit, as this run.
    CheckPosted {
        /// Its id.
        run: u64,
    },
    /// The comment is on the pull request.
    Commented {
        /// Its id.
        id: u64,
    },
    /// The labels are set, except the refused ones.
    LabelsPut {
        /// The refused labels, each with GitHub's reason.
        refused: Vec<(String, String)>,
        /// Labels on the pull request with GitHub's default look.
        unstyled: BTreeSet<String>,
    },
    /// A label of that name exists already and is not ours.
    LabelThere,
    /// The label to change no longer exists.
    LabelGone,
    /// A user deleted the comment: it is not written again.
    CommentUnwanted,
    /// GitHub refused these reviewers, for the given reason; all others are requested.
    CannotBeAsked(Vec<(Reviewer, String)>),
}

impl GitHub {
    /// Runs `action` at `place`, after all other writes of its installation and at its pace.
    ///
    /// # Errors
    /// A request fails; [`GitHubError::Paced`] if the pace would delay it for more than a few seconds. Repeating
    /// the action is always safe.
    pub async fn apply(&self, place: &WritePlace, action: &Action) -> Result<Applied, GitHubError> {
        let turn = self.write_turn(place.installation, PATIENCE).await?;
        self.apply_in(&turn, place, action).await
    }

    /// Runs `action` at `place`, for a caller that holds the write lock.
    ///
    /// # Errors
    /// The same as [`Self::apply`]; [`GitHubError::TooLate`] if the guard's condition does not hold any more.
    pub async fn apply_in(
        &self,
        turn: &WriteGuard,
        place: &WritePlace,
        action: &Action,
    ) -> Result<Applied, GitHubError> {
        let written = Box::pin(self.carry_out(place, action));
        match turn.condition() {
            Some(may_send) => sending_while(may_send, written).await,
            None => written.await,
        }
    }

    async fn carry_out(&self, place: &WritePlace, action: &Action) -> Result<Applied, GitHubError> {
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
