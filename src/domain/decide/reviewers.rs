//! The reviewers and the skipped candidates, for the plan and the write.

use std::collections::BTreeMap;

use crate::domain::pull::ownership_report::OwnershipReport;
use crate::domain::pull::plan::{Action, Asked, PassedOver};
use crate::domain::pull::review::{Candidate, Fate};
use crate::domain::pull::snapshot::Snapshot;
use crate::domain::render::review_reason;

/// The reviewers who get a review request now.
pub(super) fn asked(verdict: &OwnershipReport) -> Vec<Asked> {
    let asked = verdict.asked().map(|candidate| Asked {
        reviewer: candidate.reviewer.clone(),
        group: candidate.group.clone(),
        role: candidate.part.to_string(),
        reason: review_reason::asked(candidate, verdict.name(&candidate.group)),
    });
    asked.collect()
}

/// The candidates who get no review request now.
pub(super) fn passed_over(verdict: &OwnershipReport) -> Vec<PassedOver> {
    let others = verdict.candidates.iter().filter(|candidate| candidate.fate != Fate::Ask);
    let passed = others.map(|candidate| PassedOver {
        reviewer: candidate.reviewer.clone(),
        group: candidate.group.clone(),
        reason: review_reason::reason(candidate, verdict),
    });
    passed.collect()
}

/// Removes the requests of reviewers who are to be replaced. The action stays in the plan if a user removed them in the
/// meantime: then it is done.
pub(super) fn take_back(snapshot: &Snapshot) -> Option<Action> {
    let asked = snapshot.memory.asked.keys();
    let reviewers: Vec<_> = asked.filter(|reviewer| snapshot.is_replaced(reviewer)).cloned().collect();
    (!reviewers.is_empty()).then_some(Action::TakeBack { reviewers })
}

/// One request for all of them.
pub(super) fn request(verdict: &OwnershipReport) -> Option<Action> {
    let groups: BTreeMap<_, _> =
        verdict.asked().map(|candidate| (candidate.reviewer.clone(), candidate.group.clone())).collect();
    let reviewers: Vec<_> = verdict.asked().map(|candidate| candidate.reviewer.clone()).collect();
    let weight = |candidate: &Candidate| Some((candidate.reviewer.person()?.clone(), candidate.open?));
    let weighed = verdict.candidates.iter().filter_map(weight).collect();
    (!reviewers.is_empty()).then_some(Action::RequestReview { reviewers, weighed, groups })
}
