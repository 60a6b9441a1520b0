//! Reverting a change has the mirrored effects, and no change has no effects.

use proptest::prelude::*;
use wg_steward::domain::governance::ownership::Ownership;
use wg_steward::domain::preview::{Effects, Shift};

use super::{cloudfoundry, groups};

/// Gains become losses, and created objects become removed ones.
fn mirrored(effects: Effects) -> Effects {
    let Effects { unknown, mut teams, mut access, mut reviews, mut owners, mut labels, cut } = effects;
    for team in &mut teams {
        std::mem::swap(&mut team.before, &mut team.after);
        std::mem::swap(&mut team.joined, &mut team.left);
    }
    access.iter_mut().for_each(|change| std::mem::swap(&mut change.before, &mut change.after));
    reviews.iter_mut().for_each(|change| std::mem::swap(&mut change.before, &mut change.after));
    labels.iter_mut().for_each(|change| std::mem::swap(&mut change.before, &mut change.after));
    for change in &mut owners {
        std::mem::swap(&mut change.from, &mut change.to);
        change.shift = match change.shift {
            Shift::First => Shift::Last,
            Shift::Last => Shift::First,
            same => same,
        };
    }
    sorted(Effects { unknown, teams, access, reviews, owners, labels, cut })
}

/// Sorts independently of the direction. A renamed group's label is shown with either id.
fn sorted(mut effects: Effects) -> Effects {
    effects.teams.sort();
    effects.access.sort();
    effects.reviews.sort();
    effects.owners.sort();
    for change in &mut effects.labels {
        if change.before.is_some() && change.after.is_some() {
            change.group = "renamed".parse().unwrap();
        }
    }
    effects.labels.sort();
    effects
}

/// Some groups with few names, so that many are shared.
fn lists() -> impl Strategy<Value = Ownership> {
    let logins = || prop::collection::btree_set("[a-d]", 0..5);
    let repositories = prop::collection::btree_set("cloudfoundry/[r-v]", 0..4);
    let area = ("[X-Z]", logins(), repositories, prop::option::of(logins()));
    let group = (0..4_usize, "[A-C]", logins(), prop::collection::vec(area, 0..4), any::<bool>());
    prop::collection::vec(group, 0..4).prop_map(|list| {
        let mut text = String::new();
        let mut seen = std::collections::BTreeSet::new();
        for (id, name, leads, areas, abroad) in list.into_iter().filter(|(id, ..)| seen.insert(*id)) {
            let id = ["toc", "one", "two", "three"][id];
            let join = |names: &std::collections::BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(", ");
            let leads: Vec<_> = leads.iter().map(|login| format!("{{login: {login}, role: lead}}")).collect();
            let org = if abroad { "\n  org: concourse" } else { "" };
            let areas: Vec<_> = areas.iter().map(|(name, approvers, repositories, bots)| {
                let bots = bots.as_ref().map(|bots| format!(", bots: [{}]", join(bots))).unwrap_or_default();
                format!("{{name: {name}, approvers: [{}], repositories: [{}]{bots}}}", join(approvers), join(repositories))
            }).collect();
            text += &format!(
                "- id: {id}\n  name: {name}\n  path: {id}.md\n  names: []{org}\n  leads: [{}]\n  bots: []\n  areas: [{}]\n",
                leads.join(", "), areas.join(", "),
            );
        }
        if text.is_empty() { Ownership::default() } else { groups(&text) }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(250) })]

    #[test]
    fn the_way_back_has_the_mirrored_effects(before in lists(), after in lists()) {
        let policy = cloudfoundry();
        let there = Effects::between(&before, &after, &policy);
        let back = Effects::between(&after, &before, &policy);
        prop_assert_eq!(sorted(there), mirrored(back));
        prop_assert!(Effects::between(&before, &before.clone(), &policy).is_empty());
    }
}
