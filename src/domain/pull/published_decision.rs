//! The public part of a decision: the content of its checks.

use crate::domain::types::ids::RepoName;
use crate::domain::types::time::Timestamp;

use super::plan::{Check, Conclusion, Plan};
use super::snapshot::Snapshot;

/// A decision on a pull request in a public repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The repository.
    pub repository: RepoName,
    /// The pull request's number.
    pub number: u64,
    /// When the data behind the decision was read.
    pub at: Timestamp,
    /// The checks, in order.
    pub checks: Vec<PublishedCheck>,
}

/// The content of one check, without its annotations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedCheck {
    /// The check's name.
    pub name: String,
    /// Its result.
    pub conclusion: Conclusion,
    /// The result in at most 60 characters; no Markdown.
    pub title: String,
    /// Markdown, at most 65,535 characters.
    pub summary: String,
}

impl Decision {
    /// The public part of a plan. `None` if there is none: the repository is not public, the commit belongs to a merge
    /// queue, or there are no checks, as on a closed pull request.
    pub fn of(snapshot: &Snapshot, plan: &Plan) -> Option<Self> {
        if snapshot.private || snapshot.queued || plan.checks.is_empty() {
            return None;
        }
        let (repository, at) = (snapshot.repository.clone(), snapshot.now);
        let checks = plan.checks.iter().map(PublishedCheck::of).collect();
        Some(Self { repository, number: snapshot.number?, at, checks })
    }
}

impl PublishedCheck {
    fn of(check: &Check) -> Self {
        let Check { name, conclusion, title, summary, annotations: _ } = check.clone();
        Self { name, conclusion, title, summary }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_everybody_may_see_is_shown_and_only_if_something_was_checked() {
        let check = Check {
            name: "wg/ownership".to_owned(),
            conclusion: Conclusion::Success,
            title: "Docs: review requested from 1 lead".to_owned(),
            summary: "No action needed.".to_owned(),
            annotations: Vec::new(),
        };
        let plan = Plan { checks: vec![check], ..Plan::default() };
        let bare = Snapshot::bare("acme/docs".parse().unwrap());
        let public = Snapshot { number: Some(7), private: false, ..bare.clone() };
        let decision = Decision::of(&public, &plan).unwrap();
        assert_eq!((decision.number, decision.checks[0].title.as_str()), (7, "Docs: review requested from 1 lead"));
        let unknown = Snapshot { number: Some(7), ..bare };
        assert!(unknown.private && Decision::of(&unknown, &plan).is_none(), "what nobody knows is private");
        let trial = Snapshot { queued: true, ..public.clone() };
        assert_eq!((Decision::of(&trial, &plan), Decision::of(&public, &Plan::default())), (None, None));
    }
}
