//! Who belongs to a tier, in the order of the charter.

use std::collections::BTreeSet;

use crate::domain::governance::ownership::{Area, TeamName, teams};
use crate::domain::policy::Who;
use crate::domain::types::ids::Login;
use crate::domain::types::reviewer::Reviewer;
use crate::domain::types::role::Lead;

use super::allotment::Share;
use super::candidate::Part;

/// Everybody of a tier, each once.
pub(super) fn pool(share: &Share<'_>, who: Who) -> Vec<(Reviewer, Part)> {
    let mut all: Vec<(Reviewer, Part)> = match who {
        Who::Leads => share.group.leads.iter().map(lead).collect(),
        Who::Approvers => of_areas(share, |area| &area.approvers, Part::Approver),
        Who::Reviewers => of_areas(share, Area::reviewers, Part::Reviewer),
        Who::Teams => teams_of(share),
        Who::Oversight => overseers(share).iter().map(|lead| (Reviewer::from(&lead.login), Part::Oversight)).collect(),
    };
    let mut seen = BTreeSet::new();
    all.retain(|(reviewer, _)| seen.insert(reviewer.clone()));
    all
}

fn lead(lead: &Lead) -> (Reviewer, Part) {
    (Reviewer::from(&lead.login), Part::Lead(lead.role))
}

fn of_areas(share: &Share<'_>, list: fn(&Area) -> &[Login], part: Part) -> Vec<(Reviewer, Part)> {
    share.areas.iter().flat_map(|area| list(area)).map(|login| (Reviewer::from(login), part)).collect()
}

/// The teams that the group's document names; where there are charters, those that RFC-0014 makes of them. No name is made
/// up where an adapter knows none.
fn teams_of(share: &Share<'_>) -> Vec<(Reviewer, Part)> {
    if !share.group.teams.is_empty() {
        return named(share, Part::Team);
    }
    let areas = share.areas.iter().filter(|_| share.governing.has_charters());
    let teams = areas.map(|area| teams::of_approvers(share.group, area, share.governing));
    let here = teams.filter(|team| share.repository.belongs_to(team.organization));
    here.map(|team| (Reviewer::Team(team.slug), Part::Team)).collect()
}

/// Only teams of the repository's own organization can be asked there.
fn named(share: &Share<'_>, part: Part) -> Vec<(Reviewer, Part)> {
    let is_here = |team: &&TeamName| share.repository.belongs_to(team.organization());
    let here = share.group.teams.iter().filter(is_here);
    here.map(|team| (Reviewer::Team(team.slug().to_owned()), part)).collect()
}

/// The group itself, where it is a team: that its members are not known is not a reason to ask nobody.
pub(super) fn itself(share: &Share<'_>) -> Vec<(Reviewer, Part)> {
    if share.group.is_team() { named(share, Part::Itself) } else { Vec::new() }
}

/// The oversight does not stand in for itself.
fn overseers<'a>(share: &Share<'a>) -> &'a [Lead] {
    let overseers = share.oversight.filter(|oversight| oversight.id != share.group.id);
    overseers.map_or(&[], |oversight| oversight.leads.as_slice())
}
