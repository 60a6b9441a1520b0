//! Counts the requests of each person, and their average number of open requests over the year.

use std::collections::{BTreeMap, BTreeSet};

use wg_steward::domain::pull::plan::{Asked, Plan};
use wg_steward::domain::types::ids::{GroupId, Login};

use crate::world::{DAY, DAYS, World};

/// An area, by its group and name.
pub(crate) type Key = (GroupId, String);

/// The requests of a person in a year.
#[derive(Clone, Copy, Default)]
pub(crate) struct Got {
    pub(crate) requests: u32,
    /// The total minutes of open requests.
    minutes: u64,
}

#[derive(Default)]
pub(crate) struct AreaTally {
    /// Every approver except bots, with their requests for this area.
    pub(crate) people: BTreeMap<Login, Got>,
    /// The approvers of no other area.
    pub(crate) here_alone: BTreeSet<Login>,
    /// The pull requests that concern it, and how many of them each approver wrote.
    pub(crate) pulls: u32,
    pub(crate) written: BTreeMap<Login, u32>,
}

#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) areas: BTreeMap<Key, AreaTally>,
    /// For all areas and groups together.
    pub(crate) total: BTreeMap<Login, Got>,
    /// Open requests: their start, and their areas.
    open: BTreeMap<(usize, Login), (u32, Vec<Key>)>,
    seen: BTreeSet<usize>,
}

impl Got {
    /// The average number of open requests.
    pub(crate) fn open(self) -> f64 {
        self.minutes as f64 / f64::from(DAYS * DAY)
    }
}

impl Tally {
    pub(crate) fn of(world: &World) -> Self {
        let mut areas: BTreeMap<Key, AreaTally> = BTreeMap::new();
        let mut times: BTreeMap<&Login, u32> = BTreeMap::new();
        for (id, group) in world.ownership.groups() {
            for area in group.areas.iter().filter(|area| !area.assets.is_empty()) {
                let people: BTreeSet<_> = area.approvers.iter().filter(|login| !group.has_bot(login)).collect();
                people.iter().for_each(|login| *times.entry(*login).or_default() += 1);
                let people = people.into_iter().map(|login| (login.clone(), Got::default())).collect();
                areas.insert((id.clone(), area.name.clone()), AreaTally { people, ..AreaTally::default() });
            }
        }
        for area in areas.values_mut() {
            area.here_alone = area.people.keys().filter(|login| times.get(login) == Some(&1)).cloned().collect();
        }
        Self { areas, ..Self::default() }
    }

    /// Records the requests of a plan.
    pub(crate) fn begin(&mut self, index: usize, plan: &Plan, at: u32, author: Login) {
        let keys =
            plan.owners.iter().flat_map(|owner| owner.areas.iter().map(|area| (owner.group.clone(), area.clone())));
        let keys: Vec<Key> = keys.collect();
        if !plan.owners.is_empty() && self.seen.insert(index) {
            for key in &keys {
                let Some(area) = self.areas.get_mut(key) else { continue };
                area.pulls += 1;
                if area.people.contains_key(&author) {
                    *area.written.entry(author.clone()).or_default() += 1;
                }
            }
        }
        for Asked { reviewer, group, role, .. } in &plan.reviewers {
            let Some(login) = reviewer.person() else { continue };
            self.total.entry(login.clone()).or_default().requests += 1;
            let mut of = Vec::new();
            for key in keys.iter().filter(|key| key.0 == *group && role == "approver") {
                let Some(got) = self.areas.get_mut(key).and_then(|area| area.people.get_mut(login)) else { continue };
                got.requests += 1;
                of.push(key.clone());
            }
            self.open.insert((index, login.clone()), (at, of));
        }
    }

    /// Records the end of a request.
    pub(crate) fn end(&mut self, index: usize, login: &Login, at: u32) {
        let Some((since, keys)) = self.open.remove(&(index, login.clone())) else { return };
        let minutes = u64::from(at.saturating_sub(since));
        self.total.entry(login.clone()).or_default().minutes += minutes;
        for key in keys {
            if let Some(got) = self.areas.get_mut(&key).and_then(|area| area.people.get_mut(login)) {
                got.minutes += minutes;
            }
        }
    }
}
