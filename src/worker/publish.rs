//! The public page of a decided pull request, as records for the store.

use crate::domain::pull::plan::Plan;
use crate::domain::pull::published_decision::Decision;
use crate::domain::pull::snapshot::Snapshot;
use crate::domain::types::ids::RepoName;
use crate::store::Record;

/// How a run changes the public page. `plan` is set only if it was applied.
///
/// **Invariant:** nothing is stored of a repository that is private or whose visibility is unknown.
pub(super) fn decided(snapshot: &Snapshot, plan: Option<&Plan>) -> Vec<Record> {
    let hidden = snapshot.private.then(|| hidden(&snapshot.repository));
    let decision = plan.and_then(|plan| Decision::of(snapshot, plan));
    hidden.into_iter().chain(decision.map(|decision| Record::Decided { decision })).collect()
}

/// Removes the public pages of a repository.
pub(super) fn hidden(repository: &RepoName) -> Record {
    Record::Hidden { repository: repository.clone(), number: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::pull::plan::{Check, Conclusion};

    #[test]
    fn what_becomes_private_is_shown_no_more() {
        let name: RepoName = "acme/boiler".parse().unwrap();
        let check = Check {
            name: "wg/ownership".to_owned(),
            conclusion: Conclusion::Neutral,
            title: String::new(),
            summary: String::new(),
            annotations: Vec::new(),
        };
        let plan = Plan { checks: vec![check], ..Plan::default() };
        let private = Snapshot { number: Some(1), ..Snapshot::bare(name.clone()) };
        assert_eq!(decided(&private, Some(&plan)), [hidden(&name)]);
        assert_eq!(decided(&private, None), [hidden(&name)], "a dry run hides, and shows nothing");
        let public = Snapshot { private: false, ..private };
        let records = decided(&public, Some(&plan));
        assert!(matches!(&records[..], [Record::Decided { decision }] if decision.repository == name));
        assert_eq!(decided(&public, None), []);
    }
}
