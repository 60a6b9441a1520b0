//! A pull request's JSON, as far as a snapshot needs it.

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
    /// How many files it changes in truth.
    pub(super) changed_files: u64,
    /// Lines that come.
    #[serde(default)]
    additions: Option<u64>,
    /// Lines that go.
    #[serde(default)]
    deletions: Option<u64>,
    #[serde(default)]
    created_at: Option<String>,
    /// What it wants to bring in.
    pub(super) head: Side,
    /// Where it wants to bring it.
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
    /// Its repository; a fork may be gone.
    #[serde(default)]
    pub(super) repo: Option<Repository>,
}

/// A repository.
#[derive(Deserialize)]
pub(super) struct Repository {
    /// Its name at present.
    pub(super) full_name: String,
    /// Whether only members may see it.
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

/// A label, as far as it matters; an answer may leave out how it looks.
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
    /// Its login, if it is one.
    pub(super) fn login(&self) -> Option<Login> {
        self.login.parse().ok()
    }
}

impl ShownLabel {
    /// Whether it looks as GitHub makes one by itself.
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

/// The names of those labels that look as GitHub makes one by itself.
pub(in crate::github) fn unstyled(labels: &[ShownLabel]) -> BTreeSet<String> {
    labels.iter().filter(|label| label.is_unstyled()).map(|label| label.name.clone()).collect()
}

impl Pull {
    /// Whether GitHub has told of a newer state than this one. A push makes a pull request younger, so that another head of
    /// the same or an earlier second is an older one.
    pub(super) fn is_behind(&self, told: &Head) -> bool {
        let as_of = self.updated_at.as_deref().and_then(moment);
        self.head.sha != told.commit && as_of.is_some_and(|as_of| as_of <= told.as_of)
    }

    /// How far it is.
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

    /// How many lines come or go.
    pub(super) fn lines(&self) -> Option<u64> {
        self.additions?.checked_add(self.deletions?)
    }

    /// Whether only members may see its repository.
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

    /// Who is asked for a review.
    pub(super) fn requested(&self) -> BTreeSet<Login> {
        self.requested_reviewers.iter().flatten().filter_map(User::login).collect()
    }

    /// Which teams are asked for a review.
    pub(super) fn requested_teams(&self) -> BTreeSet<String> {
        self.requested_teams.iter().flatten().map(|team| team.slug.clone()).collect()
    }

    /// Its labels.
    pub(super) fn labels(&self) -> BTreeSet<String> {
        self.labels.iter().map(|label| label.name.clone()).collect()
    }

    /// Those of its labels that look as GitHub makes one by itself.
    pub(super) fn unstyled(&self) -> BTreeSet<String> {
        unstyled(&self.labels)
    }
}
