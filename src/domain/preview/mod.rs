//! The effects of merging a change of governing documents. Teams, access and required reviews are what the
//! organization's automation derives from charters (RFC-0014, RFC-0015); owners and labels are those of this app.
//!
//! **Invariant:** the reverse change has the mirrored effects: what one creates, the other removes, and what one
//! grants, the other takes away. A group whose document is unreadable is only reported as unknown: it counts as
//! unchanged.

mod access;
mod each;
mod labels;
mod matching;
mod owners;
mod people;
mod renames;
mod reviews;
mod subjects;
mod teams;
mod unknown;

use std::collections::{BTreeMap, BTreeSet};

use super::governance::charter::generator::GeneratorVerdict;
use super::governance::ownership::Ownership;
use super::governance::tree::{CharterFile, Tree};
use super::policy::Policy;
use super::types::ids::{GroupId, Login};

use access::Reach;
use matching::Pairs;
use people::Bots;
use subjects::Grounds;
use unknown::Settled;

pub use access::AccessChange;
pub use each::{By, Step};
pub use labels::LabelChange;
pub use owners::{Holding, OwnerChange, Shift};
pub use people::AffectedPerson;
pub use reviews::{Required, ReviewChange};
pub use subjects::Subject;
pub use teams::TeamChange;
pub use unknown::Unknown;

/// All effects of a change, each kind in its own order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effects {
    /// Groups with unknown effects because their document is unreadable on one side; ordered by id.
    pub unknown: Vec<Unknown>,
    /// GitHub teams that are created, removed or renamed, or whose members change.
    pub teams: Vec<TeamChange>,
    /// Permissions that people gain or lose.
    pub access: Vec<AccessChange>,
    /// Repositories whose required number of approvals changes.
    pub reviews: Vec<ReviewChange>,
    /// Repositories whose owners change.
    pub owners: Vec<OwnerChange>,
    /// Labels that are created, removed or renamed.
    pub labels: Vec<LabelChange>,
    /// Whether teams or permissions are left out because there are too many.
    pub cut: bool,
}

/// How many team memberships, and how many permissions of one person in one repository, are compared: a foundation that
/// renames all of its groups at once has 20,000.
const MAX_COMPARED: usize = 200_000;

/// In how many lists people may be looked up for that.
const MAX_SEATS: usize = 2_000_000;

/// The former name of each renamed area, by its group's id and its current name.
pub type SameAreas = BTreeMap<(GroupId, String), String>;

/// Areas of two sides that are the same although they have other names.
pub fn same_areas(before: &Ownership, after: &Ownership, policy: &Policy) -> SameAreas {
    let mut same = SameAreas::new();
    for pair in Pairs::of(before, after, &policy.governing).iter() {
        let (Some(was), Some(is)) = (pair.before, pair.after) else { continue };
        let named = pair.areas.iter().filter_map(|(old, new)| Some((was.areas.get(*old)?, is.areas.get(*new)?)));
        let changed = named.filter(|(old, new)| old.name != new.name);
        same.extend(changed.map(|(old, new)| ((is.id.clone(), new.name.clone()), old.name.clone())));
    }
    same
}

/// Groups whose documents have no block that the organization's generator finds: it skips them.
fn ignored(tree: &Tree) -> BTreeSet<GroupId> {
    let without = |file: &CharterFile| file.charter().is_none() && file.reading.generator == GeneratorVerdict::NoBlock;
    tree.charters.values().filter(|file| file.placed && without(file)).map(|file| file.id.clone()).collect()
}

impl Effects {
    /// Everyone who loses a permission, in order.
    pub fn reduced(&self) -> BTreeSet<&Login> {
        let less = self.access.iter().filter(|change| change.after < change.before);
        less.flat_map(|change| &change.people).filter(|person| !person.bot).map(|person| &person.login).collect()
    }

    /// How many teams are removed.
    pub fn removed_teams(&self) -> usize {
        self.teams.iter().filter(|team| team.after.is_none()).count()
    }

    /// The effects of replacing one tree by another. A group whose block the organization's generator does not find
    /// loses everything it has; a renamed repository stays the same repository.
    pub fn of_change(before: &Tree, after: &Tree, policy: &Policy) -> Self {
        let ignored = [ignored(before), ignored(after)];
        Self::of([&renames::followed(before, after), &after.ownership], &ignored, policy)
    }

    /// The same from ownership data.
    pub fn between(before: &Ownership, after: &Ownership, policy: &Policy) -> Self {
        Self::of([before, after], &Default::default(), policy)
    }

