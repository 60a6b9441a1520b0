//! The JSON of a pull request, as far as a snapshot needs it.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::domain::pull::event::Head;
use crate::domain::pull::snapshot::{Author, PullState};
use crate::domain::types::ids::{Login, Sha};
use crate::domain::types::label::Label;
use crate::domain::types::time::Timestamp;
use crate::github::response::{moment, parsed};

/// `GET /repos/{owner}/{repo}/pulls/{number}`.
#[derive(Deserialize)]
pub(super) struct Pull {
    /// The true number of changed files.
    pub(super) changed_files: u64,
    /// Added lines.
    #[serde(default)]
    additions: Option<u64>,
    /// Deleted lines.
    #[serde(default)]
    deletions: Option<u64>,
    #[serde(default)]
    created_at: Option<String>,
    /// The head branch.
    pub(super) head: Side,
    /// The base branch.
    pub(super) base: Side,
    #[serde(default)]
    updated_at: Option<String>,
    state: String,
    #[serde(default)]
    draft: Option<bool>,
    user: Option<User>,
    labels: Vec<ShownLabel>,
    #[serde(default)]
    requested_reviewers: Option<Vec<User>>,
    #[serde(default)]
    requested_teams: Option<Vec<Team>>,
}

/// One side of a pull request.
#[derive(Deserialize)]
pub(super) struct Side {
    /// Its commit.
    #[serde(deserialize_with = "parsed")]
    pub(super) sha: Sha,
    /// Its repository; a fork may be deleted.
    #[serde(default)]
    pub(super) repo: Option<Repository>,
}

/// A repository.
#[derive(Deserialize)]
pub(super) struct Repository {
    /// Its current name.
    pub(super) full_name: String,
    /// Whether it is private.
    #[serde(default = "yes")]
    pub(super) private: bool,
}

/// An account.
#[derive(Deserialize)]
pub(super) struct User {
    login: String,
    #[serde(default, rename = "type")]
    kind: Option<String>,
}

/// A label, as far as needed; a response may omit its look.
#[derive(Deserialize)]
pub(in crate::github) struct ShownLabel {
    pub(in crate::github) name: String,
    #[serde(default)]
    color: Option<String>,
    #[serde(default)]
    description: Option<String>,
}

/// A team.
#[derive(Deserialize)]
pub(super) struct Team {
    /// Its slug.
    pub(super) slug: String,
}

fn yes() -> bool {
    true
}

impl User {
    /// Its login, if it is valid.
    pub(super) fn login(&self) -> Option<Login> {
        self.login.parse().ok()
    }
}

impl ShownLabel {
    /// Whether it has the default look of a label that GitHub creates by itself.
    pub(in crate::github) fn is_unstyled(&self) -> bool {
        let Self { name, color, description } = self;
        let look = |color: &String| Label {
            name: name.clone(),
            color: color.clone(),
            description: description.clone().unwrap_or_default(),
        };
        color.as_ref().map(look).is_some_and(|label| label.is_unstyled())
    }
}

/// The names of the labels with the default look.
pub(in crate::github) fn unstyled(labels: &[ShownLabel]) -> BTreeSet<String> {
    labels.iter().filter(|label| label.is_unstyled()).map(|label| label.name.clone()).collect()
}

impl Pull {
    /// Whether a webhook has reported a newer state. A push updates the pull request's time, so a different head with
    /// the same or an earlier second is an older state.
    pub(super) fn is_behind(&self, told: &Head) -> bool {
        let as_of = self.updated_at.as_deref().and_then(moment);
        self.head.sha != told.commit && as_of.is_some_and(|as_of| as_of <= told.as_of)
    }

    /// Its state.
    pub(super) fn state(&self) -> PullState {
        match (self.state.as_str(), self.draft) {
            ("open", Some(true)) => PullState::Draft,
            ("open", _) => PullState::Open,
            _ => PullState::Closed,
        }
    }

    /// When it was opened.
    pub(super) fn created(&self) -> Option<Timestamp> {
        self.created_at.as_deref().and_then(moment)
    }

    /// The number of added and deleted lines.
    pub(super) fn lines(&self) -> Option<u64> {
        self.additions?.checked_add(self.deletions?)
    }

    /// Whether its repository is private.
    pub(super) fn private(&self) -> bool {
        self.base.repo.as_ref().is_none_or(|repo| repo.private)
    }

    /// Who opened it.
    pub(super) fn author(&self) -> Option<Author> {
        let user = self.user.as_ref()?;
        let login = user.login()?;
        let bot = login.is_app() || user.kind.as_deref() == Some("Bot");
        Some(Author { login, bot })
    }

    /// The users from whom a review is requested.
    pub(super) fn requested(&self) -> BTreeSet<Login> {
        self.requested_reviewers.iter().flatten().filter_map(User::login).collect()
    }

    /// The teams from which a review is requested.
    pub(super) fn requested_teams(&self) -> BTreeSet<String> {
        self.requested_teams.iter().flatten().map(|team| team.slug.clone()).collect()
    }

    /// Its labels.
    pub(super) fn labels(&self) -> BTreeSet<String> {
        self.labels.iter().map(|label| label.name.clone()).collect()
    }

    /// Its labels with the default look.
    pub(super) fn unstyled(&self) -> BTreeSet<String> {
        unstyled(&self.labels)
    }
}
