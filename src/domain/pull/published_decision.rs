//! What everybody may see of a decision: the words of its checks.

use crate::domain::types::ids::RepoName;
use crate::domain::types::time::Timestamp;

use super::plan::{Check, Conclusion, Plan};
use super::snapshot::Snapshot;

/// What was decided on a pull request of a repository that everybody may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The repository.
    pub repository: RepoName,
    /// The pull request's number.
    pub number: u64,
    /// When that was read on which it rests.
    pub at: Timestamp,
    /// What the checks say, in their order.
    pub checks: Vec<PublishedCheck>,
}

/// What one check says, without its remarks on lines.
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
    /// What everybody may see of a plan; `None` where that is nothing: only members may see the repository, the commit is
    /// a merge queue's, or nothing was checked, as on a closed pull request.
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
