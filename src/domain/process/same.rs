//! Which group and which area is which one after the change, whatever it is called then.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::domain::governance::charter::{Area, Charter, entries, one_line};
use crate::domain::governance::tree::{CharterFile, Tree};
use crate::domain::text::slug::slug;
use crate::domain::types::ids::{GroupId, RepoName};

/// So many pairs are compared by what they own at most.
const MAX_COMPARED: usize = 10_000;

/// The groups of both sides by the charters at their places.
pub(super) struct Groups<'a> {
    /// Groups that are there on both sides.
    pub(super) kept: Vec<Pair<'a>>,
    /// Those that go.
    pub(super) gone: Vec<&'a CharterFile>,
    /// Those that come.
    pub(super) come: Vec<&'a CharterFile>,
}

/// The charter of a group before and after.
pub(super) struct Pair<'a> {
    pub(super) before: &'a CharterFile,
    pub(super) after: &'a CharterFile,
}

/// The areas of a group by their places in its charter before and after.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Areas {
    pub(super) kept: Vec<(usize, usize)>,
    pub(super) gone: Vec<usize>,
    pub(super) come: Vec<usize>,
}

impl<'a> Groups<'a> {
    /// A group is the same one by its id, or else by its name or by what it owns. The groups that the policy names itself
    /// are nobody else.
    pub(super) fn of(before: &'a Tree, after: &'a Tree) -> Self {
        let (was, is) = (by_id(before), by_id(after));
        let both = was.iter().filter_map(|(id, before)| Some(Pair { before, after: is.get(id)? }));
        let mut kept: Vec<Pair<'a>> = both.collect();
        let alone = |one: &BTreeMap<&GroupId, &'a CharterFile>, other: &BTreeMap<&GroupId, &'a CharterFile>| {
            let alone = one.iter().filter(|(id, _)| !other.contains_key(*id));
            alone.map(|(_, file)| *file).collect::<Vec<_>>()
        };
        let (mut gone, mut come) = (alone(&was, &is), alone(&is, &was));
        for is_same in [called_alike, owning_alike] {
            if gone.len() * come.len() > MAX_COMPARED {
                break;
            }
            gone.retain(|before| {
                let found = come.iter().position(|after| !before.fixed && !after.fixed && is_same(before, after));
                kept.extend(found.map(|place| Pair { before, after: come.remove(place) }));
                found.is_none()
            });
        }
        Self { kept, gone, come }
    }

    /// The ids that groups of today had before, where they have another one.
    pub(super) fn earlier(&self) -> BTreeMap<&'a GroupId, &'a GroupId> {
        let renamed = self.kept.iter().filter(|pair| pair.before.id != pair.after.id);
        renamed.map(|pair| (&pair.after.id, &pair.before.id)).collect()
    }
}

impl Areas {
    /// An area is the same one by its name, or else by what it owns.
    pub(super) fn of(before: &Charter, after: &Charter) -> Self {
        let sides = [before.areas.as_slice(), after.areas.as_slice()];
        let [gone, come] = sides.map(|areas| (0..areas.len()).collect());
        let mut areas = Self { kept: Vec::new(), gone, come };
        areas.pair_by_name(sides, |area| one_line(&area.name));
        areas.pair_by_name(sides, |area| slug(&area.name));
        areas.pair_by_assets(sides);
        areas.kept.sort_unstable();
        areas
    }

    fn pair_by_name(&mut self, [before, after]: [&[Area]; 2], name: fn(&Area) -> String) {
        let mut there: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
        for place in &self.come {
            there.entry(after.get(*place).map(name).unwrap_or_default()).or_default().push_back(*place);
        }
        self.gone.retain(|was| {
            let name = before.get(*was).map(name).unwrap_or_default();
            let found = there.get_mut(&name).and_then(VecDeque::pop_front);
            self.kept.extend(found.map(|is| (*was, is)));
            found.is_none()
        });
        self.come = there.into_values().flatten().collect();
        self.come.sort_unstable();
    }

    fn pair_by_assets(&mut self, [before, after]: [&[Area]; 2]) {
        if self.gone.len() * self.come.len() > MAX_COMPARED {
            return;
        }
        let of = |areas: &[Area], place: usize| areas.get(place).map(assets).unwrap_or_default();
        let mut there: Vec<(usize, BTreeSet<RepoName>)> =
            self.come.iter().map(|place| (*place, of(after, *place))).collect();
        self.gone.retain(|was| {
            let owned = of(before, *was);
            let found = there.iter().position(|(_, other)| mostly_shared(&owned, other));
            self.kept.extend(found.map(|index| (*was, there.remove(index).0)));
            found.is_none()
        });
        self.come = there.into_iter().map(|(place, _)| place).collect();
    }
}

fn by_id(tree: &Tree) -> BTreeMap<&GroupId, &CharterFile> {
    let placed = tree.charters.values().map(AsRef::as_ref).filter(|charter| charter.placed);
    placed.map(|charter| (&charter.id, charter)).collect()
}

fn called_alike(one: &CharterFile, other: &CharterFile) -> bool {
    let (one, other) = (one.reading.slugs(), other.reading.slugs());
    one.iter().any(|name| !name.is_empty() && other.contains(name))
}

fn owning_alike(one: &CharterFile, other: &CharterFile) -> bool {
    let owned = |file: &CharterFile| {
        let repositories = file.charter().into_iter().flat_map(Charter::repositories);
        repositories.map(|name| name.value.clone()).collect()
    };
    mostly_shared(&owned(one), &owned(other))
}

fn assets(area: &Area) -> BTreeSet<RepoName> {
    entries(&area.repositories).iter().map(|name| name.value.clone()).collect()
}

/// Whether more than half of all that both have is shared: then at most one other thing is alike in the same way.
fn mostly_shared(one: &BTreeSet<RepoName>, other: &BTreeSet<RepoName>) -> bool {
    one.intersection(other).count() * 2 > one.union(other).count()
}
