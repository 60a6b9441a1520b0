//! Our own comment on a pull request, found again by its mark.

use serde::Deserialize;

use crate::domain::ids::{InstallationId, RepoName};
use crate::domain::plan::{COMMENT_MARK, fingerprint};
use crate::domain::snapshot::PostedComment;
use crate::github::{GitHub, GitHubError};

/// Pages of 100 comments that are looked through.
const MOST_PAGES: usize = 30;

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
    /// The comment of this app on a pull request, if it has one: whoever quotes it has only its text.
    ///
    /// # Errors
    /// Those of the requests.
    pub async fn own_comment(
        &self,
        installation: InstallationId,
        repository: &RepoName,
        number: u64,
    ) -> Result<Option<PostedComment>, GitHubError> {
        let path = format!("/repos/{repository}/issues/{number}/comments?per_page=100");
        let mut pages = self.pages(installation, path, MOST_PAGES);
        while let Some(comments) = pages.next::<Vec<Comment>>().await? {
            if let Some(found) = comments.into_iter().find_map(|comment| self.recognized(comment)) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn recognized(&self, comment: Comment) -> Option<PostedComment> {
        let body = comment.body.filter(|body| body.starts_with(COMMENT_MARK))?;
        let ours = comment.performed_via_github_app.is_some_and(|app| app.id == self.0.app_id);
        ours.then(|| PostedComment { id: comment.id, fingerprint: fingerprint(&body) })
    }
}
