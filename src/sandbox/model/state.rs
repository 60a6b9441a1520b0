//! The state of the sandbox, behind one lock.

use std::collections::BTreeMap;
use std::time::Duration;

use octocrab::jsonwebtoken::DecodingKey;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::domain::types::ids::{InstallationId, Login, RepoName, Sha};
use crate::domain::types::time::Timestamp;
use crate::sandbox::delivery::Delivery;
use crate::sandbox::injected_response::InjectedResponse;
use crate::sandbox::journal::Exchange;
use crate::sandbox::not_found::Missing;
use crate::sandbox::outage::Outage;

use super::account::{Account, AccountKind, Association};
use super::diff::{FileChange, diff};
use super::git::{Note, Objects};
use super::hook::HookLog;
use super::pull::Pull;
use super::repository::{Repository, RepositoryOptions};
use super::timeline::{Happening, What};

/// The app's slug: its account is `wg-steward[bot]`.
pub(crate) const APP_SLUG: &str = "wg-steward";

/// The app as registered on GitHub.
pub(crate) struct App {
    pub(crate) id: u64,
    pub(crate) key: DecodingKey,
    pub(crate) webhook_secret: String,
    pub(crate) created_at: Timestamp,
}

impl App {
    /// The client id, which its tokens may also have as their issuer.
    pub(crate) fn client_id(&self) -> String {
        format!("Iv23sandbox{}", self.id)
    }
}

/// An installation of the app.
#[derive(Debug, Clone)]
pub(crate) struct Installation {
    pub(crate) id: InstallationId,
    pub(crate) account: Login,
    /// Whether the app has `members: read`.
    pub(crate) members: bool,
    pub(crate) created_at: Timestamp,
}

/// A token of an installation, valid for an hour.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) installation: InstallationId,
    pub(crate) expires_at: Timestamp,
}

/// The caller of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Caller {
    /// The app itself, with a token that it signed.
    App,
    /// An installation, with a token from GitHub.
    Installation(InstallationId),
}

/// The limit of requests per hour.
pub(crate) const HOURLY_LIMIT: u64 = 5000;

/// The requests that a caller has used in the current hour.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spent {
    pub(crate) used: u64,
    pub(crate) reset: Timestamp,
}

/// The whole state.
pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) app: App,
    /// The base URL of the API, without a trailing slash.
    pub(crate) api: String,
    pub(crate) accounts: BTreeMap<Login, Account>,
    pub(crate) installations: BTreeMap<InstallationId, Installation>,
    pub(crate) tokens: BTreeMap<String, Token>,
    pub(crate) repositories: BTreeMap<RepoName, Repository>,
    /// Former names of repositories that no other has taken since, with the current name.
    pub(crate) redirects: BTreeMap<RepoName, RepoName>,
    pub(crate) objects: Objects,
    pub(crate) outbox: Vec<Delivery>,
    pub(crate) hooks: HookLog,
    pub(crate) journal: Vec<Exchange>,
    /// Publishes the length of the journal.
    pub(crate) written: watch::Sender<usize>,
    /// Publishes up to which exchange responses are sent; `None`: all.
    pub(crate) answered: watch::Sender<Option<usize>>,
    pub(crate) faults: Vec<InjectedResponse>,
    pub(crate) outage: Option<Outage>,
    /// By caller; unauthenticated requests count together.
    pub(crate) spent: BTreeMap<Option<Caller>, Spent>,
    last_id: u64,
}

impl State {
    pub(crate) fn new(clock: Clock, app: App) -> Self {
        let mut state = Self {
            clock,
            app,
            api: "https://api.github.com".to_owned(),
            accounts: BTreeMap::new(),
            installations: BTreeMap::new(),
            tokens: BTreeMap::new(),
            repositories: BTreeMap::new(),
            redirects: BTreeMap::new(),
            objects: Objects::default(),
            outbox: Vec::new(),
            hooks: HookLog::default(),
            journal: Vec::new(),
            written: watch::Sender::new(0),
            answered: watch::Sender::new(None),
            faults: Vec::new(),
            outage: None,
            spent: BTreeMap::new(),
            last_id: 1000,
        };
        state.admit(&app_login(), AccountKind::Bot);
        state
    }

    /// An id that was never used before.
    pub(crate) fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Ensures that the account exists; an existing one keeps its kind.
    pub(crate) fn admit(&mut self, login: &Login, kind: AccountKind) {
        if !self.accounts.contains_key(login) {
            let id = self.next_id();
            let account =
                Account { login: login.clone(), id, kind, association: Association::default(), suspended: false };
            self.accounts.insert(login.clone(), account);
        }
    }

    /// The same for a user, or for an app if the login ends with `[bot]`.
    pub(crate) fn admit_person(&mut self, login: &Login) {
        self.admit(login, if login.is_app() { AccountKind::Bot } else { AccountKind::User });
    }

    /// The installation on an account, if there is one.
    pub(crate) fn installation_on(&self, account: &str) -> Option<&Installation> {
        self.installations.values().find(|it| it.account.as_str().eq_ignore_ascii_case(account))
    }

    pub(crate) fn repository(&self, name: &RepoName) -> Result<&Repository, Missing> {
        let name = self.redirects.get(name).unwrap_or(name);
        self.repositories.get(name).ok_or_else(|| Missing(format!("repository `{name}`")))
    }

