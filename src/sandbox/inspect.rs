//! What stands in the sandbox now, for tests to compare and the demo to show.

use crate::domain::types::ids::{Login, RepoName, Sha};

use super::handle::Sandbox;
use super::model::pull::ReviewState;
use super::model::repository::label_key;

/// A pull request as its page would show it.
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
    /// Its labels, in the order in which they were put on.
    pub labels: Vec<String>,
    /// Who is asked for a review, in the order in which they were asked.
    pub requested: Vec<Login>,
    /// Slugs of the teams that are asked.
    pub requested_teams: Vec<String>,
    /// The reviews, oldest first.
    pub reviews: Vec<(Login, ReviewState)>,
}

/// A check run as its page would show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRunView {
    /// Its number.
    pub id: u64,
    /// Its name, as `wg/ownership`.
    pub name: String,
    /// `queued`, `in_progress` or `completed`.
    pub status: String,
    /// What it came to, once it is completed.
    pub conclusion: Option<String>,
    /// The output's title.
    pub title: Option<String>,
    /// The output's summary, Markdown.
    pub summary: Option<String>,
    /// The output's text, Markdown.
    pub text: Option<String>,
    /// The app's own mark on it.
    pub external_id: String,
    /// Where the whole story is told.
    pub details_url: Option<String>,
    /// Its annotations, as they were sent.
    pub annotations: Vec<serde_json::Value>,
}

/// A comment as its page would show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentView {
    /// Its number.
    pub id: u64,
    /// Who wrote it.
    pub author: Login,
    /// What it says, Markdown.
    pub body: String,
}

impl Sandbox {
    /// A pull request, if it is there.
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

    /// The labels of an issue, in the order in which they were put on.
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

    /// The reactions to a comment, each with who gave it, oldest first.
    pub fn reactions(&self, name: &RepoName, comment: u64) -> Vec<(Login, String)> {
        self.with(|state| {
            let comment = state.repository(name).ok().and_then(|home| home.comments.get(&comment));
            let reactions = comment.into_iter().flat_map(|comment| &comment.reactions);
            reactions.map(|reaction| (reaction.by.clone(), reaction.content.clone())).collect()
        })
    }

    /// A repository's label: colour and description.
    pub fn label(&self, name: &RepoName, label: &str) -> Option<(String, Option<String>)> {
        self.with(|state| {
            let label = state.repository(name).ok()?.labels.get(&label_key(label))?;
            Some((label.color.clone(), label.description.clone()))
        })
    }

    /// The tip of a branch, if it is there.
    pub fn tip(&self, name: &RepoName, branch: &str) -> Option<Sha> {
        self.with(|state| state.tip(name, branch).ok())
    }

    /// The text of a file on the default branch, if it is there.
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
