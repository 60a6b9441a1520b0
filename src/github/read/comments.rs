//! The app's comments on a pull request, identified by their markers.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::pull::snapshot::PostedComment;
use crate::domain::text::fingerprint::fingerprint;
use crate::domain::types::comment_topic::CommentTopic;
use crate::domain::types::ids::{InstallationId, RepoName};
use crate::github::{GitHub, GitHubError};

/// The maximum of pages of 100 comments to read.
const MAX_PAGES: usize = 30;

/// `GET /repos/{owner}/{repo}/issues/{number}/comments`.
#[derive(Deserialize)]
struct Comment {
    id: u64,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    performed_via_github_app: Option<App>,
}

#[derive(Deserialize)]
struct App {
    id: u64,
}

impl GitHub {
    /// The app's comments on a pull request, by topic. A user's quote of one does not count, because its author is not
    /// the app.
    ///
    /// # Errors
    /// A request fails.
    pub async fn own_comments(
        &self,
        installation: InstallationId,
        repository: &RepoName,
        number: u64,
    ) -> Result<BTreeMap<CommentTopic, PostedComment>, GitHubError> {
        let path = format!("/repos/{repository}/issues/{number}/comments?per_page=100");
        let mut pages = self.pages(installation, path, MAX_PAGES);
        let mut own = BTreeMap::new();
        while let Some(comments) = pages.next::<Vec<Comment>>().await? {
            for (topic, posted) in comments.into_iter().filter_map(|comment| self.recognized(comment)) {
                own.entry(topic).or_insert(posted);
            }
        }
        Ok(own)
    }

    fn recognized(&self, comment: Comment) -> Option<(CommentTopic, PostedComment)> {
        let ours = comment.performed_via_github_app.is_some_and(|app| app.id == self.0.app_id);
        let body = comment.body.filter(|_| ours)?;
        let topic = CommentTopic::of_body(&body)?;
        Some((topic, PostedComment { id: comment.id, fingerprint: fingerprint(&body) }))
    }
}
