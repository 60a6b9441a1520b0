//! Repositories that change their owner, their area or their entry in the org file (C1 to C11).

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::governance::organization::org_file::Repository;
use crate::domain::governance::ownership::{Asset, Ownership};
use crate::domain::governance::tree::Tree;
use crate::domain::policy::Policy;
use crate::domain::types::case::Case;
use crate::domain::types::ids::{GroupId, RepoName};

use super::change::{Change, ChangePlace, ChangeSubject};
use super::same::{Charters, Groups, bounded};

/// The owners of a repository: groups and areas, by their ids and names before the change.
type Owners = BTreeSet<(GroupId, String)>;

/// The repositories of both sides.
struct Sides<'a> {
    before: &'a Tree,
    after: &'a Tree,
    was: BTreeMap<RepoName, Owners>,
    is: BTreeMap<RepoName, Owners>,
    managed: BTreeSet<String>,
    /// Old and new names.
    renames: Vec<(RepoName, RepoName)>,
}

pub(super) fn changes(
    [before, after]: [&Tree; 2],
    groups: &Groups<'_>,
    unread: &BTreeSet<&GroupId>,
    policy: &Policy,
) -> Vec<Change> {
    let managed = [before, after].into_iter().flat_map(|tree| tree.managed(policy));
    let managed = managed.map(|name| name.to_ascii_lowercase()).collect();
    let names = Names::of(groups);
    let was = owners(&before.ownership, unread, |group, area| (group.clone(), bounded(area)));
    let is = owners(&after.ownership, unread, |group, area| names.before(group, area));
    let mut sides = Sides { before, after, was, is, managed, renames: Vec::new() };
    sides.renames = sides.renames();
    let mut found = sides.renamed();
    // A name on both sides keeps the spelling of before.
    let mut all: BTreeSet<RepoName> = sides.was.keys().cloned().collect();
    all.extend(sides.is.keys().cloned());
    found.extend(all.iter().filter_map(|name| sides.owned(name)));
    found.extend(sides.org_file_alone(&all));
    found.sort_by(|one, other| (one.case, &one.subject).cmp(&(other.case, &other.subject)));
    found
}

/// The former names of groups and areas.
struct Names<'a> {
    groups: BTreeMap<&'a GroupId, &'a GroupId>,
    areas: BTreeMap<(&'a GroupId, String), String>,
}

impl<'a> Names<'a> {
    fn of(groups: &Groups<'a>) -> Self {
        let mut areas = BTreeMap::new();
        for pair in &groups.kept {
            for (old, new) in pair.charters.iter().flat_map(Charters::kept_areas) {
                areas.insert((&pair.after.id, bounded(&new.name)), bounded(&old.name));
            }
        }
        Self { groups: groups.earlier(), areas }
    }

    fn before(&self, group: &GroupId, area: &str) -> (GroupId, String) {
        let area = bounded(area);
        let id = self.groups.get(group).copied().unwrap_or(group).clone();
        let known = self.areas.get(&(group, area.clone())).cloned();
        (id, known.unwrap_or(area))
    }
}

fn owners(
    ownership: &Ownership,
    unread: &BTreeSet<&GroupId>,
    name: impl Fn(&GroupId, &str) -> (GroupId, String),
) -> BTreeMap<RepoName, Owners> {
    let mut found: BTreeMap<RepoName, Owners> = BTreeMap::new();
    for (id, group) in ownership.groups().filter(|(id, _)| !unread.contains(id)) {
        for area in &group.areas {
            let own = name(id, &area.name);
            for asset in &area.assets {
                if let Asset::Repository(repository) = asset {
                    found.entry(repository.clone()).or_default().insert(own.clone());
                }
            }
        }
    }
    found
}

