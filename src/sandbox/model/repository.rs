//! A repository: its branches, labels, pull requests and checks.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::types::ids::{Login, RepoName, Sha};
use crate::domain::types::time::Timestamp;

use super::issue::{Comment, Issue};
use super::pull::{CheckRun, Pull};
use super::timeline::Happening;

/// The options of a new repository.
#[derive(Debug, Clone)]
pub struct RepositoryOptions {
    /// Whether only the installation of its account may read it.
    pub private: bool,
    /// The default branch of pull requests.
    pub default_branch: String,
    /// The users from whom a review can be requested; `None`: every user of the sandbox.
    pub collaborators: Option<BTreeSet<Login>>,
    /// The slugs of the teams from which a review can be requested.
    pub teams: BTreeSet<String>,
}

/// Public, with `main` and without teams; a review can be requested from every user.
impl Default for RepositoryOptions {
    fn default() -> Self {
        Self { private: false, default_branch: "main".to_owned(), collaborators: None, teams: BTreeSet::new() }
    }
}

/// A label of a repository.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) color: String,
    pub(crate) description: Option<String>,
}

/// The key of a label's name: names are case-insensitive.
pub(crate) fn label_key(name: &str) -> String {
    name.to_lowercase()
}

/// A repository.
#[derive(Debug, Clone)]
pub(crate) struct Repository {
    pub(crate) name: RepoName,
    pub(crate) id: u64,
    pub(crate) fork: bool,
    pub(crate) options: RepositoryOptions,
    pub(crate) created_at: Timestamp,
    pub(crate) branches: BTreeMap<String, Sha>,
    /// Every commit that can be read by its id, including heads of pull requests from forks.
    pub(crate) commits: BTreeSet<Sha>,
    pub(crate) labels: BTreeMap<String, Label>,
    /// The last number given to an issue or a pull request: they share one sequence.
    pub(crate) last_number: u64,
    pub(crate) pulls: BTreeMap<u64, Pull>,
    pub(crate) issues: BTreeMap<u64, Issue>,
    /// By number of the issue or pull request.
    pub(crate) timelines: BTreeMap<u64, Vec<Happening>>,
    pub(crate) comments: BTreeMap<u64, Comment>,
    pub(crate) checks: BTreeMap<u64, CheckRun>,
    pub(crate) suites: BTreeMap<Sha, u64>,
}

impl Repository {
    /// The next unused number for an issue or a pull request.
    pub(crate) fn next_number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    /// The labels of an issue or a pull request, if it exists.
    pub(crate) fn labels_on(&self, number: u64) -> Option<&Vec<String>> {
        let on_pull = self.pulls.get(&number).map(|pull| &pull.labels);
        on_pull.or_else(|| self.issues.get(&number).map(|issue| &issue.labels))
    }

    /// The commit of a branch, a full ref, a pull request's head or a commit id.
    pub(crate) fn resolve(&self, reference: &str) -> Option<Sha> {
        if reference == "HEAD" {
            return self.branches.get(&self.options.default_branch).cloned();
        }
        let short = reference.strip_prefix("refs/").unwrap_or(reference);
        if let Some(number) = short.strip_prefix("pull/").and_then(|rest| rest.strip_suffix("/head")) {
            return Some(self.pulls.get(&number.parse().ok()?)?.head.sha.clone());
        }
        let branch = short.strip_prefix("heads/").unwrap_or(short);
        if let Some(tip) = self.branches.get(branch) {
            return Some(tip.clone());
        }
        let sha = reference.parse::<Sha>().ok()?;
        self.commits.contains(&sha).then_some(sha)
    }
}
