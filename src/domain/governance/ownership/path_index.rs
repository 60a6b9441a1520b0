//! Maps the paths of one repository to their owners.
//!
//! An asset is stored under the folders that all its paths begin with. A lookup visits each of a path's own folders
//! from the root down, and only compares the assets with wildcards there. The two most common kinds, a name at any
//! depth and an ending such as `*.js`, are found by that name or ending. Names that begin with letters, such as
//! `test_*.py`, are found by these letters.

use std::collections::BTreeMap;

use super::asset::RepositoryPart;
use super::glob::{Glyph, fits};
use super::path_pattern::Step;
use super::repository_index::Holder;

/// The holders of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Held {
    /// No one but the holders of the whole repository.
    Whole,
    /// The holders of the assets with the highest rank that match the path, sorted and without duplicates.
    Part(Vec<Holder>),
}

/// The assets of one repository that match paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parts {
    /// Holders of the whole repository: of all paths without other holders. Sorted, without duplicates.
    pub(super) whole: Vec<Holder>,
    folders: BTreeMap<Box<str>, Folder>,
}

/// The entries under one folder. **Invariant:** each list begins with the highest rank.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Folder {
    /// The folder and everything below it.
    below: Vec<Entry>,
    /// Entries with this name anywhere below, and everything below them.
    names: BTreeMap<Box<str>, Vec<Entry>>,
    /// Entries with a name with this ending (from a dot on) anywhere below, and everything below them.
    endings: BTreeMap<Box<str>, Vec<Entry>>,
    /// Entries with a name that begins with these letters and matches the rest, anywhere below, and everything below
    /// them.
    beginnings: BTreeMap<Box<str>, Vec<Begun>>,
    /// Entries that match these steps below the folder.
    steps: Vec<(Entry, Box<[Step]>)>,
}

/// An entry, and the rest of its name pattern after the letters that it is stored under.
type Begun = (Entry, Box<[Glyph]>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    rank: u32,
    holder: Holder,
}

impl Parts {
    /// A repository that so far has only holders of the whole.
    pub(super) fn of_whole(holders: &[Holder]) -> Self {
        Self { whole: holders.to_vec(), ..Self::default() }
    }

    /// Adds an asset.
    pub(super) fn add(&mut self, holder: Holder, part: &RepositoryPart) {
        let (folder, steps) = part.paths.parts();
        let entry = Entry { rank: part.rank, holder };
        let folder = self.folders.entry(folder.into()).or_default();
        match steps {
            [Step::Deep] => folder.below.push(entry),
            [Step::Deep, Step::Name(name), Step::Deep] => folder.names.entry(name.clone()).or_default().push(entry),
            [Step::Deep, Step::Wild(wild), Step::Deep] if let Some(ending) = ending(wild) => {
                folder.endings.entry(ending.into()).or_default().push(entry);
            }
            [Step::Deep, Step::Wild(wild), Step::Deep] if let Some((letters, rest)) = beginning(wild) => {
                folder.beginnings.entry(letters.into()).or_default().push((entry, rest.into()));
            }
            _ => folder.steps.push((entry, steps.into())),
        }
    }

    /// Sorts the entries. Call it once, after the last [`Self::add`].
    pub(super) fn sort(&mut self) {
        for Folder { below, names, endings, beginnings, steps } in self.folders.values_mut() {
            let lists = names.values_mut().chain(endings.values_mut()).chain([below]);
            lists.for_each(|list| list.sort_by_key(|entry| std::cmp::Reverse(entry.rank)));
            let lists = beginnings.values_mut();
            lists.for_each(|list| list.sort_by_key(|(entry, _)| std::cmp::Reverse(entry.rank)));
            steps.sort_by_key(|(entry, _)| std::cmp::Reverse(entry.rank));
        }
    }

    /// The holders of a path.
    pub(super) fn holders(&self, path: &str) -> Held {
        let mut best = Best { rank: 0, holders: Vec::new() };
        let names: Vec<&str> = path.split('/').collect();
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        // The root, each folder, and the path itself, each with the names after it.
        best.look(self.folders.get(""), &names);
        for (depth, end) in (1..).zip(ends) {
            best.look(self.folders.get(&path[..end]), names.get(depth..).unwrap_or_default());
        }
        let Best { mut holders, .. } = best;
        if holders.is_empty() {
            return Held::Whole;
        }
        holders.sort_unstable();
        holders.dedup();
        Held::Part(holders)
    }
}

