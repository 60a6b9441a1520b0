//! The groups that have to agree to a change of the documents, whatever the path rules say.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::diagnostics::finding::{Argument, Kind};
use crate::domain::governance::tree::Tree;
use crate::domain::policy::Policy;
use crate::domain::pull::document_report::{Concern, DocumentReport};
use crate::domain::rules;
use crate::domain::types::ids::GroupId;

/// Groups of the base, and what each has to agree to.
pub(super) fn parties(
    scrutiny: &DocumentReport,
    before: &Tree,
    after: &Tree,
    policy: &Policy,
) -> BTreeMap<GroupId, BTreeSet<Concern>> {
    let mut parties: BTreeMap<GroupId, BTreeSet<Concern>> = BTreeMap::new();
    for (group, repositories) in losing(scrutiny) {
        parties.entry(group.clone()).or_default().insert(Concern::Repositories(repositories));
    }
    let overseen = of_oversight(scrutiny, before, after, policy);
    if let Some(oversight) = policy.governing.oversight.as_ref().filter(|_| !overseen.is_empty()) {
        parties.entry(oversight.clone()).or_default().extend(overseen);
    }
    parties
}

/// Groups that lose repositories to others, with the number: groups that give them up, and groups that still own them.
fn losing(scrutiny: &DocumentReport) -> BTreeMap<&GroupId, usize> {
    let mut losing: BTreeMap<&GroupId, usize> = BTreeMap::new();
    let entering = |kind| matches!(kind, Kind::RepositoryTaken | Kind::OwnedTwice);
    for remark in scrutiny.all().filter(|remark| entering(remark.finding.kind)) {
        let owners = remark.finding.about.iter().filter_map(|argument| match argument {
            Argument::Group(id) => Some(id),
            _ => None,
        });
        owners.for_each(|id| *losing.entry(id).or_default() += 1);
    }
    losing
}

fn of_oversight(scrutiny: &DocumentReport, before: &Tree, after: &Tree, policy: &Policy) -> BTreeSet<Concern> {
    let mut concerns = BTreeSet::new();
    if scrutiny.proposals.iter().any(|proposed| proposed.proposal.charter.is_some() && !proposed.section) {
        concerns.insert(Concern::Proposal);
    }
    let renamed = rules::renamed(before, after);
    let stays = |id: &GroupId| after.charter(id).is_some() || renamed.values().any(|old| old == id);
    if before.charters.values().any(|file| file.placed && !stays(&file.id)) {
        concerns.insert(Concern::Removal);
    }
    if scrutiny.orphans() > 0 {
        concerns.insert(Concern::Orphans(scrutiny.orphans()));
    }
    let people = scrutiny.effects.reduced().len();
    if policy.governing.oversight_above.is_some_and(|most| people > most) {
        concerns.insert(Concern::Access(people));
    }
    concerns
}
