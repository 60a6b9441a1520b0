//! Who owns which repository, and which path in it: the asset lists of all groups as one index.

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

/// A governing document as it was read from somewhere, before anybody looked into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnershipDocument {
    /// Its path in the governing repository.
    pub path: String,
    /// Its text as it is now.
    pub text: String,
    /// The newest text that could be read, and when it was current, where the present one can't be.
    pub last_good: Option<(String, Timestamp)>,
}

/// All groups, and for every repository and path the areas that own it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ownership {
    /// Ordered by id.
    groups: Vec<Group>,
    index: Index,
    /// By the number of the repository.
    parts: BTreeMap<u32, Parts>,
    /// By the organization in lower case.
    patterns: BTreeMap<String, Vec<(RepoPattern, Holder)>>,
    /// Parts that belong to nobody, as they were given.
    unowned: Vec<RepositoryPart>,
    strays: Vec<Stray>,
    /// The names by which repositories are listed that have another one now.
    former: BTreeMap<RepoName, RepoName>,
}

/// Something in a governing document that could not be read, and that is not known to concern one group alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// The document's path in the governing repository.
    pub path: String,
    /// What, and where in it.
    pub finding: Finding,
}

/// What makes a group an owner: those of its areas that own the thing in question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim<'a> {
    /// The group.
    pub group: &'a Group,
    /// At least one, in the group's order.
    pub areas: Vec<&'a Area>,
}

impl Ownership {
    /// Builds the index from groups that are known already, each under its own id.
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

    /// The same, but these parts belong to nobody, whatever assets of a lower rank say: a line of CODEOWNERS without
    /// owners takes its paths from those of the lines above it.
    #[must_use]
    pub fn without_owner(mut self, parts: &[RepositoryPart]) -> Self {
        if parts.is_empty() {
            return self;
        }
        // A repository of which nobody owns anything is named here alone. The others keep their numbers.
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

    /// Parts of repositories that explicitly belong to nobody, in the order in which they were given.
    pub fn unowned(&self) -> &[RepositoryPart] {
        &self.unowned
    }

    /// The same with what could not be read besides.
    #[must_use]
    pub fn with_strays(self, strays: Vec<Stray>) -> Self {
        Self { strays, ..self }
    }

    /// The same where repositories were renamed: pairs of a present and a former name, the newest first. A former name counts
    /// where the present one is not listed, here or by what `has_rules` says.
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

    /// The name by which charters and policy list a repository: its present one, or one that it had before.
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

    /// The groups that own a repository or some of it, ordered by id, each with its areas that do.
    pub fn owners(&self, repository: &RepoName) -> Vec<Claim<'_>> {
        let repository = self.listed_name(repository);
        let number = self.index.find(repository);
        let named = number.map(|number| self.index.holders(number)).unwrap_or_default();
        let patterned = self.patterned(repository);
        if patterned.is_empty() { self.claims(named) } else { self.claims(&merged(named, patterned)) }
    }

    /// The groups that own a path of a repository, ordered by id, each with its areas that do.
    ///
    /// These are the ones with the highest rank of all assets that mean the path ([`RepositoryPart::rank`]); in a repository
    /// without parts those that own it as a whole.
    pub fn owners_of_path(&self, repository: &RepoName, path: &str) -> Vec<Claim<'_>> {
        let repository = self.listed_name(repository);
        let parts = self.index.find(repository).and_then(|number| self.parts.get(&number));
        let Some(parts) = parts else { return self.owners(repository) };
        match parts.holders(path) {
            Held::Part(holders) => self.claims(&holders),
            Held::Whole => self.claims(&merged(&parts.whole, self.patterned(repository))),
        }
    }

    /// Whether parts of a repository have owners of their own, so that it matters which files are changed.
    pub fn has_parts(&self, repository: &RepoName) -> bool {
        !self.parts.is_empty()
            && self.index.find(self.listed_name(repository)).is_some_and(|number| self.parts.contains_key(&number))
    }

    /// All repositories that are owned by name, as a whole or in part, ordered; not those that fit a pattern.
    ///
    /// They are sorted at each call, and not for those who never ask.
    pub fn repositories(&self) -> impl Iterator<Item = &RepoName> {
        let all = (0..).zip(self.index.names());
        let mut names: Vec<_> =
            all.filter(|(number, _)| !self.index.holders(*number).is_empty()).map(|(_, name)| name).collect();
        names.sort_unstable();
        names.into_iter()
    }

    /// Groups whose present document can't be read, with the fault.
    pub fn unreadable(&self) -> impl Iterator<Item = (&GroupId, &Group, &Fault)> {
        self.groups.iter().filter_map(|group| match &group.standing {
            Standing::Unreadable { fault, .. } => Some((&group.id, group, fault)),
            Standing::Current => None,
        })
    }

    /// Groups of which it is said in words alone what they own: whether a repository is theirs is not known.
    pub fn described(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(|group| group.words.assets.is_some() && group.areas.is_empty())
    }

    /// What stands in documents and could not be read, though the document as a whole could.
    pub fn unread(&self) -> impl Iterator<Item = (&Group, &Finding)> {
        self.groups.iter().flat_map(|group| group.unread.iter().map(move |finding| (group, finding)))
    }

    /// What stands in documents, could not be read, and is no group's alone; ordered by path and place.
    pub fn strays(&self) -> &[Stray] {
        &self.strays
    }

    /// Areas that own a repository because its name fits a pattern of theirs.
    fn patterned(&self, repository: &RepoName) -> Vec<Holder> {
        if self.patterns.is_empty() {
            return Vec::new();
        }
        let known = self.patterns.get(&repository.owner().to_ascii_lowercase()).into_iter().flatten();
        known.filter(|(pattern, _)| pattern.contains(repository)).map(|(_, holder)| *holder).collect()
    }

    /// `holders`: sorted, each once.
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