/// The best match so far.
struct Best {
    rank: u32,
    holders: Vec<Holder>,
}

impl Best {
    fn look(&mut self, folder: Option<&Folder>, rest: &[&str]) {
        let Some(Folder { below, names, endings, beginnings, steps }) = folder else { return };
        self.take(below);
        for name in rest {
            if !names.is_empty() {
                names.get(*name).into_iter().for_each(|list| self.take(list));
            }
            if !endings.is_empty() {
                let ends = name.match_indices('.').filter_map(|(at, _)| endings.get(&name[at..]));
                ends.for_each(|list| self.take(list));
            }
            if !beginnings.is_empty() {
                let ends = name.char_indices().map(|(at, ch)| at + ch.len_utf8());
                ends.for_each(|end| self.begin(beginnings.get(&name[..end]), &name[end..]));
            }
        }
        for (entry, steps) in steps {
            if entry.rank < self.rank {
                break;
            }
            if fits(steps, rest.iter().copied()) {
                self.take(std::slice::from_ref(entry));
            }
        }
    }

    fn begin(&mut self, list: Option<&Vec<Begun>>, rest: &str) {
        for (entry, glyphs) in list.into_iter().flatten() {
            if entry.rank < self.rank {
                break;
            }
            if fits(glyphs, rest.chars()) {
                self.take(std::slice::from_ref(entry));
            }
        }
    }

    /// Takes the entries with the highest rank, which come first.
    fn take(&mut self, entries: &[Entry]) {
        let Some(first) = entries.first().filter(|entry| entry.rank >= self.rank) else { return };
        if first.rank > self.rank {
            self.holders.clear();
            self.rank = first.rank;
        }
        let equals = entries.iter().take_while(|entry| entry.rank == first.rank);
        self.holders.extend(equals.map(|entry| entry.holder));
    }
}

/// The letters that a name such as `test_*.py` begins with, and the rest.
fn beginning(wild: &[Glyph]) -> Option<(String, &[Glyph])> {
    let letters = wild.iter().map_while(|glyph| if let Glyph::One(ch) = glyph { Some(*ch) } else { None });
    let letters: String = letters.collect();
    let rest = wild.get(letters.chars().count()..)?;
    (!letters.is_empty()).then_some((letters, rest))
}

/// The ending of a name such as `*.js`: a star, then characters from a dot on.
fn ending(wild: &[Glyph]) -> Option<String> {
    let [Glyph::Run, rest @ ..] = wild else { return None };
    let text: Option<String> =
        rest.iter().map(|glyph| if let Glyph::One(ch) = glyph { Some(*ch) } else { None }).collect();
    text.filter(|text| text.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::governance::ownership::Paths;

    fn part(paths: Paths, rank: u32) -> RepositoryPart {
        RepositoryPart { repository: "acme/x".parse().unwrap(), paths, rank }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

        #[test]
        fn the_index_says_what_comparing_with_every_pattern_says(
            patterns in prop::collection::vec(("/?((a|b|ab\\*|\\*|\\*\\*|\\*\\.js|a\\.js|a\\*|\\?)/){0,3}(a|b|ab\\*|a\\?\\*s|\\*|\\*\\*|\\*\\.js)/?", 1..4_u32), 0..8),
            path in "((a|b|c|a\\.js|ab\\.x\\.js)/){0,3}(a|b|c|ab\\.x\\.js|\\.js)",
        ) {
            let mut parts = Parts::default();
            let mut wanted: BTreeMap<u32, Vec<Holder>> = BTreeMap::new();
            for (group, (pattern, rank)) in (0..).zip(&patterns) {
                let (holder, part) = (Holder { group, area: 0 }, part(Paths::pattern(pattern).unwrap(), *rank));
                parts.add(holder, &part);
                if part.paths.contain(&path) {
                    wanted.entry(*rank).or_default().push(holder);
                }
            }
            parts.sort();
            let wanted = wanted.pop_last().map_or(Held::Whole, |(_, holders)| Held::Part(holders));
            prop_assert_eq!(parts.holders(&path), wanted, "{:?} {}", patterns, path);
        }
    }
}
