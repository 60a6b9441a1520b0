//! Where the app is installed, and which repositories it reaches there: what a sweep over all pull requests goes by.

use serde::Deserialize;

use crate::domain::types::ids::{InstallationId, RepoName};
use crate::domain::types::time::Timestamp;
use crate::github::conditional_get::next_link;
use crate::github::response::{json, moment, parsed};
use crate::github::transport::Call;
use crate::github::{GitHub, GitHubError};

/// Pages of 100 installations that are read.
const MAX_INSTALLATIONS: usize = 10;

/// Pages of 100 repositories that are read.
const MAX_REPOSITORIES: usize = 50;

/// A list, as far as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach<T> {
    /// What was read, in GitHub's order.
    pub entries: Vec<T>,
    /// Whether there is more than is read.
    pub cut: bool,
}

/// The app on one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// Its number.
    pub id: InstallationId,
    /// The account's login; `None` for an enterprise, which has no repositories of its own.
    pub account: Option<String>,
    /// GitHub's number of the account.
    pub account_id: Option<u64>,
    /// Since when the app may do nothing there.
    pub suspended_at: Option<Timestamp>,
}

/// A repository that an installation reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// Its name.
    pub name: RepoName,
    /// Whether only members see it; also where GitHub does not say.
    pub private: bool,
    /// Whether nobody can write there: it was archived, or GitHub has disabled it.
    pub read_only: bool,
    /// Whether issues or pull requests are open. GitHub counts them together: `false` means that there is neither.
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
    /// Where the app is installed: the first 1,000, and whether there are more.
    ///
    /// # Errors
    /// Those of the requests.
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

    /// The repositories that an installation reaches: the first 5,000, and whether there are more.
    ///
    /// # Errors
    /// Those of the requests; for a suspended installation [`GitHubError::Forbidden`].
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
    /// A suspension without a readable moment is one since ever.
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
