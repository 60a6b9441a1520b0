//! The assets of changing groups, before or after: repositories with the same holders are grouped, so that each group
//! of them is processed once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::domain::governance::ownership::{Area, Asset, Claim, Group, Ownership, RepoPattern};
use crate::domain::policy::Governing;
use crate::domain::types::ids::{GroupId, RepoName};

use super::matching::Pairs;

/// A repository, or all repositories whose names match a pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A repository, owned as a whole or in part.
    Repository(RepoName),
    /// Whole repositories, by a pattern for their names.
    Pattern(Box<RepoPattern>),
}

impl Subject {
    /// `owner/name`; for a pattern, the name has wildcards.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Repository(name) => name.as_str(),
            Self::Pattern(pattern) => pattern.as_str(),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Subjects that the same areas hold before, and the same areas hold after.
pub(super) struct Ground<'a> {
    pub(super) subjects: Vec<Subject>,
    pub(super) before: Vec<Claim<'a>>,
    pub(super) after: Vec<Claim<'a>>,
    /// Whether this is the governing repository, where all leads have write permission.
    pub(super) governing: bool,
}

/// All grounds; empty if no changing group owns anything.
pub(super) struct Grounds<'a>(Vec<Ground<'a>>);

/// A group's area by its index.
pub(super) type Spot<'a> = (&'a GroupId, usize);

type Key<'a> = (Vec<Spot<'a>>, Vec<Spot<'a>>, bool);

impl<'a> Grounds<'a> {
    pub(super) fn of(before: &'a Ownership, after: &'a Ownership, pairs: &Pairs<'_>, governing: &Governing) -> Self {
        let mut grounds: BTreeMap<Key<'a>, Ground<'a>> = BTreeMap::new();
        for subject in subjects(before, after, pairs, governing) {
            let (was, is) = (claims(before, &subject), claims(after, &subject));
            let home = subject.as_str().eq_ignore_ascii_case(governing.repository.as_str());
            let key = (spots(&was), spots(&is), home);
            let new = || Ground { subjects: Vec::new(), before: was, after: is, governing: home };
            grounds.entry(key).or_insert_with(new).subjects.push(subject);
        }
        Self(grounds.into_values().collect())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Ground<'a>> {
        self.0.iter()
    }

    /// How many people hold all grounds, counted once per list.
    pub(super) fn seats(&self) -> usize {
        let lists = |area: &Area| area.approvers.len() + area.reviewers().len() + area.bots().len();
        let claimed =
            |claim: &Claim<'_>| claim.group.leads.len() + claim.areas.iter().map(|area| lists(area)).sum::<usize>();
        self.0.iter().flat_map(|ground| ground.before.iter().chain(&ground.after)).map(claimed).sum()
    }

    /// How many subjects these grounds have.
    pub(super) fn count(&self, numbers: &[usize]) -> usize {
        numbers.iter().filter_map(|number| self.0.get(*number)).map(|ground| ground.subjects.len()).sum()
    }

    /// The subjects of these grounds, ordered.
    pub(super) fn subjects(&self, numbers: &[usize]) -> Vec<Subject> {
        let grounds = numbers.iter().filter_map(|number| self.0.get(*number));
        let subjects: BTreeSet<_> = grounds.flat_map(|ground| ground.subjects.iter().cloned()).collect();
        subjects.into_iter().collect()
    }
}

/// The areas with a claim, by index.
pub(super) fn spots<'a>(claims: &[Claim<'a>]) -> Vec<Spot<'a>> {
    // The areas of a group are adjacent.
    let place = |group: &'a Group, area: &Area| {
        let area = std::ptr::from_ref(area);
        let place = group.areas.partition_point(|it| std::ptr::from_ref(it) < area);
        group.areas.get(place).is_some_and(|it| std::ptr::eq(it, area)).then_some(place)
    };
    let spots = |claim: &Claim<'a>| {
        let group = claim.group;
        claim.areas.iter().filter_map(|area| Some((&group.id, place(group, area)?))).collect::<Vec<_>>()
    };
    claims.iter().flat_map(spots).collect()
}

fn subjects(before: &Ownership, after: &Ownership, pairs: &Pairs<'_>, governing: &Governing) -> BTreeSet<Subject> {
    let groups = pairs.iter().flat_map(|pair| pair.before.into_iter().chain(pair.after));
    let mut found = BTreeSet::from([Subject::Repository(governing.repository.clone())]);
    let mut patterns = BTreeSet::new();
    for asset in groups.flat_map(|group| &group.areas).flat_map(|area| &area.assets) {
        match asset {
            Asset::Repository(name) => _ = found.insert(Subject::Repository(name.clone())),
            Asset::Part(part) => _ = found.insert(Subject::Repository(part.repository.clone())),
            Asset::Repositories(pattern) => _ = patterns.insert(pattern),
        }
    }
    if !patterns.is_empty() {
        let named = before.repositories().chain(after.repositories());
        let fitting = named.filter(|name| patterns.iter().any(|pattern| pattern.contains(name)));
        found.extend(fitting.map(|name| Subject::Repository(name.clone())));
    }
    found.extend(patterns.into_iter().map(|pattern| Subject::Pattern(pattern.clone())));
    found
}

fn claims<'a>(ownership: &'a Ownership, subject: &Subject) -> Vec<Claim<'a>> {
    let pattern = match subject {
        Subject::Repository(name) => return ownership.owners(name),
        Subject::Pattern(pattern) => pattern,
    };
    let holds = |asset: &Asset| matches!(asset, Asset::Repositories(held) if held == pattern);
    let claim = |(_, group): (_, &'a Group)| {
        let areas: Vec<_> = group.areas.iter().filter(|area| area.assets.iter().any(holds)).collect();
        (!areas.is_empty()).then_some(Claim { group, areas })
    };
    ownership.groups().filter_map(claim).collect()
}
