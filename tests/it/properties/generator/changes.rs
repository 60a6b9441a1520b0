//! Changes of a made-up foundation: words, places and keys that an author may get wrong.

use proptest::prelude::*;

use super::{Group, World, words};

/// A change of the world; the numbers select an element.
#[derive(Debug, Clone)]
pub(super) enum Change {
    Word(usize, usize, usize, &'static str),
    Respell(usize, usize, usize),
    Give(usize, usize, usize),
    Lack(usize, Option<&'static str>),
    Extra(usize),
    Mark(usize, &'static str),
    Org(usize, &'static str),
    Remove(usize),
    RespellOrg(usize),
    OrgFile(usize),
}

const WORDS: [&str; 14] = [
    "007",
    "12:34",
    "no",
    "2021-01-01",
    "~",
    "1.5",
    "elder",
    "Elder",
    "ann",
    "bakery/oven",
    "bakery/nowhere",
    "Bakery/oven",
    "millers/wheat",
    "street/stall",
];

pub(super) fn change() -> impl Strategy<Value = Change> {
    let at = || 0_usize..60;
    prop_oneof![
        4 => (at(), 0_usize..4, at(), prop::sample::select(&WORDS[..])).prop_map(|(g, l, i, w)| Change::Word(g, l, i, w)),
        4 => (at(), 0_usize..6, at()).prop_map(|(g, l, i)| Change::Respell(g, l, i)),
        2 => (at(), at(), at()).prop_map(|(from, to, i)| Change::Give(from, to, i)),
        1 => (at(), prop::sample::select(&[Some("bots"), Some("technical_leads"), Some("repositories")][..]))
            .prop_map(|(g, key)| Change::Lack(g, key)),
        1 => at().prop_map(Change::Extra),
        1 => (at(), prop::sample::select(&["```yml", "```", "~~~yaml", "```YAML"][..])).prop_map(|(g, m)| Change::Mark(g, m)),
        1 => (at(), prop::sample::select(&["Bakery", "millers", "street", "bakery"][..])).prop_map(|(g, o)| Change::Org(g, o)),
        1 => (0_usize..4).prop_map(Change::Remove),
        1 => (0_usize..3).prop_map(Change::RespellOrg),
        2 => (0_usize..8).prop_map(Change::OrgFile),
    ]
}

fn upper(text: &str, at: usize) -> String {
    let at = at % text.len().max(1);
    text.chars().enumerate().map(|(place, ch)| if place == at { ch.to_ascii_uppercase() } else { ch }).collect()
}

pub(super) fn apply(world: &mut World, change: &Change) {
    let World { orgs, members, org_lacks, org_extra, contributors, protection, council, groups } = world;
    match change {
        Change::Remove(0) => *council = None,
        Change::Remove(1) => *protection = None,
        Change::Remove(number) => {
            let id = groups.keys().nth(*number % groups.len().max(1)).cloned();
            id.into_iter().for_each(|id| drop(groups.remove(&id)));
        }
        Change::RespellOrg(0) => drop(orgs.remove("millers").map(|repos| orgs.insert("Millers".to_owned(), repos))),
        Change::RespellOrg(1) => {
            drop(contributors.remove("millers").map(|list| contributors.insert("Millers".to_owned(), list)));
        }
        Change::RespellOrg(_) => protection.iter_mut().for_each(|keys| *keys = words(&["Bakery"])),
        Change::OrgFile(0) => *org_extra = true,
        Change::OrgFile(1) => *org_lacks = Some("members"),
        Change::OrgFile(2) => *org_lacks = Some("teams"),
        Change::OrgFile(3) => members.push("007".to_owned()),
        Change::OrgFile(4) => members.push("ELDER".to_owned()),
        Change::OrgFile(5) => drop(contributors.insert("street".to_owned(), words(&["ann"]))),
        Change::OrgFile(6) => orgs.values_mut().for_each(|repos| repos.retain(|name| name != "rolls")),
        Change::OrgFile(_) => {
            orgs.values_mut().flatten().filter(|name| *name == "sponge").for_each(|it| *it = "Sponge".to_owned())
        }
        other => in_group(groups.values_mut().chain(council.as_mut()).collect(), other),
    }
}

/// What is changed within one group.
fn in_group(mut all: Vec<&mut Group>, change: &Change) {
    let number = match change {
        Change::Word(g, ..) | Change::Respell(g, ..) | Change::Lack(g, _) | Change::Mark(g, _) | Change::Org(g, _) => {
            *g
        }
        Change::Extra(g) | Change::Give(g, ..) => *g,
        Change::Remove(_) | Change::RespellOrg(_) | Change::OrgFile(_) => return,
    };
    let number = number % all.len().max(1);
    let Some(group) = all.get_mut(number) else { return };
    match change {
        Change::Word(_, list, at, word) => {
            let is_repository = word.contains('/');
            let list = match (list % 4, is_repository) {
                (0, false) => &mut group.leads,
                (_, false) => &mut group.approvers,
                (3, true) => &mut group.deploy_keys,
                (_, true) => &mut group.repositories,
            };
            let at = at % (list.len() + 1);
            list.insert(at, (*word).to_owned());
        }
        Change::Respell(_, list, at) => {
            let list = match list % 4 {
                0 => &mut group.leads,
                1 => &mut group.approvers,
                2 => &mut group.deploy_keys,
                _ => &mut group.repositories,
            };
            let place = at % list.len().max(1);
            list.iter_mut().skip(place).take(1).for_each(|word| *word = upper(word, *at));
        }
        Change::Give(_, to, at) => {
            let taken = group.repositories.get(at % group.repositories.len().max(1)).cloned();
            let to = to % all.len();
            all[to].repositories.extend(taken);
        }
        Change::Lack(_, key) => group.lacks = *key,
        Change::Extra(_) => group.extra = true,
        Change::Mark(_, mark) => group.mark = mark,
        Change::Org(_, org) => group.org = Some((*org).to_owned()),
        _ => {}
    }
}
