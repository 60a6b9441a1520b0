//! The documents that propose a group, based on the existing ones.

use crate::domain::governance::tree::{Named, Tree};
use crate::domain::policy::Policy;
use crate::domain::text::slug::slug;

use super::spelled::spelled;
use super::{Draft, Repository, charter, inserted, list_entry, plain, repository_entry, section, section_place};

/// Every document that has to be written, as path and text: the charter, the index with entry and section, the org file
/// with the new repositories. Empty if the charter's path is unknown; see [`super::refusals`] for other obstacles.
pub fn write(draft: &Draft, tree: &Tree, policy: &Policy) -> Vec<(String, String)> {
    let draft = &spelled(draft, tree, policy);
    let Some(path) = draft.id().and_then(|id| policy.governing.charter_path(&id)) else { return Vec::new() };
    let index = tree.index.as_ref().map(|index| {
        let section = section::section(&entry(draft, &path, &index.path, policy));
        let place = section_place(&index.text, &index.read, &draft.name, &section);
        let entry = list_entry(&index.text, &index.read, &draft.name);
        (index.path.clone(), inserted(&index.text, entry.into_iter().chain([place]).collect()))
    });
    let org_file = tree.org_file.as_ref().map(|file| {
        let new = unlisted(draft, tree, policy);
        let put = |text: String, repository: &&Repository| {
            let entry = repository_entry(&text, &repository.name, repository.description.as_deref());
            inserted(&text, entry.into_iter().collect())
        };
        (file.path.clone(), new.iter().fold(file.text.clone(), put))
    });
    let changed = |(path, text): &(String, String)| !is_same(tree.index.as_deref(), path, text);
    let org_file = org_file.filter(|(path, text)| !is_same(tree.org_file.as_deref(), path, text));
    [(path, charter::write(draft))].into_iter().chain(index.filter(changed)).chain(org_file).collect()
}

/// The repositories of managed organizations that are missing from the org file, without duplicates.
pub(super) fn unlisted<'d>(draft: &'d Draft, tree: &Tree, policy: &Policy) -> Vec<&'d Repository> {
    let Some(file) = &tree.org_file else { return Vec::new() };
    let managed = tree.managed(policy);
    let mut new: Vec<&Repository> = Vec::new();
    for repository in draft.repositories() {
        let name = &repository.name;
        let wanted = managed.contains(&name.owner().to_ascii_lowercase()) && file.read.repository(name).is_none();
        if wanted && new.iter().all(|known| known.name != *name) {
            new.push(repository);
        }
    }
    new
}

fn entry(draft: &Draft, path: &str, index: &str, policy: &Policy) -> section::Entry {
    let organization = policy.governing.repository.owner();
    let stem = draft.id().map_or_else(|| draft.name.clone(), |id| id.to_string());
    section::Entry {
        name: draft.name.clone(),
        slug: slug(&stem),
        mission: plain::inline(&draft.mission),
        organization: organization.to_owned(),
        has_repositories: draft.repositories().any(|repository| repository.name.belongs_to(organization)),
        charter: section::charter_link(index, path),
        artifacts: draft.artifacts.clone(),
        leads: draft.leads(),
    }
}

fn is_same<T>(before: Option<&Named<T>>, path: &str, text: &str) -> bool {
    before.is_some_and(|before| before.path == path && before.text == text)
}
