//! Matches groups and areas before and after a change, even if they are renamed.

use std::collections::BTreeSet;

use crate::domain::governance::ownership::{Area, Asset, Group, Ownership};
use crate::domain::policy::Governing;
use crate::domain::text::slug::slug;
use crate::domain::types::ids::Login;

/// The limits on pairs that are compared by content, and on the compared items in all of them: above these, renames are
/// not detected.
const COMPARED: usize = 10_000;
const THINGS: usize = 1_000_000;

/// A group that differs before and after, or exists on one side only.
pub(super) struct Pair<'a> {
    pub(super) before: Option<&'a Group>,
    pub(super) after: Option<&'a Group>,
    /// Indexes of the areas that exist on both sides, before and after.
    pub(super) areas: Vec<(usize, usize)>,
}

/// All groups that change, ordered by id; new groups come last.
pub(super) struct Pairs<'a>(Vec<Pair<'a>>);

impl<'a> Pairs<'a> {
    /// Groups match by id, or else by name or by content ([`Likeness`]). The oversight only matches itself.
    pub(super) fn of(before: &'a Ownership, after: &'a Ownership, governing: &Governing) -> Self {
        let changed = |one: &'a Ownership, other: &'a Ownership| -> Vec<&'a Group> {
            one.groups().filter(|(id, group)| other.group(id) != Some(group)).map(|(_, group)| group).collect()
        };
        let (gone, come) = (changed(before, after), changed(after, before));
        let oversees = |group: &Group| governing.oversight.as_ref() == Some(&group.id);
        let name = |group: &Group| if oversees(group) { String::new() } else { group.slug() };
        let names = |group: &&Group| [group.id.to_string(), name(group)];
        let traits = |group: &&'a Group| if oversees(group) { Traits::default() } else { Traits::of_group(group) };
        let same = matched(&gone, &come, names, traits);
        let mut pairs: Vec<Pair<'a>> = Vec::new();
        for (place, group) in gone.iter().enumerate() {
            let other = same.iter().find(|(was, _)| *was == place).and_then(|(_, is)| come.get(*is).copied());
            pairs.push(Pair { before: Some(group), after: other, areas: areas(group, other) });
        }
        let new = come.iter().enumerate().filter(|(place, _)| !same.iter().any(|(_, is)| is == place));
        pairs.extend(new.map(|(_, group)| Pair { before: None, after: Some(*group), areas: Vec::new() }));
        Self(pairs)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Pair<'a>> {
        self.0.iter()
    }
}

fn areas(before: &Group, after: Option<&Group>) -> Vec<(usize, usize)> {
    let Some(after) = after else { return Vec::new() };
    let (before, after): (Vec<&Area>, Vec<&Area>) = (before.areas.iter().collect(), after.areas.iter().collect());
    let names = |area: &&Area| [area.name.clone(), slug(&area.name)];
    matched(&before, &after, names, |area| Traits::of_areas(std::slice::from_ref(*area)))
}

