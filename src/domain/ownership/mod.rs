//! Who owns which repository: the asset lists of all charters as one index.

pub mod assets;
mod group;

use std::collections::BTreeMap;

use super::charter::{self, Area, Reading};
use super::document::{At, Fault};
use super::finding::Finding;
use super::ids::{GroupId, RepoName};
use super::policy::{CharterSource, Governing};
use super::time::Timestamp;

pub use group::{Group, Standing};

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
            let group = read_group(id.clone(), document, source)?;
            Some((id, group))
        });
        Self::from_groups(groups.collect())
    }

    /// Builds the index from groups that are known already.
    pub fn from_groups(groups: BTreeMap<GroupId, Group>) -> Self {
        let mut owners: BTreeMap<RepoName, BTreeMap<GroupId, Vec<String>>> = BTreeMap::new();
        for (id, group) in &groups {
            let areas = group.areas.iter();
            let listed =
                areas.flat_map(|area| charter::entries(&area.repositories).iter().map(move |name| (area, name)));
            for (area, repository) in listed {
                let areas = owners.entry(repository.value.clone()).or_default().entry(id.clone()).or_default();
                if !areas.contains(&area.name) {
                    areas.push(area.name.value.clone());
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

    /// What stands in charters and could not be read, though the charter as a whole could.
    pub fn unread(&self) -> impl Iterator<Item = (&GroupId, &Group, &Finding)> {
        self.groups.iter().flat_map(|(id, group)| group.unread.iter().map(move |finding| (id, group, finding)))
    }
}

fn read_group(id: GroupId, document: &Document, source: &CharterSource) -> Option<Group> {
    let reading = charter::read(&document.text);
    if !reading.is_charter() && source.group.is_none() {
        return None;
    }
    if !reading.is_broken() {
        return Some(group(id, &document.path, reading, source));
    }
    let fault = reading.fault().cloned()?;
    let (kept, as_of) = match &document.last_good {
        Some((text, at)) => {
            let mut kept = charter::read(text);
            // What was not read of an earlier text stands in lines that are gone.
            kept.unread.clear();
            (kept, Some(*at))
        }
        None => (reading, None),
    };
    let standing = Standing::Unreadable { fault, as_of };
    Some(Group { standing, ..group(id, &document.path, kept, source) })
}

fn group(id: GroupId, path: &str, reading: Reading, source: &CharterSource) -> Group {
    let names = reading.slugs();
    let name = reading.name().unwrap_or_else(|| id.to_string());
    let charter = reading.charter.unwrap_or_default();
    let named = |area: Area| Area { name: At::new(charter::one_line(&area.name), area.name.span), ..area };
    Group {
        leads: charter.leads(&source.leads),
        bots: charter.bots().map(|bot| bot.login.value.clone()).collect(),
        name,
        path: path.to_owned(),
        names,
        areas: charter.areas.into_iter().map(named).collect(),
        unread: reading.unread,
        standing: Standing::Current,
        id,
    }
}
