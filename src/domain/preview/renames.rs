//! Repositories that the organization's automation renames (`previously` in the org file): each counts as one
//! repository, not as two.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::domain::governance::organization::org_file::Repository;
use crate::domain::governance::ownership::{Asset, Group, Ownership};
use crate::domain::governance::tree::Tree;
use crate::domain::types::ids::RepoName;

/// The ownership before the change, with the new names of renamed repositories.
pub(super) fn followed<'a>(before: &'a Tree, after: &Tree) -> Cow<'a, Ownership> {
    let renamed = renamed(before, after);
    if renamed.is_empty() {
        return Cow::Borrowed(&before.ownership);
    }
    let groups = before.ownership.groups().map(|(id, group)| (id.clone(), follow(group, &renamed)));
    Cow::Owned(Ownership::from_groups(groups.collect()))
}

/// The new names of repositories by the old ones. A repository that keeps its old entry, or that already has the new
/// one, is a different repository.
fn renamed(before: &Tree, after: &Tree) -> BTreeMap<RepoName, RepoName> {
    let (Some(was), Some(is)) = (&before.org_file, &after.org_file) else { return BTreeMap::new() };
    let new = is.read.repositories().filter(|repository| was.read.repository(&repository.name).is_none());
    let earlier = |repository: &Repository| {
        let owner = repository.name.owner().to_owned();
        let names = repository.previously.clone().into_iter();
        names.filter_map(move |name| format!("{owner}/{}", *name).parse::<RepoName>().ok()).collect::<Vec<_>>()
    };
    let pairs =
        new.flat_map(|repository| earlier(repository).into_iter().map(|old| (old, repository.name.value.clone())));
    pairs.filter(|(old, _)| was.read.repository(old).is_some() && is.read.repository(old).is_none()).collect()
}

fn follow(group: &Group, renamed: &BTreeMap<RepoName, RepoName>) -> Group {
    let mut group = group.clone();
    for asset in group.areas.iter_mut().flat_map(|area| &mut area.assets) {
        if let Asset::Repository(name) = asset
            && let Some(new) = renamed.get(name)
        {
            *name = new.clone();
        }
    }
    group
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy;
    use crate::domain::preview::Effects;

    fn tree(repositories: &str, owned: &str) -> Tree {
        let policy = policy::parse(include_str!("../../../policies/cloudfoundry/policy.yml")).unwrap();
        let charter = format!(
            "# Docs: Working Group Charter\n\n```yaml\nname: Docs\nexecution_leads:\n- name: A\n  github: ann\ntechnical_leads: \
             []\nbots: []\nareas:\n- name: Books\n  approvers: []\n  repositories:\n  - cloudfoundry/{owned}\n```\n"
        );
        let org = format!("orgs:\n  cloudfoundry:\n    repos:\n{repositories}");
        let texts = [("toc/working-groups/docs.md", charter), ("orgs/orgs.yml", org)];
        Tree::read(&texts.map(|(path, text)| (path.to_owned(), text)).into(), &policy)
    }

    #[test]
    fn a_renamed_repository_keeps_its_owner_and_who_has_access() {
        let policy = policy::parse(include_str!("../../../policies/cloudfoundry/policy.yml")).unwrap();
        let before = tree("      old: {}\n", "old");
        let effects = |repositories: &str| Effects::of_change(&before, &tree(repositories, "new"), &policy);
        assert!(effects("      new:\n        previously: [old]\n").is_empty());
        // Two repositories: the old one stays, or there is no rename entry.
        assert_eq!(effects("      new:\n        previously: [old]\n      old: {}\n").owners.len(), 2);
        assert_eq!(effects("      new: {}\n").owners.len(), 2);
    }
}
