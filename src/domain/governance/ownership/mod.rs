//! Ownership of repositories and their paths: an index of the asset lists of all groups.

mod asset;
pub mod asset_lists;
pub mod codeowners;
mod glob;
mod group;
pub mod lookup;
pub mod mentioned;
mod path_index;
mod path_pattern;
mod repository_index;
pub mod reviews;
pub mod teams;

use std::collections::BTreeMap;

use crate::domain::diagnostics::finding::Finding;
use crate::domain::document::Fault;
use crate::domain::types::ids::{GroupId, RepoName};
use crate::domain::types::time::Timestamp;

use path_index::{Held, Parts};
use repository_index::{Holder, Index};

pub use asset::{Asset, RepoPattern, RepositoryPart};
pub use group::{Area, Group, Standing, TeamName, Words};
pub use path_pattern::{Paths, instead};

/// A governing document as fetched, before parsing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnershipDocument {
    /// Its path in the governing repository.
    pub path: String,
    /// Its current text.
    pub text: String,
    /// The newest readable text and the time when it was current, if the current text is unreadable.
    pub last_good: Option<(String, Timestamp)>,
}

/// All groups, and the areas that own each repository and path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ownership {
    /// Ordered by id.
    groups: Vec<Group>,
    index: Index,
    /// By the number of the repository in the index.
    parts: BTreeMap<u32, Parts>,
    /// By the organization, in lower case.
    patterns: BTreeMap<String, Vec<(RepoPattern, Holder)>>,
    /// Parts that explicitly have no owner, as given.
    unowned: Vec<RepositoryPart>,
    strays: Vec<Stray>,
    /// Current names of renamed repositories, with the names under which they are listed.
    former: BTreeMap<RepoName, RepoName>,
}

/// An unreadable entry in a governing document that does not belong to one known group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// The document's path in the governing repository.
    pub path: String,
    /// The problem and its position.
    pub finding: Finding,
}

/// A group's ownership: its areas that own the repository or path in question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim<'a> {
    /// The group.
    pub group: &'a Group,
    /// At least one area, in the group's order.
    pub areas: Vec<&'a Area>,
}

impl Ownership {
    /// Builds the index from known groups by id.
    pub fn from_groups(groups: BTreeMap<GroupId, Group>) -> Self {
        let groups: Vec<Group> = groups.into_values().collect();
        let index = Index::of(&groups, &[]);
        let mut parts: BTreeMap<u32, Parts> = BTreeMap::new();
        let mut patterns: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for (holder, asset) in repository_index::each(&groups) {
            match asset {
                Asset::Repository(_) => {}
                Asset::Part(part) => {
                    let repository = index.find(&part.repository).unwrap_or_default();
                    parts.entry(repository).or_default().add(holder, part);
                }
                Asset::Repositories(pattern) => {
                    patterns.entry(pattern.organization()).or_default().push(((**pattern).clone(), holder));
                }
            }
        }
        let whole = |name: &RepoName, holder: &Holder| {
            let assets = area(&groups, *holder).into_iter().flat_map(|area| &area.assets);
            assets.into_iter().any(|asset| matches!(asset, Asset::Repository(whole) if whole == name))
        };
        for (number, parts) in &mut parts {
            let Some(name) = index.names().get(*number as usize) else { continue };
            parts.whole = index.holders(*number).iter().filter(|holder| whole(name, holder)).copied().collect();
            parts.sort();
        }
        Self { groups, index, parts, patterns, unowned: Vec::new(), strays: Vec::new(), former: BTreeMap::new() }
    }

    /// Builds the same index, but these parts have no owner, whatever assets of a lower rank say: a CODEOWNERS line
    /// without owners takes its paths away from the lines above it.
    #[must_use]
    pub fn without_owner(mut self, parts: &[RepositoryPart]) -> Self {
        if parts.is_empty() {
            return self;
        }
        // A repository without any owner is only named here. The other repositories keep their numbers.
        self.index = Index::of(&self.groups, parts);
        for part in parts {
            let number = self.index.find(&part.repository).unwrap_or_default();
            let whole = self.index.holders(number);
            self.parts.entry(number).or_insert_with(|| Parts::of_whole(whole)).add(Holder::NOBODY, part);
        }
        self.parts.values_mut().for_each(Parts::sort);
        self.unowned.extend_from_slice(parts);
        self
    }

    /// Parts of repositories that explicitly have no owner, in the order given.
    pub fn unowned(&self) -> &[RepositoryPart] {
        &self.unowned
    }

    /// Adds unreadable entries.
    #[must_use]
    pub fn with_strays(self, strays: Vec<Stray>) -> Self {
        Self { strays, ..self }
    }

    /// Applies repository renames: pairs of a current and a former name, newest first. A former name is used if the
    /// current name is not listed, neither here nor according to `has_rules`.
    #[must_use]
    pub fn with_former_names(
        mut self,
        renamed: impl Iterator<Item = (RepoName, RepoName)>,
        has_rules: impl Fn(&RepoName) -> bool,
    ) -> Self {
        let mut counting = BTreeMap::new();
        let is_listed = |name: &RepoName| has_rules(name) || self.has_parts(name) || !self.owners(name).is_empty();
        for (present, former) in renamed.filter(|(present, former)| !is_listed(present) && is_listed(former)) {
            counting.entry(present).or_insert(former);
        }
        self.former = counting;
        self
    }

