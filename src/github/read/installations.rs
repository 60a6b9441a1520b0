//! Where the app is installed and which repositories it can access there, for the sweep.

use serde::Deserialize;

use crate::domain::types::ids::{InstallationId, RepoName};
use crate::domain::types::time::Timestamp;
use crate::github::conditional_get::next_link;
use crate::github::response::{json, moment, parsed};
use crate::github::transport::Call;
use crate::github::{GitHub, GitHubError};

/// The maximum of pages of 100 installations to read.
const MAX_INSTALLATIONS: usize = 10;

/// The maximum of pages of 100 repositories to read.
const MAX_REPOSITORIES: usize = 50;

/// A list, possibly truncated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach<T> {
    /// The entries, in GitHub's order.
    pub entries: Vec<T>,
    /// Whether there are more entries.
    pub cut: bool,
}

/// An installation of the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// Its id.
    pub id: InstallationId,
    /// The account's login; `None` for an enterprise, which has no repositories of its own.
    pub account: Option<String>,
    /// GitHub's id of the account.
    pub account_id: Option<u64>,
    /// Since when it is suspended.
    pub suspended_at: Option<Timestamp>,
}

/// A repository that an installation can access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// Its name.
    pub name: RepoName,
    /// Whether it is private; also if GitHub does not say.
    pub private: bool,
    /// Whether it is read-only: archived, or disabled by GitHub.
    pub read_only: bool,
    /// Whether it may have open issues or pull requests. GitHub counts them together: `false` means that there are
    /// none.
    pub may_have_open: bool,
}

/// An `installation`.
#[derive(Deserialize)]
struct Listed {
    id: u64,
    account: Option<Account>,
    suspended_at: Option<String>,
}

#[derive(Deserialize)]
struct Account {
    login: Option<String>,
    id: Option<u64>,
}

/// `GET /installation/repositories`.
#[derive(Deserialize)]
struct Page {
    repositories: Vec<Repository>,
}

#[derive(Deserialize)]
struct Repository {
    #[serde(deserialize_with = "parsed")]
    full_name: RepoName,
    private: Option<bool>,
    #[serde(default)]
    archived: bool,
    #[serde(default)]
    disabled: bool,
    open_issues_count: Option<u64>,
}

impl GitHub {
    /// The first 1,000 installations of the app, and whether there are more.
    ///
    /// # Errors
    /// A request fails.
    pub async fn installations(&self) -> Result<Reach<Installed>, GitHubError> {
        let mut next = Some("/app/installations?per_page=100".to_owned());
        let mut entries = Vec::new();
        for _ in 0..MAX_INSTALLATIONS {
            let Some(path) = next.take() else { break };
            let answer = self.as_app(&Call::get(path)).await?;
            entries.extend(json::<Vec<Listed>>(&answer)?.into_iter().map(Installed::from));
            next = answer.header("link").and_then(next_link).and_then(|link| self.0.wire.local(link));
        }
        Ok(Reach { entries, cut: next.is_some() })
    }

    /// The first 5,000 repositories that an installation can access, and whether there are more.
    ///
    /// # Errors
    /// A request fails: with [`GitHubError::Forbidden`] for a suspended installation.
    pub async fn repositories(&self, installation: InstallationId) -> Result<Reach<Reached>, GitHubError> {
        let mut pages = self.pages(installation, "/installation/repositories?per_page=100".into(), MAX_REPOSITORIES);
        let mut entries = Vec::new();
        while let Some(page) = pages.next::<Page>().await? {
            entries.extend(page.repositories.into_iter().map(Reached::from));
        }
        Ok(Reach { entries, cut: pages.is_cut() })
    }
}

impl From<Listed> for Installed {
    /// A suspension without a valid time counts from the beginning.
    fn from(listed: Listed) -> Self {
        let Listed { id, account, suspended_at } = listed;
        Self {
            id: InstallationId(id),
            account_id: account.as_ref().and_then(|account| account.id),
            account: account.and_then(|account| account.login),
            suspended_at: suspended_at.map(|text| moment(&text).unwrap_or_default()),
        }
    }
}

impl From<Repository> for Reached {
    fn from(repository: Repository) -> Self {
        let Repository { full_name, private, archived, disabled, open_issues_count } = repository;
        Self {
            name: full_name,
            private: private != Some(false),
            read_only: archived || disabled,
            may_have_open: open_issues_count != Some(0),
        }
    }
}
