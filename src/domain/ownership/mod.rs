//! Who owns which repository, and which path in it: the asset lists of all groups as one index.

mod asset;
pub mod assets;
mod charters;
mod glob;
mod group;
mod paths;

use std::collections::BTreeMap;

use super::document::Fault;
use super::ids::{GroupId, RepoName};
use super::policy::Governing;
use super::time::Timestamp;

pub use asset::{Asset, Part, RepoPattern};
pub use group::{Area, Group, Standing};
pub use paths::Paths;

/// A charter as it was read from somewhere, before anybody looked into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its path in the governing repository.
    pub path: String,
    /// Its text as it is now.
    pub text: String,
    /// The newest text that could be read, and when it was current, where the present one can't be.
    pub last_good: Option<(String, Timestamp)>,
}

/// All groups, and for every repository the areas that own it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ownership {
    groups: BTreeMap<GroupId, Group>,
    owners: BTreeMap<RepoName, BTreeMap<GroupId, Vec<String>>>,
}

impl Ownership {
    /// Reads the documents that the policy calls charters; others are passed over.
    pub fn of(documents: &[Document], governing: &Governing) -> Self {
        let groups = documents.iter().filter_map(|document| {
            let (id, source) = governing.charter_at(&document.path)?;
            let group = charters::group(id.clone(), document, source)?;
            Some((id, group))
        });
        Self::from_groups(groups.collect())
    }

    /// Builds the index from groups that are known already.
    pub fn from_groups(groups: BTreeMap<GroupId, Group>) -> Self {
        let mut owners: BTreeMap<RepoName, BTreeMap<GroupId, Vec<String>>> = BTreeMap::new();
        for (id, group) in &groups {
            let listed = group.areas.iter().flat_map(|area| area.repositories().map(move |name| (area, name)));
            for (area, repository) in listed {
                let areas = owners.entry(repository.clone()).or_default().entry(id.clone()).or_default();
                if !areas.contains(&area.name) {
                    areas.push(area.name.clone());
                }
            }
        }
        Self { groups, owners }
    }

    /// A group by its id.
    pub fn group(&self, id: &GroupId) -> Option<&Group> {
        self.groups.get(id)
    }

    /// All groups, ordered by id.
    pub fn groups(&self) -> impl Iterator<Item = (&GroupId, &Group)> {
        self.groups.iter()
    }

    /// The groups that own a repository, each with those of its areas that list it.
    pub fn owners(&self, repository: &RepoName) -> impl Iterator<Item = (&GroupId, &[String])> {
        self.owners.get(repository).into_iter().flatten().map(|(id, areas)| (id, areas.as_slice()))
    }

    /// All owned repositories, ordered.
    pub fn repositories(&self) -> impl Iterator<Item = &RepoName> {
        self.owners.keys()
    }

    /// Groups whose present charter can't be read, with the fault.
    pub fn unreadable(&self) -> impl Iterator<Item = (&GroupId, &Group, &Fault)> {
        self.groups.iter().filter_map(|(id, group)| match &group.standing {
            Standing::Unreadable { fault, .. } => Some((id, group, fault)),
            Standing::Current => None,
        })
    }
}
