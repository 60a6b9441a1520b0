//! People of a group with a review request by someone else. They count towards the number that the policy requires,
//! whatever tier they are in, or none.
//!
//! **Invariant:** requests by wg-steward change nothing here, so the result is the same before and after.

use std::collections::BTreeSet;

use crate::domain::governance::ownership::Area;
use crate::domain::policy::Policy;
use crate::domain::pull::snapshot::Snapshot;
use crate::domain::types::ids::Login;
use crate::domain::types::reviewer::Reviewer;
use crate::domain::types::role::Lead;

use super::allotment::Share;
use super::candidate::CandidateRole;
use super::reviewed;

/// The people of a share with a review request by someone else, which is still open or which they answered; each once.
pub(super) fn asked_by_others(
    share: &Share<'_>,
    snapshot: &Snapshot,
    policy: &Policy,
) -> Vec<(Reviewer, CandidateRole)> {
    let leads = share.group.leads.iter().filter(|_| share.alone.is_none());
    let leads = leads.map(|Lead { login, role, .. }| (login, CandidateRole::Lead(*role)));
    let approvers = share.areas.iter().flat_map(|area| &area.approvers).map(|login| (login, CandidateRole::Approver));
    let reviewers = share.areas.iter().copied().flat_map(Area::reviewers).map(|login| (login, CandidateRole::Reviewer));
    let mut seen = BTreeSet::new();
    let is_person = |login: &Login| !share.group.has_bot(login) && !login.is_app();
    let people = leads.chain(approvers).chain(reviewers);
    let people = people.filter(|(login, _)| is_person(login) && seen.insert(*login));
    let people = people.map(|(login, part)| (login, Reviewer::from(login), part));
    let is_asked = people.filter(|(login, reviewer, _)| {
        let has_answered = snapshot.asked_since.contains_key(reviewer) && reviewed(snapshot, policy).contains(*login);
        !snapshot.memory.asked.contains_key(reviewer) && (snapshot.is_asked(login) || has_answered)
    });
    is_asked.map(|(_, reviewer, part)| (reviewer, part)).collect()
}