impl Sides<'_> {
    /// Renamed repositories. Both names are one repository, even if the charter keeps the former name; a new owner is a
    /// separate change.
    fn renamed(&mut self) -> Vec<Change> {
        let mut found = Vec::new();
        for (old, new) in self.renames.clone() {
            let (was, is) = (self.was.remove(&old), self.is.remove(&new));
            let (foreseen, kept) = (self.was.remove(&new), self.is.remove(&old));
            let (was, is) = (was.or(foreseen).unwrap_or_default(), is.or(kept).unwrap_or_default());
            let [from, to] = [(&old, &was), (&new, &is)].map(|(name, owners)| {
                let name = ChangePlace::Name(name.to_string());
                places(owners).into_iter().chain([name]).collect::<Vec<_>>()
            });
            found.push(Change::new(Case::RepositoryRenamed, ChangeSubject::Repository(old.clone())).between(from, to));
            if was != is {
                self.was.insert(old.clone(), was);
                self.is.insert(old, is);
            }
        }
        found
    }

    /// The old and new names of repositories: the org file has the old name in `previously`, or exactly one repository of a
    /// group is removed from its charter and the org file, and exactly one is added to both.
    fn renames(&self) -> Vec<(RepoName, RepoName)> {
        let (Some(was), Some(is)) = (&self.before.org_file, &self.after.org_file) else { return Vec::new() };
        let gone = |name: &RepoName| was.read.repository(name).is_some() && is.read.repository(name).is_none();
        let come = |name: &RepoName| was.read.repository(name).is_none() && is.read.repository(name).is_some();
        let mut found: Vec<(RepoName, RepoName)> = Vec::new();
        let mut taken: BTreeSet<RepoName> = BTreeSet::new();
        for repository in is.read.repositories().filter(|repository| come(&repository.name)) {
            let full = |name: &str| format!("{}/{name}", repository.name.owner()).parse::<RepoName>().ok();
            let new = &repository.name.value;
            let old = repository.previously.iter().filter_map(|name| full(name)).find(gone);
            if let Some(old) = old.filter(|old| !taken.contains(old)) {
                taken.extend([old.clone(), new.clone()]);
                found.push((old, new.clone()));
            }
        }
        let leaves =
            self.was.iter().filter(|(name, _)| gone(name) && !taken.contains(*name) && !self.is.contains_key(*name));
        let comes =
            self.is.iter().filter(|(name, _)| come(name) && !taken.contains(*name) && !self.was.contains_key(*name));
        let mut alone: BTreeMap<Vec<&GroupId>, [Vec<&RepoName>; 2]> = BTreeMap::new();
        leaves.for_each(|(name, owners)| alone.entry(group_ids(owners)).or_default()[0].push(name));
        comes.for_each(|(name, owners)| alone.entry(group_ids(owners)).or_default()[1].push(name));
        let pairs = alone.into_values().filter_map(|[gone, come]| match (&gone[..], &come[..]) {
            ([old], [new]) if old.belongs_to(new.owner()) => Some(((*old).clone(), (*new).clone())),
            _ => None,
        });
        let pairs: Vec<_> = pairs.collect();
        found.into_iter().chain(pairs).collect()
    }

    /// The change of the owners of a repository.
    fn owned(&self, name: &RepoName) -> Option<Change> {
        let none = Owners::new();
        let (was, is) = (self.was.get(name).unwrap_or(&none), self.is.get(name).unwrap_or(&none));
        if was == is {
            return None;
        }
        let groups = |owners: &Owners| owners.iter().map(|(group, _)| group.clone()).collect::<BTreeSet<_>>();
        let (before, after) = (groups(was), groups(is));
        let (gone, come): (BTreeSet<_>, BTreeSet<_>) =
            (before.difference(&after).cloned().collect(), after.difference(&before).cloned().collect());
        let stays = before.intersection(&after).next().is_some();
        let case = match (gone.is_empty(), come.is_empty()) {
            (true, true) => Case::AreaChanged,
            (false, false) => Case::RepositoryMoved,
            (true, false) if stays => Case::SecondOwnerAdded,
            (false, true) if stays => Case::SecondOwnerRemoved,
            _ if !self.managed.contains(&name.owner().to_ascii_lowercase()) => Case::UnmanagedRepository,
            (true, false) => self.entering(name),
            (false, true) => self.leaving(name),
        };
        let only = |owners: &Owners, other: &Owners, groups: &BTreeSet<GroupId>| {
            let moved = |owner: &(GroupId, String)| case == Case::AreaChanged && !other.contains(owner);
            places(&owners.iter().filter(|owner| moved(owner) || groups.contains(&owner.0)).cloned().collect())
        };
        let change = Change::new(case, ChangeSubject::Repository(name.clone()));
        Some(change.between(only(was, is, &gone), only(is, was, &come)))
    }

    /// Rule R2 reports a repository that the org file does not have at all: the parties are the same.
    fn entering(&self, name: &RepoName) -> Case {
        match (entry(self.before, name), entry(self.after, name)) {
            (None, Some(_)) if self.before.org_file.is_some() => Case::RepositoryCreated,
            _ => Case::RepositoryClaimed,
        }
    }

    fn leaving(&self, name: &RepoName) -> Case {
        match (entry(self.before, name), entry(self.after, name)) {
            (Some(_), None) if self.after.org_file.is_some() => Case::RepositoryDeleted,
            (_, Some(entry)) if entry.is_archived() => Case::RepositoryArchived,
            _ => Case::RepositoryReleased,
        }
    }

    /// Repositories that change in the org file only.
    fn org_file_alone(&self, owned: &BTreeSet<RepoName>) -> Vec<Change> {
        let (Some(was), Some(is)) = (&self.before.org_file, &self.after.org_file) else { return Vec::new() };
        if was.text == is.text {
            return Vec::new();
        }
        let all: BTreeSet<&RepoName> = was.read.repositories().chain(is.read.repositories()).map(name_of).collect();
        let renamed: BTreeSet<&RepoName> = self.renames.iter().flat_map(|(old, new)| [old, new]).collect();
        let rest = all.into_iter().filter(|name| !renamed.contains(name));
        let told = |name: &RepoName| {
            owned.contains(name) && self.owned(name).is_some_and(|change| change.case != Case::AreaChanged)
        };
        rest.filter(|name| !told(name)).filter_map(|name| self.in_org_file(name)).collect()
    }

    fn in_org_file(&self, name: &RepoName) -> Option<Change> {
        let archived = |entry: Option<&Repository>| entry.is_some_and(Repository::is_archived);
        let (was, is) = (entry(self.before, name), entry(self.after, name));
        let case = match (was, is) {
            (None, Some(_)) => Case::CreatedInOrgFile,
            (Some(_), None) => Case::DeletedInOrgFile,
            _ => match (archived(was), archived(is)) {
                (false, true) => Case::ArchivedInOrgFile,
                (true, false) => Case::UnarchivedInOrgFile,
                _ => return None,
            },
        };
        let places = |side: &BTreeMap<RepoName, Owners>| side.get(name).map(places).unwrap_or_default();
        let change = Change::new(case, ChangeSubject::Repository(name.clone()));
        Some(change.between(places(&self.was), places(&self.is)))
    }
}

fn name_of(repository: &Repository) -> &RepoName {
    &repository.name.value
}

fn entry<'a>(tree: &'a Tree, name: &RepoName) -> Option<&'a Repository> {
    tree.org_file.as_ref()?.read.repository(name)
}

fn group_ids(owners: &Owners) -> Vec<&GroupId> {
    let mut ids: Vec<_> = owners.iter().map(|(group, _)| group).collect();
    ids.dedup();
    ids
}

fn places(owners: &Owners) -> Vec<ChangePlace> {
    owners.iter().map(|(group, area)| ChangePlace::Area { group: group.clone(), area: area.clone() }).collect()
}