    pub(crate) fn repository_mut(&mut self, name: &RepoName) -> Result<&mut Repository, Missing> {
        let name = self.redirects.get(name).unwrap_or(name);
        self.repositories.get_mut(name).ok_or_else(|| Missing(format!("repository `{name}`")))
    }

    pub(crate) fn pull(&self, name: &RepoName, number: u64) -> Result<&Pull, Missing> {
        let absent = || Missing(format!("pull request `{name}#{number}`"));
        self.repository(name)?.pulls.get(&number).ok_or_else(absent)
    }

    /// The pull request, for a change: marks it as updated now.
    pub(crate) fn pull_mut(&mut self, name: &RepoName, number: u64) -> Result<&mut Pull, Missing> {
        let now = self.clock.now();
        let absent = || Missing(format!("pull request `{name}#{number}`"));
        let pull = self.repository_mut(name)?.pulls.get_mut(&number).ok_or_else(absent)?;
        pull.updated_at = now;
        Ok(pull)
    }

    /// The labels of an issue or a pull request, for a change: marks it as updated now.
    pub(crate) fn labels_mut(&mut self, name: &RepoName, number: u64) -> Result<&mut Vec<String>, Missing> {
        let now = self.clock.now();
        let home = self.repository_mut(name)?;
        if let Some(pull) = home.pulls.get_mut(&number) {
            pull.updated_at = now;
            return Ok(&mut pull.labels);
        }
        let issue = home.issues.get_mut(&number).ok_or_else(|| Missing(format!("issue `{name}#{number}`")))?;
        issue.updated_at = now;
        Ok(&mut issue.labels)
    }

    /// Adds an action to the timeline of an issue or a pull request.
    pub(crate) fn record(&mut self, name: &RepoName, number: u64, actor: &Login, what: What) -> Result<(), Missing> {
        let (id, at) = (self.next_id(), self.clock.now());
        let happening = Happening { id, actor: actor.clone(), at, what };
        self.repository_mut(name)?.timelines.entry(number).or_default().push(happening);
        Ok(())
    }

    /// An account's association with the repositories.
    pub(crate) fn association(&self, login: &Login) -> Association {
        self.accounts.get(login).map(|account| account.association).unwrap_or_default()
    }

    /// The noreply address that GitHub gives an account.
    pub(crate) fn email(&self, login: &Login) -> String {
        let id = self.accounts.get(login).map_or(0, |account| account.id);
        format!("{id}+{login}@users.noreply.github.com")
    }

    /// The tip of a branch.
    pub(crate) fn tip(&self, name: &RepoName, branch: &str) -> Result<Sha, Missing> {
        let absent = || Missing(format!("branch `{branch}` of `{name}`"));
        self.repository(name)?.branches.get(branch).cloned().ok_or_else(absent)
    }

    /// Moves a branch to a commit, which can be read from then on.
    pub(crate) fn move_branch(&mut self, name: &RepoName, branch: &str, tip: &Sha) -> Result<(), Missing> {
        let reachable = self.objects.ancestors(tip);
        let repository = self.repository_mut(name)?;
        repository.branches.insert(branch.to_owned(), tip.clone());
        repository.commits.extend(reachable);
        Ok(())
    }

    /// The files that a pull request changes, compared with its merge base.
    pub(crate) fn pull_files(&self, pull: &Pull) -> Vec<FileChange> {
        let base = self.objects.merge_base(&pull.base_sha, &pull.head.sha);
        let before = base.map(|commit| commit.files.clone()).unwrap_or_default();
        diff(&self.objects, &before, &self.objects.files(&pull.head.sha))
    }

    /// Creates an empty repository; an existing one stays as it is.
    pub(crate) fn found(&mut self, name: &RepoName, fork: bool, options: RepositoryOptions) {
        if self.repositories.contains_key(name) {
            return;
        }
        self.redirects.remove(name);
        let (id, created_at) = (self.next_id(), self.clock.now());
        let repository = Repository {
            name: name.clone(),
            id,
            fork,
            options,
            created_at,
            branches: BTreeMap::new(),
            commits: std::collections::BTreeSet::new(),
            labels: BTreeMap::new(),
            last_number: 0,
            pulls: BTreeMap::new(),
            issues: BTreeMap::new(),
            timelines: BTreeMap::new(),
            comments: BTreeMap::new(),
            checks: BTreeMap::new(),
            suites: BTreeMap::new(),
        };
        self.repositories.insert(name.clone(), repository);
    }

    /// The requests that a caller has used in the current hour.
    pub(crate) fn spent_by(&self, caller: Option<Caller>) -> Spent {
        let now = self.clock.now();
        let running = self.spent.get(&caller).copied().filter(|spent| spent.reset > now);
        running.unwrap_or(Spent { used: 0, reset: now.plus(Duration::from_secs(3600)) })
    }

    /// The metadata of a commit made now by `author`.
    pub(crate) fn note<'a>(&self, author: &'a Login, message: &'a str) -> Note<'a> {
        Note { author, email: self.email(author), signature: None, message, at: self.clock.now() }
    }
}

/// The app's own account.
pub(crate) fn app_login() -> Login {
    format!("{APP_SLUG}[bot]").parse().expect("the app's slug is a login")
}
