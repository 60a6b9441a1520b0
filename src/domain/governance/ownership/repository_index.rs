//! Maps repositories to their holders: a hash table for lookups, and arrays for everything with a visible order.
//!
//! **Invariant:** the table is never iterated, so no order comes from a hash.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::domain::types::ids::RepoName;

use super::asset::{Asset, RepositoryPart};
use super::group::Group;

/// An area that holds something: the indexes of a group and of one of its areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Holder {
    pub(super) group: u32,
    pub(super) area: u32,
}

impl Holder {
    /// A holder outside all groups: its assets have no owner.
    pub(super) const NOBODY: Self = Self { group: u32::MAX, area: u32::MAX };
}

/// Every repository that is named as a whole or in part, with its holders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Index {
    /// In the order in which the groups name them, without duplicates. They are not sorted, because a lookup of one
    /// repository does not need a million sorted names.
    names: Vec<RepoName>,
    /// Indexes into `names`, by hash; an empty slot ends a search.
    slots: Box<[Slot]>,
    /// Where the holders of each name begin, and where the last ones end.
    starts: Vec<u32>,
    /// Sorted within a name, without duplicates.
    holders: Vec<Holder>,
}

/// The index of a name, and a part of its hash, which avoids most comparisons with other names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slot {
    number: u32,
    hash: u32,
}

const EMPTY: Slot = Slot { number: u32::MAX, hash: 0 };

impl Index {
    /// The index of all areas of all groups. The repositories of `unowned` are included and come last.
    pub(super) fn of(groups: &[Group], unowned: &[RepositoryPart]) -> Self {
        let mut names = Names::with_room(each(groups).count() + unowned.len());
        let mut held: Vec<(u32, Holder)> =
            each(groups).filter_map(|(holder, asset)| Some((names.number(name(asset)?), holder))).collect();
        held.sort_unstable();
        held.dedup();
        unowned.iter().for_each(|part| _ = names.number(&part.repository));
        let Names { names, slots } = names;
        let mut starts = Vec::with_capacity(names.len() + 1);
        for (place, (name, _)) in (0..).zip(&held) {
            if starts.len() <= *name as usize {
                starts.push(place);
            }
        }
        starts.resize(names.len() + 1, number(held.len()));
        let holders = held.into_iter().map(|(_, holder)| holder).collect();
        Self { names, slots, starts, holders }
    }

    /// The number of a repository that is named in any asset.
    pub(super) fn find(&self, name: &RepoName) -> Option<u32> {
        probe(&self.slots, &self.names, name).ok()
    }

    /// The holders of a repository by its number, for the whole and for parts.
    pub(super) fn holders(&self, number: u32) -> &[Holder] {
        let number = number as usize;
        let bounds = self.starts.get(number).zip(self.starts.get(number + 1));
        bounds.and_then(|(from, to)| self.holders.get(*from as usize..*to as usize)).unwrap_or_default()
    }

    /// All names by their numbers.
    pub(super) fn names(&self) -> &[RepoName] {
        &self.names
    }
}

/// All assets with their holders.
pub(super) fn each(groups: &[Group]) -> impl Iterator<Item = (Holder, &Asset)> {
    (0..).zip(groups).flat_map(|(group, it)| {
        (0..)
            .zip(&it.areas)
            .flat_map(move |(area, it)| it.assets.iter().map(move |asset| (Holder { group, area }, asset)))
    })
}

fn name(asset: &Asset) -> Option<&RepoName> {
    match asset {
        Asset::Repository(name) => Some(name),
        Asset::Part(part) => Some(&part.repository),
        Asset::Repositories(_) => None,
    }
}

/// Names in order of appearance, with their table.
struct Names {
    names: Vec<RepoName>,
    slots: Box<[Slot]>,
}

impl Names {
    /// At least a third of the slots stays empty, so searches are short and always end.
    fn with_room(most: usize) -> Self {
        Self { names: Vec::new(), slots: vec![EMPTY; (most + most / 2 + 1).next_power_of_two()].into() }
    }

    /// The number of a name; a new name gets a new number.
    fn number(&mut self, name: &RepoName) -> u32 {
        let (place, hash) = match probe(&self.slots, &self.names, name) {
            Ok(known) => return known,
            Err(free) => free,
        };
        let number = number(self.names.len());
        self.names.push(name.clone());
        self.slots.get_mut(place).into_iter().for_each(|slot| *slot = Slot { number, hash });
        number
    }
}

/// The number of a name, or else the position and the hash for its slot.
fn probe(slots: &[Slot], names: &[RepoName], name: &RepoName) -> Result<u32, (usize, u32)> {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    let full = hasher.finish();
    let half = |bits: u64| u32::try_from(bits & 0xffff_ffff).unwrap_or_default();
    let (low, hash) = (half(full), half(full >> 32));
    // The length is a power of two, so the mask keeps the low bits.
    let mask = slots.len().wrapping_sub(1);
    let mut place = low as usize & mask;
    loop {
        match slots.get(place) {
            None | Some(&EMPTY) => return Err((place, hash)),
            Some(slot) if slot.hash == hash && names.get(slot.number as usize) == Some(name) => return Ok(slot.number),
            Some(_) => place = (place + 1) & mask,
        }
    }
}

/// **Invariant:** four billion items do not fit into memory, so 32 bits are enough.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::domain::governance::ownership::Area;

    fn group(id: String, areas: Vec<Vec<RepoName>>) -> Group {
        let area = |names: Vec<RepoName>| Area {
            assets: names.into_iter().map(Asset::Repository).collect(),
            ..Area::default()
        };
        let areas = areas.into_iter().map(area).collect();
        Group { areas, ..Group::blank(id.parse().unwrap(), &id, "") }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

        #[test]
        fn the_index_says_what_a_search_through_all_lists_says(
            lists in prop::collection::vec(prop::collection::vec(prop::collection::vec("[a-cA-C]/[a-dA-D]{1,2}", 0..6), 0..4), 0..6),
        ) {
            let parse = |name: &String| name.parse::<RepoName>().unwrap();
            let areas = |lists: &Vec<Vec<String>>| lists.iter().map(|list| list.iter().map(parse).collect()).collect();
            let groups: Vec<_> =
                lists.iter().enumerate().map(|(at, lists)| group(format!("group-{at}"), areas(lists))).collect();
            let mut wanted: BTreeMap<RepoName, Vec<Holder>> = BTreeMap::new();
            for (holder, asset) in each(&groups) {
                wanted.entry(name(asset).unwrap().clone()).or_default().push(holder);
            }
            wanted.values_mut().for_each(Vec::dedup);
            let index = Index::of(&groups, &[]);
            let mut names = index.names().to_vec();
            names.sort();
            prop_assert_eq!(names, wanted.keys().cloned().collect::<Vec<_>>());
            for (name, holders) in wanted {
                prop_assert_eq!(index.holders(index.find(&name).unwrap()), holders);
            }
            prop_assert_eq!(index.find(&"x/y".parse().unwrap()), None);
        }
    }
}