    /// The name under which charters and policy list a repository: its current name, or a former one.
    pub fn listed_name<'a>(&'a self, repository: &'a RepoName) -> &'a RepoName {
        self.former.get(repository).unwrap_or(repository)
    }

    /// A group by its id.
    pub fn group(&self, id: &GroupId) -> Option<&Group> {
        let place = self.groups.binary_search_by(|group| group.id.cmp(id)).ok()?;
        self.groups.get(place)
    }

    /// All groups, ordered by id.
    pub fn groups(&self) -> impl Iterator<Item = (&GroupId, &Group)> {
        self.groups.iter().map(|group| (&group.id, group))
    }

    /// The groups that own a repository or some of it, ordered by id, each with its owning areas.
    pub fn owners(&self, repository: &RepoName) -> Vec<Claim<'_>> {
        let repository = self.listed_name(repository);
        let number = self.index.find(repository);
        let named = number.map(|number| self.index.holders(number)).unwrap_or_default();
        let patterned = self.patterned(repository);
        if patterned.is_empty() { self.claims(named) } else { self.claims(&merged(named, patterned)) }
    }

    /// The groups that own a path of a repository, ordered by id, each with its owning areas.
    ///
    /// These are the groups with the highest rank of all assets that match the path ([`RepositoryPart::rank`]). In a repository
    /// without parts, they are the groups that own it as a whole.
    pub fn owners_of_path(&self, repository: &RepoName, path: &str) -> Vec<Claim<'_>> {
        let repository = self.listed_name(repository);
        let parts = self.index.find(repository).and_then(|number| self.parts.get(&number));
        let Some(parts) = parts else { return self.owners(repository) };
        match parts.holders(path) {
            Held::Part(holders) => self.claims(&holders),
            Held::Whole => self.claims(&merged(&parts.whole, self.patterned(repository))),
        }
    }

    /// Whether parts of a repository have owners of their own, so that ownership depends on the changed files.
    pub fn has_parts(&self, repository: &RepoName) -> bool {
        !self.parts.is_empty()
            && self.index.find(self.listed_name(repository)).is_some_and(|number| self.parts.contains_key(&number))
    }

    /// All repositories that are owned by name, as a whole or in part, sorted; without those that match a pattern.
    ///
    /// Every call sorts them, so that building the index does not have to.
    pub fn repositories(&self) -> impl Iterator<Item = &RepoName> {
        let all = (0..).zip(self.index.names());
        let mut names: Vec<_> =
            all.filter(|(number, _)| !self.index.holders(*number).is_empty()).map(|(_, name)| name).collect();
        names.sort_unstable();
        names.into_iter()
    }

    /// Groups whose current document is unreadable, with the fault.
    pub fn unreadable(&self) -> impl Iterator<Item = (&GroupId, &Group, &Fault)> {
        self.groups.iter().filter_map(|group| match &group.standing {
            Standing::Unreadable { fault, .. } => Some((&group.id, group, fault)),
            Standing::Current => None,
        })
    }

    /// Groups whose assets are described in prose only: it is unknown whether a repository is theirs.
    pub fn described(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(|group| group.words.assets.is_some() && group.areas.is_empty())
    }

    /// Unreadable entries of documents that are readable as a whole.
    pub fn unread(&self) -> impl Iterator<Item = (&Group, &Finding)> {
        self.groups.iter().flat_map(|group| group.unread.iter().map(move |finding| (group, finding)))
    }

    /// Unreadable entries that do not belong to one group, ordered by path and position.
    pub fn strays(&self) -> &[Stray] {
        &self.strays
    }

    /// Areas that own a repository because its name matches one of their patterns.
    fn patterned(&self, repository: &RepoName) -> Vec<Holder> {
        if self.patterns.is_empty() {
            return Vec::new();
        }
        let known = self.patterns.get(&repository.owner().to_ascii_lowercase()).into_iter().flatten();
        known.filter(|(pattern, _)| pattern.contains(repository)).map(|(_, holder)| *holder).collect()
    }

    /// Claims of these `holders`, which have to be sorted and without duplicates.
    fn claims(&self, holders: &[Holder]) -> Vec<Claim<'_>> {
        let claim = |own: &[Holder]| {
            let group = self.groups.get(own.first()?.group as usize)?;
            let areas = own.iter().filter_map(|holder| group.areas.get(holder.area as usize)).collect();
            Some(Claim { group, areas })
        };
        holders.chunk_by(|one, next| one.group == next.group).filter_map(claim).collect()
    }
}

fn area(groups: &[Group], holder: Holder) -> Option<&Area> {
    groups.get(holder.group as usize)?.areas.get(holder.area as usize)
}

fn merged(named: &[Holder], mut patterned: Vec<Holder>) -> Vec<Holder> {
    patterned.extend_from_slice(named);
    patterned.sort_unstable();
    patterned.dedup();
    patterned
}
