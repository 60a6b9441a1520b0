//! Matches groups and areas before and after a change, even if they are renamed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::domain::governance::charter::{Area, Charter, entries, one_line};
use crate::domain::governance::tree::{CharterFile, Tree};
use crate::domain::text::fingerprint::fingerprint;
use crate::domain::text::slug::slug;
use crate::domain::types::ids::{GroupId, RepoName};

/// The maximum length of a name, in characters.
const MAX_NAME: usize = 200;

/// A name on one line. The end of a long one is a fingerprint: each change repeats the name of its place.
pub(super) fn bounded(name: &str) -> String {
    let name = one_line(name);
    match name.char_indices().nth(MAX_NAME) {
        None => name,
        Some((end, _)) => format!("{}…{}", name.get(..end).unwrap_or_default(), fingerprint(&name)),
    }
}

/// The maximum number of pairs that are compared by the repositories that they own.
const MAX_COMPARED: usize = 10_000;

/// The groups of both sides, by the charters at the places that the policy names.
pub(super) struct Groups<'a> {
    /// Groups on both sides.
    pub(super) kept: Vec<Pair<'a>>,
    /// Removed groups.
    pub(super) gone: Vec<&'a CharterFile>,
    /// Added groups.
    pub(super) come: Vec<&'a CharterFile>,
}

/// The document of a group before and after.
pub(super) struct Pair<'a> {
    pub(super) before: &'a CharterFile,
    pub(super) after: &'a CharterFile,
    /// What both say; `None` if one of them can't be read.
    pub(super) charters: Option<Charters<'a>>,
}

/// The charter of a group before and after, and its matching areas.
pub(super) struct Charters<'a> {
    pub(super) before: &'a Charter,
    pub(super) after: &'a Charter,
    pub(super) areas: Areas,
}

/// The areas of a group, by their indexes in its charter before and after.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Areas {
    pub(super) kept: Vec<(usize, usize)>,
    pub(super) gone: Vec<usize>,
    pub(super) come: Vec<usize>,
}

impl<'a> Groups<'a> {
    /// Groups match by id, or else by name or by the repositories that they own. A group that the policy itself names
    /// matches only itself.
    pub(super) fn of(before: &'a Tree, after: &'a Tree) -> Self {
        let (was, is) = (by_id(before), by_id(after));
        let both = was.iter().filter_map(|(id, before)| Some(Pair::of(before, is.get(id)?)));
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
                kept.extend(found.map(|place| Pair::of(before, come.remove(place))));
                found.is_none()
            });
        }
        Self { kept, gone, come }
    }

    /// The former ids of groups whose id changes.
    pub(super) fn earlier(&self) -> BTreeMap<&'a GroupId, &'a GroupId> {
        let renamed = self.kept.iter().filter(|pair| pair.before.id != pair.after.id);
        renamed.map(|pair| (&pair.after.id, &pair.before.id)).collect()
    }
}

impl<'a> Pair<'a> {
    fn of(before: &'a CharterFile, after: &'a CharterFile) -> Self {
        let charters = before.charter().zip(after.charter());
        let charters = charters.map(|(before, after)| Charters { before, after, areas: Areas::of(before, after) });
        Self { before, after, charters }
    }
}

impl<'a> Charters<'a> {
    /// The areas that are on both sides.
    pub(super) fn kept_areas(&self) -> impl Iterator<Item = (&'a Area, &'a Area)> {
        let (before, after) = (&self.before.areas, &self.after.areas);
        self.areas.kept.iter().filter_map(|(was, is)| Some((before.get(*was)?, after.get(*is)?)))
    }
}

impl Areas {
    /// Areas match by name, or else by the repositories that they own.
    fn of(before: &Charter, after: &Charter) -> Self {
        let sides = [before.areas.as_slice(), after.areas.as_slice()];
        let [gone, come] = sides.map(|areas| (0..areas.len()).collect());
        let mut areas = Self { kept: Vec::new(), gone, come };
        areas.pair_by_name(sides, |area| bounded(&area.name));
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

/// Whether they share more than half of their repositories: at most one other set can do the same.
fn mostly_shared(one: &BTreeSet<RepoName>, other: &BTreeSet<RepoName>) -> bool {
    one.intersection(other).count() * 2 > one.union(other).count()
}
