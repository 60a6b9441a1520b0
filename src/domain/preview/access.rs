//! Changes of permissions: for each person, the strongest permission from all teams, before and after.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::domain::governance::ownership::teams::{Access, Scope, Team};
use crate::domain::governance::ownership::{Area, Claim, Group, Ownership, teams};
use crate::domain::policy::Governing;
use crate::domain::types::ids::{GroupId, Login};

use super::MAX_COMPARED;
use super::people::{AffectedPerson, Bots};
use super::subjects::{Ground, Grounds, Subject};

/// People with the same change in the same repositories.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccessChange {
    /// The permission before; `None` if there is none.
    pub before: Option<Access>,
    /// The permission after; `None` if there is none.
    pub after: Option<Access>,
    /// The people, ordered.
    pub people: Vec<AffectedPerson>,
    /// The repositories, ordered.
    pub subjects: Vec<Subject>,
}

/// People's permissions on something.
type Permissions<'a> = BTreeMap<&'a Login, Access>;

/// A permission before and after.
type Step = (Option<Access>, Option<Access>);

/// All changes: the highest permission after first, then the highest before; `None` if that would be more than
/// [`MAX_COMPARED`].
pub(super) fn changes<'a>(
    grounds: &Grounds<'a>,
    [was, is]: [Reach<'a>; 2],
    bots: &Bots<'_>,
) -> Option<Vec<AccessChange>> {
    let (mut was, mut is) = (was, is);
    let mut left = MAX_COMPARED;
    let mut steps: BTreeMap<(&Login, Step), Vec<usize>> = BTreeMap::new();
    for (number, ground) in grounds.iter().enumerate().filter(|(_, ground)| ground.governing || !is_alike(ground)) {
        let (had, have) = (was.permissions(&ground.before, ground), is.permissions(&ground.after, ground));
        left = left.checked_sub(had.len() + have.len())?;
        let logins: BTreeSet<&Login> = have.keys().chain(had.keys()).copied().collect();
        for login in logins {
            let step = (had.get(login).copied(), have.get(login).copied());
            if step.0 != step.1 {
                steps.entry((login, step)).or_default().push(number);
            }
        }
    }
    let mut grouped: BTreeMap<(Step, Vec<usize>), Vec<AffectedPerson>> = BTreeMap::new();
    for ((login, step), numbers) in steps {
        grouped.entry((step, numbers)).or_default().push(bots.person(login));
    }
    let change = |(((before, after), numbers), people): ((Step, Vec<usize>), _)| AccessChange {
        before,
        after,
        people,
        subjects: grounds.subjects(&numbers),
    };
    let places: usize = grouped.keys().map(|(_, numbers)| grounds.count(numbers)).sum();
    if places > MAX_COMPARED {
        return None;
    }
    let mut changes: Vec<_> = grouped.into_iter().map(change).collect();
    changes.sort_by(|one, other| order(one).cmp(&order(other)));
    Some(changes)
}

fn order(change: &AccessChange) -> (Reverse<Step>, &[AffectedPerson], &[Subject]) {
    (Reverse((change.after, change.before)), &change.people, &change.subjects)
}

/// Whether the same people hold a ground in the same roles before and after, so that nothing changes.
fn is_alike(ground: &Ground<'_>) -> bool {
    let same = |one: &Area, other: &Area| {
        (&one.approvers, &one.reviewers, &one.bots) == (&other.approvers, &other.reviewers, &other.bots)
    };
    let areas = |one: &[&Area], other: &[&Area]| {
        one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
    };
    let claims = |one: &Claim<'_>, other: &Claim<'_>| {
        let (group, others) = (one.group, other.group);
        (&group.id, &group.leads, &group.bots) == (&others.id, &others.leads, &others.bots)
            && areas(&one.areas, &other.areas)
    };
    let (before, after) = (&ground.before, &ground.after);
    before.len() == after.len() && before.iter().zip(after).all(|(one, other)| claims(one, other))
}

/// The reach of one side's teams.
pub(super) struct Reach<'a> {
    governing: &'a Governing,
    /// The teams of the groups that were looked up.
    staffs: BTreeMap<&'a GroupId, Staff<'a>>,
    /// The teams of all leads, for the governing repository.
    leads: Vec<Team<'a>>,
}

impl<'a> Reach<'a> {
    pub(super) fn of(ownership: &'a Ownership, governing: &'a Governing) -> Self {
        Self { governing, staffs: BTreeMap::new(), leads: teams::of_leads(ownership, governing) }
    }

    /// Everyone's permission if these areas are the owners.
    fn permissions(&mut self, claims: &[Claim<'a>], ground: &Ground<'_>) -> Permissions<'a> {
        let mut permissions = Permissions::new();
        for Claim { group, areas } in claims {
            let staff = self.staffs.entry(&group.id).or_insert_with(|| Staff::of(group, self.governing));
            staff.reaching(areas).for_each(|team| grant(team, &mut permissions));
        }
        if ground.governing {
            self.leads.iter().for_each(|team| grant(team, &mut permissions));
        }
        permissions
    }
}

fn grant<'a>(team: &Team<'a>, permissions: &mut Permissions<'a>) {
    let Some(access) = team.access else { return };
    for login in team.members.iter().chain(team.maintainers.iter()) {
        let known = permissions.entry(login).or_insert(access);
        *known = access.max(*known);
    }
}

/// The teams of a group.
struct Staff<'a> {
    teams: Vec<Team<'a>>,
    /// Indexes of teams by the address of an area that they reach. **Invariant:** it is never iterated, so no order
    /// comes from an address.
    by_area: BTreeMap<*const Area, Vec<usize>>,
}

impl<'a> Staff<'a> {
    fn of(group: &'a Group, governing: &'a Governing) -> Self {
        let teams = teams::of_group(group, governing);
        let mut by_area: BTreeMap<*const Area, Vec<usize>> = BTreeMap::new();
        for (number, team) in teams.iter().enumerate() {
            let Scope::Areas(areas) = &team.scope else { continue };
            areas.iter().for_each(|area| by_area.entry(std::ptr::from_ref(*area)).or_default().push(number));
        }
        Self { teams, by_area }
    }

    fn reaching(&self, areas: &[&Area]) -> impl Iterator<Item = &Team<'a>> {
        let numbers = areas.iter().filter_map(|area| self.by_area.get(&std::ptr::from_ref(*area))).flatten();
        let numbers: BTreeSet<usize> = numbers.copied().collect();
        numbers.into_iter().filter_map(|number| self.teams.get(number))
    }
}
