//! What everybody may see of a pull request once it is decided, as records for the store.

use crate::domain::decision::Decision;
use crate::domain::ids::RepoName;
use crate::domain::plan::Plan;
use crate::domain::snapshot::Snapshot;
use crate::store::Record;

/// What a run changes in what everybody may see. `asked`: the repository by the name that we knew; `plan`: if it was carried
/// out, for what was not done was not said, either.
///
/// **Invariant:** nothing is kept of a repository that only members may see, nor of one whose visibility nobody knows.
pub(super) fn decided(asked: &RepoName, snapshot: &Snapshot, plan: Option<&Plan>) -> Vec<Record> {
    let mut records = Vec::new();
    if snapshot.repository != *asked {
        records.push(hidden(asked));
    }
    if snapshot.private {
        records.push(hidden(&snapshot.repository));
    }
    let decision = plan.and_then(|plan| Decision::of(snapshot, plan));
    records.extend(decision.map(|decision| Record::Decided { decision }));
    records
}

/// Nothing of a repository is shown any more.
pub(super) fn hidden(repository: &RepoName) -> Record {
    Record::Hidden { repository: repository.clone(), number: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::{Check, Conclusion};

    #[test]
    fn what_becomes_private_or_has_another_name_is_shown_no_more() {
        let (old, new): (RepoName, RepoName) = ("acme/old".parse().unwrap(), "acme/new".parse().unwrap());
        let check = Check {
            name: "wg/ownership".to_owned(),
            conclusion: Conclusion::Neutral,
            title: String::new(),
            summary: String::new(),
            annotations: Vec::new(),
        };
        let plan = Plan { checks: vec![check], ..Plan::default() };
        let private = Snapshot { number: Some(1), ..Snapshot::bare(new.clone()) };
        assert_eq!(decided(&new, &private, Some(&plan)), [hidden(&new)]);
        assert_eq!(decided(&old, &private, Some(&plan)), [hidden(&old), hidden(&new)]);
        let public = Snapshot { private: false, ..private };
        let records = decided(&old, &public, Some(&plan));
        assert_eq!(records[0], hidden(&old));
        assert_eq!(decided(&old, &public, None), [hidden(&old)], "a dry run hides, and shows nothing");
        assert!(matches!(&records[1..], [Record::Decided { decision }] if decision.repository == new));
    }
}
