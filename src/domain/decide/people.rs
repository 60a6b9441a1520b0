//! Who is asked and who is passed over, as a plan tells and does it.

use crate::domain::plan::{Action, Asked, PassedOver};
use crate::domain::render::review;
use crate::domain::review::Fate;
use crate::domain::reviewer::Reviewer;
use crate::domain::snapshot::Snapshot;
use crate::domain::verdict::Verdict;

/// Everybody who is to be asked now.
pub(super) fn asked(verdict: &Verdict) -> Vec<Asked> {
    let asked = verdict.asked().map(|candidate| Asked {
        reviewer: candidate.reviewer.clone(),
        group: candidate.group.clone(),
        role: candidate.part.to_string(),
        reason: review::asked(candidate, verdict.name(&candidate.group)),
    });
    asked.collect()
}

/// Everybody who was considered and is not asked now.
pub(super) fn passed_over(verdict: &Verdict) -> Vec<PassedOver> {
    let others = verdict.candidates.iter().filter(|candidate| candidate.fate != Fate::Ask);
    let passed = others.map(|candidate| PassedOver {
        reviewer: candidate.reviewer.clone(),
        group: candidate.group.clone(),
        reason: review::reason(candidate, verdict.name(&candidate.group)),
    });
    passed.collect()
}

/// Those whose requests are to be taken back, since somebody wants others.
pub(super) fn take_back(snapshot: &Snapshot) -> Option<Action> {
    let requested = snapshot.requested.iter().map(Reviewer::from);
    let reviewers: Vec<_> = requested.filter(|reviewer| snapshot.is_replaced(reviewer)).collect();
    (!reviewers.is_empty()).then_some(Action::TakeBack { reviewers })
}

/// One request for all of them.
pub(super) fn request(verdict: &Verdict) -> Option<Action> {
    let reviewers: Vec<_> = verdict.asked().map(|candidate| candidate.reviewer.clone()).collect();
    let weighed =
        verdict.candidates.iter().filter_map(|candidate| Some((candidate.reviewer.person()?.clone(), candidate.open?)));
    (!reviewers.is_empty()).then(|| Action::RequestReview { reviewers, weighed: weighed.collect() })
}
