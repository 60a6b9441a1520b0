//! A saved webhook as a snapshot of its pull request.

use serde::Deserialize;

use crate::domain::pull::snapshot::{Author, PullState, Snapshot};
use crate::domain::types::ids::{Login, RepoName, Sha};

use super::error::Failure;

#[derive(Deserialize)]
struct Payload {
    repository: Option<Repository>,
    pull_request: Option<Pull>,
}

#[derive(Deserialize)]
struct Repository {
    full_name: String,
    html_url: Option<String>,
}

#[derive(Deserialize)]
struct Pull {
    number: u64,
    user: Option<Account>,
    #[serde(default)]
    draft: bool,
    state: String,
    head: Head,
    #[serde(default)]
    labels: Vec<Label>,
    #[serde(default)]
    requested_reviewers: Vec<Account>,
    #[serde(default)]
    requested_teams: Vec<Team>,
}

#[derive(Deserialize)]
struct Account {
    /// Teams in `requested_reviewers` have no login.
    login: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Head {
    sha: String,
}

#[derive(Deserialize)]
struct Label {
    name: String,
}

#[derive(Deserialize)]
struct Team {
    slug: String,
}

/// Parses a payload; `file` is its name for messages.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Snapshot, Failure> {
    let payload: Payload =
        serde_json::from_slice(bytes).map_err(|error| Failure::NotJson { file: file.to_owned(), error })?;
    let missing = |key| Failure::NoPullRequest { file: file.to_owned(), key };
    let repository = payload.repository.ok_or_else(|| missing("repository"))?;
    let pull = payload.pull_request.ok_or_else(|| missing("pull_request"))?;
    let bad = |key| move |error| Failure::BadName { file: file.to_owned(), key, error };
    let name: RepoName = repository.full_name.parse().map_err(bad("repository.full_name"))?;
    let commit: Sha = pull.head.sha.parse().map_err(bad("pull_request.head.sha"))?;
    let bare = Snapshot::bare(name);
    Ok(Snapshot {
        site: site(&repository).unwrap_or_else(|| bare.site.clone()),
        number: Some(pull.number),
        author: pull.user.as_ref().and_then(author),
        state: state(&pull),
        commit: Some(commit),
        requested: pull.requested_reviewers.iter().filter_map(login).collect(),
        requested_teams: pull.requested_teams.into_iter().map(|team| team.slug).collect(),
        labels: pull.labels.into_iter().map(|label| label.name).collect(),
        ..bare
    })
}

fn state(pull: &Pull) -> PullState {
    match pull.state.as_str() {
        "closed" => PullState::Closed,
        _ if pull.draft => PullState::Draft,
        _ => PullState::Open,
    }
}

/// The address of GitHub or an Enterprise server: the repository's address without its name.
fn site(repository: &Repository) -> Option<String> {
    let url = repository.html_url.as_deref()?.strip_suffix(&repository.full_name)?.trim_end_matches('/');
    url.starts_with("https://").then(|| url.to_owned())
}

fn author(account: &Account) -> Option<Author> {
    Some(Author { login: login(account)?, bot: account.kind.as_deref() == Some("Bot") })
}

fn login(account: &Account) -> Option<Login> {
    account.login.as_deref()?.parse().ok()
}