/// Indexes of matching items before and after: by their first name, then by their second name, and then by similarity.
/// The result is always the same.
fn matched<'a, T>(
    before: &[T],
    after: &[T],
    names: impl Fn(&T) -> [String; 2],
    traits: impl Fn(&T) -> Traits<'a>,
) -> Vec<(usize, usize)> {
    let called = |things: &[T]| things.iter().map(&names).collect::<Vec<_>>();
    let (was, is) = (called(before), called(after));
    let (mut free_before, mut free_after): (BTreeSet<usize>, BTreeSet<usize>) =
        ((0..before.len()).collect(), (0..after.len()).collect());
    let mut pairs = Vec::new();
    for kind in 0..2 {
        let mut there: BTreeSet<(&str, usize)> = free_after.iter().filter_map(|at| named(&is, *at, kind)).collect();
        for (name, place) in free_before.clone().into_iter().filter_map(|at| named(&was, at, kind)) {
            let Some(&found) = there.range((name, 0)..=(name, usize::MAX)).next() else { continue };
            there.remove(&found);
            free_before.remove(&place);
            free_after.remove(&found.1);
            pairs.push((place, found.1));
        }
    }
    if free_before.len().saturating_mul(free_after.len()) <= COMPARED {
        let left = |free: &BTreeSet<usize>, things: &[T]| -> Vec<(usize, Traits<'a>)> {
            free.iter().filter_map(|at| Some((*at, traits(things.get(*at)?)))).collect()
        };
        let (one, other) = (left(&free_before, before), left(&free_after, after));
        let size = |things: &[(usize, Traits<'_>)]| things.iter().map(|(_, traits)| traits.size()).sum::<usize>();
        if size(&one) * other.len() + size(&other) * one.len() <= THINGS {
            pairs.extend(alike(&one, &other, [&was, &is]));
        }
    }
    pairs.sort_unstable();
    pairs
}

fn named(names: &[[String; 2]], place: usize, kind: usize) -> Option<(&str, usize)> {
    let name = names.get(place)?.get(kind)?;
    (!name.is_empty()).then_some((name.as_str(), place))
}

/// Pairs of similar items, the most similar first.
fn alike(
    before: &[(usize, Traits<'_>)],
    after: &[(usize, Traits<'_>)],
    [was, is]: [&[[String; 2]]; 2],
) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (one, has) in before {
        for (other, have) in after {
            let Some(likeness) = Likeness::of(has, have) else { continue };
            let mut names = [was.get(*one), is.get(*other)];
            // The reverse change finds the same pairs: between equally similar ones, the order of names decides,
            // whichever side they are on.
            names.sort_unstable();
            found.push((std::cmp::Reverse(likeness), names, (*one, *other)));
        }
    }
    found.sort_unstable();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (.., (one, other)) in found {
        if !pairs.iter().any(|(was, is)| *was == one || *is == other) {
            pairs.push((one, other));
        }
    }
    pairs
}

/// The content that identifies a group or an area without its name.
#[derive(Default)]
struct Traits<'a> {
    assets: BTreeSet<&'a Asset>,
    people: BTreeSet<&'a Login>,
}

impl<'a> Traits<'a> {
    fn size(&self) -> usize {
        self.assets.len() + self.people.len()
    }

    fn of_group(group: &'a Group) -> Self {
        let mut traits = Self::of_areas(&group.areas);
        traits.people.extend(group.leads.iter().map(|lead| &lead.login).chain(&group.bots));
        traits
    }

    fn of_areas(areas: &'a [Area]) -> Self {
        let people = |area: &'a Area| area.approvers.iter().chain(area.reviewers()).chain(area.bots());
        Self {
            assets: areas.iter().flat_map(|area| &area.assets).collect(),
            people: areas.iter().flat_map(people).collect(),
        }
    }
}

/// The similarity of two items: first whether they have the same assets, then how much they share.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Likeness {
    same_assets: bool,
    shared: usize,
}

impl Likeness {
    /// `None` if they share less than half of everything they have.
    fn of(one: &Traits<'_>, other: &Traits<'_>) -> Option<Self> {
        let same_assets = !one.assets.is_empty() && one.assets == other.assets;
        let shared = one.assets.intersection(&other.assets).count() + one.people.intersection(&other.people).count();
        let sizes = [one, other].map(Traits::size);
        let all = sizes.iter().sum::<usize>() - shared;
        (same_assets || (shared > 0 && shared * 2 >= all)).then_some(Self { same_assets, shared })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(name: &str, approvers: &[&str], repositories: &[&str]) -> Area {
        Area {
            name: name.to_owned(),
            approvers: approvers.iter().map(|login| login.parse().unwrap()).collect(),
            assets: repositories.iter().map(|name| Asset::Repository(name.parse().unwrap())).collect(),
            ..Area::default()
        }
    }

    fn pairs(before: &[Area], after: &[Area]) -> Vec<(usize, usize)> {
        let (before, after): (Vec<&Area>, Vec<&Area>) = (before.iter().collect(), after.iter().collect());
        let names = |area: &&Area| [area.name.clone(), slug(&area.name)];
        matched(&before, &after, names, |area| Traits::of_areas(std::slice::from_ref(*area)))
    }

    #[test]
    fn a_name_comes_before_what_a_thing_has() {
        let (one, other) = (area("A", &["ada"], &["o/r"]), area("B", &["bob"], &["o/s"]));
        let swapped = [area("B", &["ada"], &["o/r"]), area("A", &["bob"], &["o/s"])];
        assert_eq!(pairs(&[one.clone(), other], &swapped), [(0, 1), (1, 0)]);
        assert_eq!(pairs(&[one], &[area("a!", &[], &[])]), [(0, 0)]);
    }

    #[test]
    fn without_the_name_the_most_alike_is_taken_and_little_is_not_enough() {
        let before = [area("A", &["ada", "bob"], &["o/r", "o/s"])];
        let after = [area("X", &["ada"], &["o/r", "o/s"]), area("Y", &["ada", "bob"], &["o/r", "o/t"])];
        assert_eq!(pairs(&before, &after), [(0, 0)]);
        assert_eq!(pairs(&after, &before), [(0, 0)]);
        assert_eq!(pairs(&before, &[area("X", &["eve"], &["o/r"])]), []);
        assert_eq!(pairs(&[area("A", &[], &[])], &[area("X", &[], &[])]), []);
    }
}
