//! Finds the groups that a change proposes or renames, from the changed documents and not from a label.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::document::Span;
use crate::domain::governance::charter::Charter;
use crate::domain::governance::tree::{CharterFile, Tree};
use crate::domain::text::slug::slug;
use crate::domain::types::ids::{GroupId, RepoName};

/// A group that a change proposes and that does not exist before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Its current or future id.
    pub group: GroupId,
    /// Its name.
    pub name: String,
    /// Its charter, if there is one.
    pub charter: Option<String>,
}

/// The groups that a change proposes, ordered by id: by a new charter in any place, or by a new section or a new name
/// in the index.
pub fn proposals(before: &Tree, after: &Tree) -> Vec<Proposal> {
    let renamed = renamed(before, after);
    let known = known(before);
    let mut proposals: BTreeMap<GroupId, Proposal> = BTreeMap::new();
    for file in after.charters.values().filter(|file| !file.fixed) {
        let new = before.charter(&file.id).is_none() && !renamed.contains_key(&file.id);
        if new {
            let (name, charter) = (file.name(), Some(file.path.clone()));
            proposals.insert(file.id.clone(), Proposal { group: file.id.clone(), name, charter });
        }
    }
    let taken: BTreeSet<String> = after.charters.values().flat_map(|file| file.slugs()).collect();
    let index = after.index.iter().map(|named| &named.read);
    // A section that links a charter belongs to the charter's group, whatever its heading is.
    let told: BTreeSet<Span> = after.sections().values().map(|section| section.span).collect();
    let names = index.flat_map(|index| {
        let alone = index.sections.iter().filter(|section| !told.contains(&section.span));
        alone.map(|section| &section.heading.value).chain(index.groups.iter().map(|name| &name.value))
    });
    for name in names {
        let slug = slug(name);
        if known.contains(&slug) || taken.contains(&slug) {
            continue;
        }
        if let Ok(group) = slug.parse::<GroupId>() {
            let proposal = Proposal { group: group.clone(), name: name.clone(), charter: None };
            proposals.entry(group).or_insert(proposal);
        }
    }
    proposals.into_values().collect()
}

/// The names under which groups are known.
fn known(tree: &Tree) -> BTreeSet<String> {
    let charters = tree.charters.values().flat_map(|file| file.slugs());
    let index = tree.index.iter().map(|named| &named.read);
    let index = index.flat_map(|index| {
        let sections = index.sections.iter().map(|section| section.slug());
        sections.chain(index.groups.iter().map(|name| slug(name)))
    });
    charters.chain(index).collect()
}

/// The ids of renamed groups after a change, each with the id before. A removed charter and a new one are the same
/// group if they have the same name or most of the same repositories.
pub fn renamed(before: &Tree, after: &Tree) -> BTreeMap<GroupId, GroupId> {
    let gone = before.charters.values().filter(|file| !file.fixed && after.charter(&file.id).is_none());
    let mut gone: Vec<Known<'_>> = gone.map(|file| Known::of(file)).collect();
    let mut renamed = BTreeMap::new();
    if gone.is_empty() {
        return renamed;
    }
    for file in after.charters.values().filter(|file| !file.fixed && before.charter(&file.id).is_none()) {
        let new = Known::of(file);
        if let Some(place) = gone.iter().position(|old| old.is_same(&new)) {
            renamed.insert(file.id.clone(), gone.remove(place).file.id.clone());
        }
    }
    renamed
}

/// The identifying data of a charter, collected once, because each may be compared with fifty others.
struct Known<'a> {
    file: &'a CharterFile,
    name: Option<String>,
    title: Option<String>,
    /// `None` without a readable block.
    repositories: Option<BTreeSet<&'a RepoName>>,
}

impl<'a> Known<'a> {
    fn of(file: &'a CharterFile) -> Self {
        Self {
            file,
            name: file.charter().map(|charter| slug(&charter.name)),
            title: file.reading.title.as_ref().map(|title| slug(title)),
            repositories: file.charter().map(repositories),
        }
    }

    fn is_same(&self, new: &Self) -> bool {
        if self.file.text == new.file.text {
            return true;
        }
        let (Some(before), Some(after)) = (&self.repositories, &new.repositories) else {
            return self.title.is_some() && self.title == new.title;
        };
        self.name == new.name
            || (!before.is_empty() && before.intersection(after).count() * 2 > before.len().max(after.len()))
    }
}

fn repositories(charter: &Charter) -> BTreeSet<&RepoName> {
    charter.repositories().map(|name| &name.value).collect()
}
