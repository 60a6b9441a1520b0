//! The current state of the sandbox, for assertions in tests and for the demo.

use crate::domain::types::ids::{Login, RepoName, Sha};

use super::handle::Sandbox;
use super::model::pull::ReviewState;
use super::model::repository::label_key;

/// A pull request as on its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullView {
    /// Its title.
    pub title: String,
    /// Whether it is open.
    pub open: bool,
    /// Whether it was merged.
    pub merged: bool,
    /// Whether it is a draft.
    pub draft: bool,
    /// The commit that its checks belong to.
    pub head: Sha,
    /// Its labels, in the order in which they were added.
    pub labels: Vec<String>,
    /// The users from whom a review is requested, in the order of the requests.
    pub requested: Vec<Login>,
    /// The slugs of the teams from which a review is requested.
    pub requested_teams: Vec<String>,
    /// The reviews, oldest first.
    pub reviews: Vec<(Login, ReviewState)>,
}

/// A check run as on its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRunView {
    /// Its id.
    pub id: u64,
    /// Its name, such as `wg/ownership`.
    pub name: String,
    /// `queued`, `in_progress` or `completed`.
    pub status: String,
    /// Its conclusion, once it is completed.
    pub conclusion: Option<String>,
    /// The output's title.
    pub title: Option<String>,
    /// The output's summary, as Markdown.
    pub summary: Option<String>,
    /// The output's text, as Markdown.
    pub text: Option<String>,
    /// The app's own id of it.
    pub external_id: String,
    /// The link to details.
    pub details_url: Option<String>,
    /// Its annotations, as they were sent.
    pub annotations: Vec<serde_json::Value>,
}

/// A comment as on its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentView {
    /// Its id.
    pub id: u64,
    /// Its author.
    pub author: Login,
    /// Its text, as Markdown.
    pub body: String,
}

impl Sandbox {
    /// A pull request, if it exists.
    pub fn pull(&self, name: &RepoName, number: u64) -> Option<PullView> {
        self.with(|state| {
            let home = state.repository(name).ok()?;
            let pull = home.pulls.get(&number)?;
            let labels = pull.labels.iter().filter_map(|key| home.labels.get(key));
            Some(PullView {
                title: pull.title.clone(),
                open: pull.open,
                merged: pull.merged.is_some(),
                draft: pull.draft,
                head: pull.head.sha.clone(),
                labels: labels.map(|label| label.name.clone()).collect(),
                requested: pull.requested.clone(),
                requested_teams: pull.requested_teams.clone(),
                reviews: pull.reviews.iter().map(|review| (review.author.clone(), review.state)).collect(),
            })
        })
    }

    /// The labels of an issue, in the order in which they were added.
    pub fn issue_labels(&self, name: &RepoName, number: u64) -> Vec<String> {
        self.with(|state| {
            let Ok(home) = state.repository(name) else { return Vec::new() };
            let keys = home.issues.get(&number).map(|issue| issue.labels.as_slice()).unwrap_or_default();
            keys.iter().filter_map(|key| home.labels.get(key)).map(|label| label.name.clone()).collect()
        })
    }

    /// The check runs of a commit, oldest first.
    pub fn check_runs(&self, name: &RepoName, head: &Sha) -> Vec<CheckRunView> {
        self.with(|state| {
            let Ok(home) = state.repository(name) else { return Vec::new() };
            let runs = home.checks.values().filter(|run| run.head_sha == *head);
            runs.map(|run| CheckRunView {
                id: run.id,
                name: run.name.clone(),
                status: run.status.clone(),
                conclusion: run.conclusion.clone(),
                title: run.title.clone(),
                summary: run.summary.clone(),
                text: run.text.clone(),
                external_id: run.external_id.clone(),
                details_url: run.details_url.clone(),
                annotations: run.annotations.clone(),
            })
            .collect()
        })
    }

    /// The comments on a pull request, oldest first.
    pub fn comments(&self, name: &RepoName, number: u64) -> Vec<CommentView> {
        self.with(|state| {
            let Ok(home) = state.repository(name) else { return Vec::new() };
            let comments = home.comments.values().filter(|comment| comment.number == number);
            comments.map(|it| CommentView { id: it.id, author: it.author.clone(), body: it.body.clone() }).collect()
        })
    }

    /// The reactions to a comment with their authors, oldest first.
    pub fn reactions(&self, name: &RepoName, comment: u64) -> Vec<(Login, String)> {
        self.with(|state| {
            let comment = state.repository(name).ok().and_then(|home| home.comments.get(&comment));
            let reactions = comment.into_iter().flat_map(|comment| &comment.reactions);
            reactions.map(|reaction| (reaction.by.clone(), reaction.content.clone())).collect()
        })
    }

    /// The color and description of a repository's label.
    pub fn label(&self, name: &RepoName, label: &str) -> Option<(String, Option<String>)> {
        self.with(|state| {
            let label = state.repository(name).ok()?.labels.get(&label_key(label))?;
            Some((label.color.clone(), label.description.clone()))
        })
    }

    /// The tip of a branch, if it exists.
    pub fn tip(&self, name: &RepoName, branch: &str) -> Option<Sha> {
        self.with(|state| state.tip(name, branch).ok())
    }

    /// The text of a file on the default branch, if it exists.
    pub fn file(&self, name: &RepoName, path: &str) -> Option<String> {
        self.with(|state| {
            let repository = state.repository(name).ok()?;
            let tip = state.tip(name, &repository.options.default_branch).ok()?;
            let files = state.objects.files(&tip);
            let content = state.objects.blob(files.get(path)?)?;
            Some(String::from_utf8_lossy(content).into_owned())
        })
    }
}