    /// Teams, access and reviews follow from charters; without charters, only owners and labels are compared.
    fn of([before, after]: [&Ownership; 2], ignored: &[BTreeSet<GroupId>; 2], policy: &Policy) -> Self {
        let Settled { before, after, unknown } = Settled::of(before, after, ignored);
        let (before, after) = (before.as_ref(), after.as_ref());
        let governing = &policy.governing;
        let pairs = Pairs::of(before, after, governing);
        if pairs.is_empty() {
            return Self { unknown, ..Self::default() };
        }
        let grounds = Grounds::of(before, after, &pairs, governing);
        let effects = Self {
            unknown,
            owners: owners::changes(&grounds, &pairs),
            labels: labels::changes(&pairs, policy),
            ..Self::default()
        };
        if !governing.has_charters() {
            return effects;
        }
        let bots = Bots::of(before, after);
        if grounds.seats() > MAX_SEATS {
            return Self { cut: true, ..effects };
        }
        let teams = teams::changes(&pairs, [before, after], governing, &bots);
        let reaches = [Reach::of(before, governing), Reach::of(after, governing)];
        let access = access::changes(&grounds, reaches, &bots);
        Self {
            cut: teams.is_none() || access.is_none(),
            teams: teams.unwrap_or_default(),
            access: access.unwrap_or_default(),
            reviews: reviews::changes(&grounds),
            ..effects
        }
    }

    /// Whether it is certain that there are no effects.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::governance::ownership::asset_lists;
    use crate::domain::policy;

    /// Effects between two lists of groups, each `id area area …` with an area as `name:login,login:repository,…`.
    fn effects(before: &[&str], after: &[&str]) -> Effects {
        let policy = policy::parse(include_str!("../../../policies/cloudfoundry/policy.yml")).unwrap();
        let [before, after] = [before, after].map(|lists| {
            let groups: String = lists.iter().map(|list| group(list)).collect();
            asset_lists::parse(&format!("as_of: 2026-01-31\nsource: x\ngroups:\n{groups}")).unwrap().ownership
        });
        Effects::between(&before, &after, &policy)
    }

    fn group(list: &str) -> String {
        let (id, areas) = list.split_once(' ').unwrap();
        let area = |text: &str| {
            let [name, logins, repositories] = text.split(':').collect::<Vec<_>>()[..] else { panic!("{text}") };
            format!("  - {{name: {name}, approvers: [{logins}], repositories: [{repositories}]}}\n")
        };
        let areas: String = areas.split(' ').map(area).collect();
        format!(
            "- id: {id}\n  name: {id}\n  path: {id}.md\n  names: []\n  leads: [{{login: {id}-lead, role: execution}}]\n  \
             bots: [{id}-bot]\n  areas:\n{areas}"
        )
    }

    #[test]
    fn where_nothing_changes_nothing_is_brought_about() {
        let lists = ["a x:ada,bob:o/r,o/s y:eve:o/t", "b z:ada:o/r"];
        assert!(effects(&lists, &lists).is_empty());
        assert!(effects(&lists, &["a y:eve:o/T x:bob,Ada:o/s,o/r", "b z:ada:o/r"]).is_empty());
    }

    #[test]
    fn a_person_who_comes_and_goes_by_two_ways_keeps_the_stronger_access() {
        let both = effects(&["a x:ada:o/r", "b y:ada:o/r"], &["a x:ada:o/r", "b y:bob:o/r"]);
        let gained: Vec<_> = both.access.iter().map(|change| (change.people[0].login.as_str(), change.after)).collect();
        assert_eq!(gained, [("bob", Some(crate::domain::governance::ownership::teams::Access::Write))]);
        let left = both.teams.iter().filter(|team| !team.left.is_empty());
        assert_eq!(left.map(|team| team.after.as_deref().unwrap()).collect::<Vec<_>>(), ["wg-b", "wg-b-y-approvers"]);
    }

    #[test]
    fn without_charters_there_are_owners_and_labels_alone() {
        let policy = policy::parse(include_str!("../../../policies/kubernetes/policy.yml")).unwrap();
        let lists = format!("as_of: 2026-01-31\nsource: x\ngroups:\n{}", group("sig-a x:ada:o/r,o/s-*"));
        let after = asset_lists::parse(&lists).unwrap().ownership;
        let effects = Effects::between(&Ownership::default(), &after, &policy);
        let subjects: Vec<_> = effects.owners[0].subjects.iter().map(Subject::as_str).collect();
        assert_eq!((subjects, effects.labels.len()), (vec!["o/r", "o/s-*"], 1));
        assert_eq!((effects.teams, effects.access, effects.reviews), (vec![], vec![], vec![]));
    }
}
