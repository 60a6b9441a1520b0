//! The members of a tier, in the order of the charter.

use std::collections::BTreeSet;

use crate::domain::governance::ownership::{Area, TeamName, teams};
use crate::domain::policy::Who;
use crate::domain::types::ids::Login;
use crate::domain::types::reviewer::Reviewer;
use crate::domain::types::role::Lead;

use super::allotment::Share;
use super::candidate::CandidateRole;

/// All members of a tier, each once.
pub(super) fn pool(share: &Share<'_>, who: Who) -> Vec<(Reviewer, CandidateRole)> {
    let mut all: Vec<(Reviewer, CandidateRole)> = match who {
        Who::Leads => share.group.leads.iter().map(lead).collect(),
        Who::Approvers => of_areas(share, |area| &area.approvers, CandidateRole::Approver),
        Who::Reviewers => of_areas(share, Area::reviewers, CandidateRole::Reviewer),
        Who::Teams => teams_of(share),
        Who::Oversight => {
            overseers(share).iter().map(|lead| (Reviewer::from(&lead.login), CandidateRole::Oversight)).collect()
        }
    };
    let mut seen = BTreeSet::new();
    all.retain(|(reviewer, _)| seen.insert(reviewer.clone()));
    all
}

fn lead(lead: &Lead) -> (Reviewer, CandidateRole) {
    (Reviewer::from(&lead.login), CandidateRole::Lead(lead.role))
}

fn of_areas(share: &Share<'_>, list: fn(&Area) -> &[Login], part: CandidateRole) -> Vec<(Reviewer, CandidateRole)> {
    share.areas.iter().flat_map(|area| list(area)).map(|login| (Reviewer::from(login), part)).collect()
}

/// The teams that the group's document names; with charters, the teams that RFC-0014 derives from them. If an adapter
/// knows no team, no name is invented.
fn teams_of(share: &Share<'_>) -> Vec<(Reviewer, CandidateRole)> {
    if !share.group.teams.is_empty() {
        return named(share, CandidateRole::Team);
    }
    let areas = share.areas.iter().filter(|_| share.governing.has_charters());
    let teams = areas.map(|area| teams::of_approvers(share.group, area, share.governing));
    let here = teams.filter(|team| share.repository.belongs_to(team.organization));
    here.map(|team| (Reviewer::Team(team.slug), CandidateRole::Team)).collect()
}

/// Only teams of the repository's own organization can review there.
fn named(share: &Share<'_>, part: CandidateRole) -> Vec<(Reviewer, CandidateRole)> {
    let is_here = |team: &&TeamName| share.repository.belongs_to(team.organization());
    let here = share.group.teams.iter().filter(is_here);
    here.map(|team| (Reviewer::Team(team.slug().to_owned()), part)).collect()
}

/// The group itself, if it is a team. Its members are unknown, but the team can still review.
pub(super) fn itself(share: &Share<'_>) -> Vec<(Reviewer, CandidateRole)> {
    if share.group.is_team() { named(share, CandidateRole::Itself) } else { Vec::new() }
}

/// The oversight group is not its own fallback.
fn overseers<'a>(share: &Share<'a>) -> &'a [Lead] {
    let overseers = share.oversight.filter(|oversight| oversight.id != share.group.id);
    overseers.map_or(&[], |oversight| oversight.leads.as_slice())
}
