//! Writes: one domain action at a time, each so that doing it twice changes nothing more.

mod check;

use serde::Deserialize;
use serde_json::json;

use super::answer::json as read;
use super::error::GitHubError;
use super::wire::Call;
use super::{GitHub, segment};
use crate::domain::ids::{InstallationId, Login, RepoName};
use crate::domain::plan::{Action, Label};

/// Where an action is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Whose token writes.
    pub installation: InstallationId,
    /// The repository.
    pub repository: RepoName,
    /// The pull request, for all that is done to one.
    pub number: Option<u64>,
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
    /// Nobody wants the comment: somebody deleted it, or locked the conversation.
    CommentUnwanted,
    /// These could not be asked for a review, for GitHub's reason; all others are asked.
    CannotBeAsked(Vec<(Login, String)>),
}

/// The answer to a comment that was written.
#[derive(Deserialize)]
struct Comment {
    id: u64,
}

impl GitHub {
    /// Does `action` at `place`, after all other writes of its installation.
    ///
    /// # Errors
    /// Those of the requests; doing it again is always safe.
    pub async fn apply(&self, place: &Place, action: &Action) -> Result<Applied, GitHubError> {
        let _turn = self.write_turn(place.installation).await;
        match action {
            Action::CreateLabel { label } => self.create_label(place, label).await,
            Action::AddLabel { name } => self.add_label(place, name).await,
            Action::RemoveLabel { name } => self.remove_label(place, name).await,
            Action::RequestReview { logins } => self.request_review(place, logins).await,
            Action::PostCheck { commit, replaces, check } => self.post_check(place, commit, *replaces, check).await,
            Action::WriteComment { replaces, body } => self.write_comment(place, *replaces, body).await,
        }
    }

    /// Writes over the comment `replaces`, or a new one. **Invariant:** one that was deleted is never written again.
    async fn write_comment(&self, place: &Place, replaces: Option<u64>, body: &str) -> Result<Applied, GitHubError> {
        let body = json!({ "body": body });
        let call = match replaces {
            Some(id) => Call::patch(format!("/repos/{}/issues/comments/{id}", place.repository), &body),
            None => Call::post(format!("/repos/{}/issues/{}/comments", place.repository, number(place)?), &body),
        };
        match self.call(place.installation, &call).await {
            Err(GitHubError::Gone { .. }) if replaces.is_some() => Ok(Applied::CommentUnwanted),
            Err(GitHubError::Forbidden { message, .. }) if message.contains("locked") => Ok(Applied::CommentUnwanted),
            Err(error) => Err(error),
            Ok(answer) => Ok(Applied::Commented { id: read::<Comment>(&answer)?.id }),
        }
    }

    async fn create_label(&self, place: &Place, label: &Label) -> Result<Applied, GitHubError> {
        let Label { name, color, description } = label;
        let body = json!({ "name": name, "color": color, "description": description });
        let call = Call::post(format!("/repos/{}/labels", place.repository), &body);
        match self.call(place.installation, &call).await {
            Err(GitHubError::Refused { message, .. }) if message.contains("already_exists") => Ok(Applied::Done),
            outcome => outcome.map(|_| Applied::Done),
        }
    }

    async fn add_label(&self, place: &Place, name: &str) -> Result<Applied, GitHubError> {
        let path = format!("/repos/{}/issues/{}/labels", place.repository, number(place)?);
        let call = Call::post(path, &json!({ "labels": [name] }));
        self.call(place.installation, &call).await.map(|_| Applied::Done)
    }

    async fn remove_label(&self, place: &Place, name: &str) -> Result<Applied, GitHubError> {
        let path = format!("/repos/{}/issues/{}/labels/{}", place.repository, number(place)?, segment(name));
        match self.call(place.installation, &Call::delete(path)).await {
            Err(GitHubError::Gone { .. }) => Ok(Applied::Done),
            outcome => outcome.map(|_| Applied::Done),
        }
    }

    /// Asks all at once. One who can't be asked makes GitHub refuse all without a name: then they are asked one by one.
    async fn request_review(&self, place: &Place, logins: &[Login]) -> Result<Applied, GitHubError> {
        if logins.is_empty() || self.ask(place, logins).await?.is_none() {
            return Ok(Applied::Done);
        }
        let mut refused = Vec::new();
        for login in logins {
            if let Some(message) = self.ask(place, std::slice::from_ref(login)).await? {
                refused.push((login.clone(), message));
            }
        }
        Ok(if refused.is_empty() { Applied::Done } else { Applied::CannotBeAsked(refused) })
    }

    /// Asks for reviews; GitHub's reason if it refuses.
    async fn ask(&self, place: &Place, logins: &[Login]) -> Result<Option<String>, GitHubError> {
        let path = format!("/repos/{}/pulls/{}/requested_reviewers", place.repository, number(place)?);
        let names: Vec<&str> = logins.iter().map(Login::as_str).collect();
        match self.call(place.installation, &Call::post(path, &json!({ "reviewers": names }))).await {
            Ok(_) => Ok(None),
            Err(GitHubError::Refused { message, .. }) => Ok(Some(message)),
            Err(error) => Err(error),
        }
    }
}

fn number(place: &Place) -> Result<u64, GitHubError> {
    place.number.ok_or_else(|| GitHubError::Refused {
        what: format!("a write in {}", place.repository),
        message: "no pull request is named".to_owned(),
    })
}
