//! Groups whose document is unreadable on one side: the effects on them are unknown, so they are set aside.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::domain::governance::ownership::{Group, Ownership, Standing};
use crate::domain::types::ids::GroupId;

/// A group with unknown effects.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    /// Its id.
    pub group: GroupId,
    /// Its name, as far as it is readable.
    pub name: String,
    /// The path of the unreadable document.
    pub path: String,
}

/// Both sides, with every unreadable group replaced by its readable version, so that it changes nothing.
pub(super) struct Settled<'a> {
    pub(super) before: Cow<'a, Ownership>,
    pub(super) after: Cow<'a, Ownership>,
    pub(super) unknown: Vec<Unknown>,
}

/// The version that counts on both sides for a group; `None` if it counts as missing.
type Kept = BTreeMap<GroupId, Option<Group>>;

impl<'a> Settled<'a> {
    pub(super) fn of(before: &'a Ownership, after: &'a Ownership, ignored: &[BTreeSet<GroupId>; 2]) -> Self {
        let mut unknown: BTreeMap<GroupId, Unknown> = BTreeMap::new();
        let mut kept = Kept::new();
        let [mut gone_before, mut gone_after] = [Kept::new(), Kept::new()];
        for (id, group, _) in before.unreadable().chain(after.unreadable()) {
            let (was, is) = (before.group(id), after.group(id));
            if was == is {
                continue;
            }
            let current = |group: Option<&Group>| group.is_some_and(|group| group.standing == Standing::Current);
            let known = match ignored {
                [_, left_out] if current(was) && left_out.contains(id) => Some(&mut gone_after),
                [left_out, _] if current(is) && left_out.contains(id) => Some(&mut gone_before),
                _ => None,
            };
            if let Some(gone) = known {
                gone.insert(id.clone(), None);
                continue;
            }
            let named = Unknown { group: id.clone(), name: group.name.clone(), path: group.path.clone() };
            unknown.insert(id.clone(), named);
            let readable = [was, is].into_iter().flatten().find(|group| group.standing == Standing::Current);
            kept.insert(id.clone(), readable.or(was.and(is)).cloned());
            if was.is_none() || is.is_none() {
                kept.extend(namesakes(group, before, after));
            }
        }
        if unknown.is_empty() && gone_before.is_empty() && gone_after.is_empty() {
            return Self { before: Cow::Borrowed(before), after: Cow::Borrowed(after), unknown: Vec::new() };
        }
        gone_before.extend(kept.clone());
        gone_after.extend(kept);
        let before = Cow::Owned(with(before, &gone_before));
        let after = Cow::Owned(with(after, &gone_after));
        Self { before, after, unknown: unknown.into_values().collect() }
    }
}

/// Groups with the same name that exist on one side only: a document that is renamed and unreadable does not remove its
/// group.
fn namesakes(group: &Group, before: &Ownership, after: &Ownership) -> Kept {
    let slug = group.slug();
    let alone = |one: &Ownership, other: &Ownership| {
        let missing = one.groups().filter(|(id, it)| other.group(id).is_none() && it.slug() == slug);
        let missing = missing.filter(|(_, it)| it.standing == Standing::Current);
        missing.map(|(id, it)| (id.clone(), Some(it.clone()))).collect::<Vec<_>>()
    };
    alone(before, after).into_iter().chain(alone(after, before)).collect()
}

fn with(side: &Ownership, kept: &Kept) -> Ownership {
    let others = side.groups().filter(|(id, _)| !kept.contains_key(id));
    let others = others.map(|(id, group)| (id.clone(), group.clone()));
    let kept = kept.iter().filter_map(|(id, group)| Some((id.clone(), group.clone()?)));
    Ownership::from_groups(others.chain(kept).collect())
}

#[cfg(test)]
mod tests {
    use crate::domain::governance::ownership::{Ownership, OwnershipDocument};
    use crate::domain::policy;
    use crate::domain::preview::Effects;

    const CHARTER: &str = "# Stoves: Working Group Charter\n\n```yaml\nname: Stoves\nexecution_leads:\n- name: Ada\n  \
        github: ada\ntechnical_leads: []\nbots: []\nareas:\n- name: Wood\n  approvers: []\n  repositories: [o/logs]\n```\n";

    fn effects(before: &[(&str, &str)], after: &[(&str, &str)]) -> Effects {
        let policy = policy::parse(include_str!("../../../policies/cloudfoundry/policy.yml")).unwrap();
        let [before, after] = [before, after].map(|documents| {
            let document = |(stem, text): &(&str, &str)| OwnershipDocument {
                path: format!("toc/working-groups/{stem}.md"),
                text: (*text).to_owned(),
                last_good: None,
            };
            Ownership::of(&documents.iter().map(document).collect::<Vec<_>>(), &policy.governing)
        });
        Effects::between(&before, &after, &policy)
    }

    #[test]
    fn a_charter_that_cannot_be_read_takes_nothing_away() {
        let broken = CHARTER.replace("bots: []", "bots: [");
        for (before, after) in [(CHARTER, broken.as_str()), (&broken, CHARTER)] {
            let effects = effects(&[("stoves", before)], &[("stoves", after)]);
            assert_eq!(effects.unknown[0].path, "toc/working-groups/stoves.md");
            assert!(!effects.is_empty());
            assert_eq!(Effects { unknown: Vec::new(), ..effects }, Effects::default());
        }
        let renamed = effects(&[("stoves", CHARTER)], &[("ovens", &broken)]);
        assert_eq!(renamed.unknown.len(), 1);
        assert_eq!(Effects { unknown: Vec::new(), ..renamed }, Effects::default());
        assert!(effects(&[("stoves", &broken)], &[("stoves", &broken)]).is_empty());
    }

    #[test]
    fn what_an_unread_group_owns_is_its_own_when_another_takes_it() {
        let other = CHARTER.replace("Stoves", "Ovens");
        let without = other.replace("[o/logs]", "[]");
        let (readable, broken) = (("stoves", CHARTER), CHARTER.replace("bots: []", "bots: ["));
        let effects = effects(&[readable, ("ovens", &without)], &[("stoves", &broken), ("ovens", &other)]);
        let change = &effects.owners[0];
        assert_eq!((change.from.len(), change.to.len()), (1, 2));
    }
}
