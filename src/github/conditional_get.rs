//! Reads JSON, from the cache if GitHub confirms the stored response; and reads lists page by page.

use http::StatusCode;
use serde::de::DeserializeOwned;

use crate::domain::types::ids::InstallationId;

use super::GitHub;
use super::cache::conditional::{ResponseKey, StoredResponse, worth_keeping};
use super::error::GitHubError;
use super::response::json;
use super::transport::{Answer, Call, JSON};

impl GitHub {
    /// Reads one resource.
    pub(super) async fn fetch<T: DeserializeOwned>(
        &self,
        installation: InstallationId,
        path: impl Into<String>,
    ) -> Result<T, GitHubError> {
        self.read(installation, path.into()).await.map(|(value, _)| value)
    }

    /// Reads one immutable resource, which is kept in the immutable cache and not as a response.
    pub(super) async fn fetch_fixed<T: DeserializeOwned>(
        &self,
        installation: InstallationId,
        path: impl Into<String>,
    ) -> Result<T, GitHubError> {
        json(&self.call(installation, &Call::get(path)).await?)
    }

    /// Reads a list; `path` itself requests 100 entries per page.
    pub(super) fn pages(&self, installation: InstallationId, path: String, most: usize) -> Pages<'_> {
        Pages { github: self, installation, next: Some(path), left: most }
    }

    /// Reads one page and its header `link`.
    async fn read<T: DeserializeOwned>(
        &self,
        installation: InstallationId,
        path: String,
    ) -> Result<(T, Option<String>), GitHubError> {
        let key = ResponseKey { installation, path, accept: JSON };
        let kept = match &self.0.answers {
            Some(answers) => answers.find(&key).await,
            None => None,
        };
        if let Some(StoredResponse { etag, body, link }) = kept {
            let answer = self.call(installation, &Call::get(key.path.as_str()).unless(Some(&etag))).await?;
            if answer.status != StatusCode::NOT_MODIFIED {
                return self.keep(key, &answer).await;
            }
            // There may be new pages. Then the response has the link, although its body is the same.
            let link = answer.header("link").map(str::to_owned).or(link);
            // An invalid stored body is requested again without its ETag. Otherwise it would be confirmed for ever.
            if let Ok(value) = json(&Answer { body, ..answer }) {
                return Ok((value, link));
            }
        }
        let answer = self.call(installation, &Call::get(key.path.as_str())).await?;
        self.keep(key, &answer).await
    }

    /// Reads a full response and stores it.
    async fn keep<T: DeserializeOwned>(
        &self,
        key: ResponseKey,
        answer: &Answer,
    ) -> Result<(T, Option<String>), GitHubError> {
        let value = json(answer)?;
        if let (Some(answers), Some(stored)) = (&self.0.answers, worth_keeping(answer)) {
            answers.keep(key, stored).await;
        }
        Ok((value, answer.header("link").map(str::to_owned)))
    }
}

/// A list that is read page by page, up to a maximum.
pub(super) struct Pages<'a> {
    github: &'a GitHub,
    installation: InstallationId,
    next: Option<String>,
    left: usize,
}

impl Pages<'_> {
    /// Whether the list has more pages than the maximum.
    pub(super) fn is_cut(&self) -> bool {
        self.next.is_some()
    }

    /// The next page; `None` after the last page or the maximum.
    pub(super) async fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>, GitHubError> {
        if self.left == 0 {
            return Ok(None);
        }
        let Some(path) = self.next.take() else { return Ok(None) };
        self.left -= 1;
        let (page, link) = self.github.read(self.installation, path).await?;
        self.next = link.as_deref().and_then(next_link).and_then(|link| self.github.0.wire.local(link));
        Ok(Some(page))
    }
}

/// The address in `<…>; rel="next"` of a `Link` header (RFC 8288).
pub(super) fn next_link(header: &str) -> Option<&str> {
    header.split('<').find_map(|part| {
        let (address, parameters) = part.split_once('>')?;
        parameters.contains("rel=\"next\"").then_some(address)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_among_all_links() {
        let header =
            r#"<https://x/?page=1>; rel="prev", <https://x/?page=3>; rel="next", <https://x/?page=9>; rel="last""#;
        assert_eq!(next_link(header), Some("https://x/?page=3"));
        assert_eq!(next_link(r#"<https://x/?page=1>; rel="prev""#), None);
        assert_eq!(next_link("nonsense"), None);
    }
}
