//! Repositories whose owners change: between groups or areas, or from or to no owner.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::governance::ownership::Claim;
use crate::domain::types::ids::GroupId;

use super::matching::Pairs;
use super::subjects::{Grounds, Spot, Subject, spots};

/// Repositories that move from the same owners to the same new owners.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnerChange {
    /// What changes.
    pub shift: Shift,
    /// The owners before, ordered by group.
    pub from: Vec<Holding>,
    /// The owners after, ordered by group.
    pub to: Vec<Holding>,
    /// The repositories, ordered.
    pub subjects: Vec<Subject>,
}

/// The kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shift {
    /// The groups: some are added, some removed.
    Groups,
    /// They get their first owner.
    First,
    /// They lose their last owner.
    Last,
    /// Only the areas within the groups.
    Areas,
}

/// A group that owns something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holding {
    /// Its id.
    pub group: GroupId,
    /// Its name.
    pub name: String,
    /// The names of its owning areas, in its order.
    pub areas: Vec<String>,
}

/// An area identified as it was before, whatever it is called after; new areas have positions of their own.
type Identity = (GroupId, usize);

pub(super) fn changes(grounds: &Grounds<'_>, pairs: &Pairs<'_>) -> Vec<OwnerChange> {
    let origins = Origins::of(pairs);
    let mut found: BTreeMap<(Shift, Vec<Holding>, Vec<Holding>), BTreeSet<Subject>> = BTreeMap::new();
    for ground in grounds.iter() {
        let was: BTreeSet<Identity> =
            spots(&ground.before).into_iter().map(|(id, place)| (id.clone(), place)).collect();
        let is: BTreeSet<Identity> = spots(&ground.after).into_iter().map(|spot| origins.identity(spot)).collect();
        let Some(shift) = shift(&was, &is) else { continue };
        let key = (shift, holdings(&ground.before), holdings(&ground.after));
        found.entry(key).or_default().extend(ground.subjects.iter().cloned());
    }
    let change = |((shift, from, to), subjects): (_, BTreeSet<_>)| OwnerChange {
        shift,
        from,
        to,
        subjects: subjects.into_iter().collect(),
    };
    found.into_iter().map(change).collect()
}

fn shift(was: &BTreeSet<Identity>, is: &BTreeSet<Identity>) -> Option<Shift> {
    if was == is {
        return None;
    }
    let groups = |identities: &BTreeSet<Identity>| identities.iter().map(|(id, _)| id.clone()).collect::<BTreeSet<_>>();
    Some(match (was.is_empty(), is.is_empty()) {
        (true, _) => Shift::First,
        (_, true) => Shift::Last,
        _ if groups(was) == groups(is) => Shift::Areas,
        _ => Shift::Groups,
    })
}

fn holdings(claims: &[Claim<'_>]) -> Vec<Holding> {
    let holding = |claim: &Claim<'_>| Holding {
        group: claim.group.id.clone(),
        name: claim.group.name.clone(),
        areas: claim.areas.iter().map(|area| area.name.clone()).collect(),
    };
    claims.iter().map(holding).collect()
}

/// The origin of each current group's areas.
struct Origins<'a> {
    groups: BTreeMap<&'a GroupId, &'a GroupId>,
    areas: BTreeMap<Spot<'a>, usize>,
}

impl<'a> Origins<'a> {
    fn of(pairs: &Pairs<'a>) -> Self {
        let mut origins = Self { groups: BTreeMap::new(), areas: BTreeMap::new() };
        for pair in pairs.iter() {
            let (Some(before), Some(after)) = (pair.before, pair.after) else { continue };
            origins.groups.insert(&after.id, &before.id);
            let new = (0..after.areas.len()).map(|place| ((&after.id, place), before.areas.len() + place));
            origins.areas.extend(new);
            origins.areas.extend(pair.areas.iter().map(|(was, is)| ((&after.id, *is), *was)));
        }
        origins
    }

    fn identity(&self, (id, place): Spot<'_>) -> Identity {
        let group = self.groups.get(id).copied().unwrap_or(id);
        let area = self.areas.get(&(id, place)).copied().unwrap_or(place);
        (group.clone(), area)
    }
}
