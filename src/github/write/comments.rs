//! Comments of the app on a pull request, and its reactions to comments of users.

use serde::Deserialize;
use serde_json::json;

use crate::domain::pull::plan::Reaction;
use crate::github::response::json as read;
use crate::github::transport::Call;
use crate::github::{GitHub, GitHubError};

use super::{Applied, WritePlace, number};

/// The response with the comment.
#[derive(Deserialize)]
struct Comment {
    id: u64,
}

impl GitHub {
    /// Updates the comment `replaces`, or creates a new one. **Invariant:** a deleted comment is never created again.
    pub(super) async fn write_comment(
        &self,
        place: &WritePlace,
        replaces: Option<u64>,
        body: &str,
    ) -> Result<Applied, GitHubError> {
        let body = json!({ "body": body });
        let call = match replaces {
            Some(id) => Call::patch(format!("/repos/{}/issues/comments/{id}", place.repository), &body),
            None => Call::post(format!("/repos/{}/issues/{}/comments", place.repository, number(place)?), &body),
        };
        match self.call(place.installation, &call).await {
            Err(GitHubError::Gone { .. }) if replaces.is_some() => Ok(Applied::CommentUnwanted),
            Err(error) => Err(error),
            Ok(answer) => Ok(Applied::Commented { id: read::<Comment>(&answer)?.id }),
        }
    }

    /// Adds a reaction to a comment. A reaction that GitHub refuses is ignored, because nothing depends on it.
    pub(super) async fn react(
        &self,
        place: &WritePlace,
        comment: u64,
        reaction: Reaction,
    ) -> Result<Applied, GitHubError> {
        let path = format!("/repos/{}/issues/comments/{comment}/reactions", place.repository);
        let call = Call::post(path, &json!({ "content": reaction.as_str() }));
        match self.call(place.installation, &call).await {
            Err(GitHubError::Gone { .. } | GitHubError::Forbidden { .. } | GitHubError::Refused { .. }) => {
                Ok(Applied::Done)
            }
            outcome => outcome.map(|_| Applied::Done),
        }
    }
}
