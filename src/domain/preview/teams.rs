//! GitHub teams that are created, removed or renamed, or whose members change (RFC-0014).

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::governance::ownership::teams::Team;
use crate::domain::governance::ownership::{Area, Group, Ownership, teams};
use crate::domain::policy::Governing;
use crate::domain::types::ids::Login;

use super::MAX_COMPARED;
use super::matching::{Pair, Pairs};
use super::people::{AffectedPerson, Bots};

/// A team that changes. Leads are in all teams of their group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TeamChange {
    /// Its organization.
    pub organization: String,
    /// Its slug before; `None` if it is created.
    pub before: Option<String>,
    /// Its slug after, a different one if it is renamed; `None` if it is removed.
    pub after: Option<String>,
    /// New members, ordered; all members if the team is created.
    pub joined: Vec<AffectedPerson>,
    /// Former members, ordered; all members if the team is removed.
    pub left: Vec<AffectedPerson>,
}

/// The organization in lower case, and the slug.
type Key = (String, String);

/// A team's organization as written, and its members. Teams with the same name are one team.
type Roll<'a> = BTreeMap<Key, (&'a str, BTreeSet<&'a Login>)>;

/// All changes, ordered by name, removed teams last. `None` if the teams have more people than [`MAX_COMPARED`],
/// because leads are in all of them.
pub(super) fn changes(
    pairs: &Pairs<'_>,
    [before, after]: [&Ownership; 2],
    governing: &Governing,
    bots: &Bots<'_>,
) -> Option<Vec<TeamChange>> {
    let people = |group: &Group| {
        let seats = |team: &Team<'_>| team.members.len() + team.maintainers.len();
        teams::of_group(group, governing).iter().map(seats).sum::<usize>()
    };
    let seats = pairs.iter().flat_map(|pair| pair.before.into_iter().chain(pair.after)).map(people);
    if seats.sum::<usize>() > MAX_COMPARED {
        return None;
    }
    let was = roll(pairs.iter().filter_map(|pair| pair.before), before, governing);
    let is = roll(pairs.iter().filter_map(|pair| pair.after), after, governing);
    let names = former_names(pairs, governing);
    let mut left: BTreeSet<&Key> = was.keys().collect();
    let mut changes = Vec::new();
    for (key, (organization, members)) in &is {
        // A team can't move to another organization.
        let is_free = |old: &&Key| old.0 == key.0 && left.contains(old) && !is.contains_key(*old);
        let renamed = || names.get(key).into_iter().flatten().find(is_free);
        let old = Some(key).filter(|key| was.contains_key(*key)).or_else(renamed);
        old.iter().for_each(|old| _ = left.remove(old));
        let nobody = BTreeSet::new();
        let had = old.and_then(|old| was.get(old)).map_or(&nobody, |(_, members)| members);
        let change = TeamChange {
            organization: (*organization).to_owned(),
            before: old.map(|(_, slug)| slug.clone()),
            after: Some(key.1.clone()),
            joined: bots.missing(members, had),
            left: bots.missing(had, members),
        };
        if change.before != change.after || !change.joined.is_empty() || !change.left.is_empty() {
            changes.push(change);
        }
    }
    let removed = left.into_iter().filter_map(|key| was.get_key_value(key));
    changes.extend(removed.map(|((_, slug), (organization, members))| TeamChange {
        organization: (*organization).to_owned(),
        before: Some(slug.clone()),
        after: None,
        joined: Vec::new(),
        left: bots.missing(members, &BTreeSet::new()),
    }));
    Some(changes)
}

fn roll<'a>(groups: impl Iterator<Item = &'a Group>, ownership: &'a Ownership, governing: &'a Governing) -> Roll<'a> {
    let mut roll = Roll::new();
    let teams = groups.flat_map(|group| teams::of_group(group, governing));
    for team in teams.chain(teams::of_leads(ownership, governing)) {
        let key = key(&team);
        let Team { organization, members, maintainers, .. } = team;
        let (_, all) = roll.entry(key).or_insert((organization, BTreeSet::new()));
        all.extend(members.into_iter().chain(maintainers.iter().copied()));
    }
    roll
}

fn key(team: &Team<'_>) -> Key {
    (team.organization.to_ascii_lowercase(), team.slug.clone())
}

/// The names that the teams of current groups would have if no group and no area had a new name or organization. Areas
/// with the same name share a team, which may then have several former names.
fn former_names(pairs: &Pairs<'_>, governing: &Governing) -> BTreeMap<Key, BTreeSet<Key>> {
    let mut names: BTreeMap<Key, BTreeSet<Key>> = BTreeMap::new();
    for (today, former) in pairs.iter().filter_map(staying) {
        let (today, former) = (teams::of_group(&today, governing), teams::of_group(&former, governing));
        for (today, former) in today.iter().map(key).zip(former.iter().map(key)) {
            names.entry(today).or_default().insert(former);
        }
    }
    names
}

/// A group as it is now, with only the areas and lists that exist on both sides, and the same group under its former
/// names; `None` if nothing was renamed. The teams of both are in the same order.
fn staying(pair: &Pair<'_>) -> Option<(Group, Group)> {
    let (before, after) = (pair.before?, pair.after?);
    let both = pair.areas.iter().filter_map(|(was, is)| Some((before.areas.get(*was)?, after.areas.get(*is)?)));
    let both: Vec<(&Area, &Area)> = both.collect();
    if before.name == after.name && both.iter().all(|(was, is)| was.name == is.name) {
        return None;
    }
    let areas: Vec<Area> = both.iter().map(|(was, is)| lists_of_both(was, is)).collect();
    let former_areas = both.iter().map(|(was, is)| Area { name: was.name.clone(), ..lists_of_both(was, is) }).collect();
    let today = Group { areas, ..after.clone() };
    let former = Group { name: before.name.clone(), org: before.org.clone(), areas: former_areas, ..after.clone() };
    Some((today, former))
}

/// A current area with only the lists that it also had before: a new list has no former name.
fn lists_of_both(was: &Area, is: &Area) -> Area {
    Area {
        reviewers: is.reviewers.clone().filter(|_| was.reviewers.is_some()),
        bots: is.bots.clone().filter(|_| was.bots.is_some()),
        ..is.clone()
    }
}
