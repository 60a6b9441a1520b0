//! Looks up groups and repositories by any name that people use for them, with suggestions.

use std::collections::BTreeSet;

use crate::domain::policy::Policy;
use crate::domain::text::did_you_mean::nearest;
use crate::domain::text::slug::slug;
use crate::domain::types::ids::RepoName;

use super::{Group, Ownership};

/// The group called `word`. In this order: its exact id, and then, ignoring case, its id, its name, a name in its
/// document, the name of its team or label, or its initials. If there is none, the closest groups, most likely first.
pub fn group<'a>(ownership: &'a Ownership, word: &str) -> Result<&'a Group, Vec<&'a Group>> {
    if let Some(group) = word.trim().parse().ok().and_then(|id| ownership.group(&id)) {
        return Ok(group);
    }
    let word = slug(word);
    let bare = word.strip_prefix("wg-").unwrap_or(&word);
    let groups = || ownership.groups().map(|(_, group)| group);
    let is_called = |group: &&Group| names(group).any(|name| name == word || name == bare);
    let mut by_initials = groups().filter(|group| !bare.is_empty() && initials(&group.name) == bare);
    let found = groups().find(|group| slug(group.id.as_str()) == word).or_else(|| groups().find(is_called));
    let found = found.or_else(|| by_initials.next().filter(|_| by_initials.next().is_none()));
    found.ok_or_else(|| {
        let known = groups().flat_map(|group| names(group).map(move |name| (name, group)));
        let mut alike: Vec<&Group> = Vec::new();
        for group in nearest(bare, known) {
            if !alike.iter().any(|known| known.id == group.id) {
                alike.push(group);
            }
        }
        alike
    })
}

/// Owned repositories with a name similar to one without an owner, most likely first. At equal similarity, those of the
/// same organization come first.
pub fn repositories<'a>(ownership: &'a Ownership, repository: &RepoName) -> Vec<&'a RepoName> {
    let same = |name: &&RepoName| name.belongs_to(repository.owner());
    let there = ownership.repositories().filter(same).chain(ownership.repositories().filter(|name| !same(name)));
    nearest(repository.name(), there.map(|name| (name.name().to_owned(), name)))
}

/// The repositories with this name in any organization: those with an owner, those with path rules in the policy, and
/// the governing repository.
pub fn called(ownership: &Ownership, policy: &Policy, name: &str) -> BTreeSet<RepoName> {
    let listed = ownership.repositories().chain(policy.paths.keys()).chain([&policy.governing.repository]);
    let found: BTreeSet<_> = listed.filter(|known| known.name().eq_ignore_ascii_case(name)).cloned().collect();
    if !found.is_empty() {
        return found;
    }
    // Repositories that are owned by pattern or in part are in no list of full names.
    let covered = policy.organizations.iter().filter_map(|organization| format!("{organization}/{name}").parse().ok());
    covered.filter(|name| !ownership.owners(name).is_empty() || ownership.has_parts(name)).collect()
}

/// Projects that a repository may belong to by its name, with the groups whose documents name them: `UAA` for
/// `cloudfoundry/uaa-release`.
pub fn projects<'a>(ownership: &'a Ownership, repository: &RepoName) -> Vec<(&'a Group, &'a str)> {
    let name = format!("-{}-", slug(repository.name()));
    let is_part = |part: &str| !slug(part).is_empty() && name.contains(&format!("-{}-", slug(part)));
    // `CF Infrastructure (BOSH boot-loader)` matches by either name.
    let is_like = |project: &&String| project.split(['(', ')']).any(is_part);
    let like =
        |group: &'a Group| group.words.projects.iter().filter(is_like).map(move |project| (group, project.as_str()));
    ownership.described().flat_map(like).collect()
}

fn names(group: &Group) -> impl Iterator<Item = String> {
    [slug(group.id.as_str()), group.slug()].into_iter().chain(group.names.iter().cloned())
}

/// The initials of a name: `ari` for "App Runtime Interfaces".
fn initials(name: &str) -> String {
    slug(name).split('-').filter_map(|word| word.chars().next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::governance::ownership::OwnershipDocument;
    use crate::domain::governance::ownership::asset_lists;

    fn bundled() -> Ownership {
        asset_lists::parse(include_str!("../../../../policies/cloudfoundry/assets.yml")).unwrap().ownership
    }

    #[test]
    fn a_group_is_found_by_every_name_that_people_use() {
        let ownership = bundled();
        let id = |word: &str| group(&ownership, word).map(|group| group.id.to_string()).unwrap_or_default();
        for word in ["docs", "Documentation", "wg/documentation", "wg-documentation", "DOCS", " documentation "] {
            assert_eq!(id(word), "docs", "{word}");
        }
        assert_eq!([id("ari"), id("wg-arp"), id("TOC")], ["app-runtime-interfaces", "app-runtime-platform", "toc"]);
        assert_eq!([id(""), id("-"), id("x")], [""; 3]);
    }

    #[test]
    fn a_repository_may_belong_to_a_project_that_its_name_has() {
        let text = "## Heat\n\nMission: x\n\nTechnical assets: Includes components from the Oven Doors (Hinge), Wood, and Fire \
                    projects.\n\n## Cold\n\nMission: y\n\nTechnical assets: Includes components from the Ice project.\n";
        let index = OwnershipDocument { path: "INDEX.md".to_owned(), text: text.to_owned(), last_good: None };
        let ownership = Ownership::of_index(&index);
        let of = |name: &str| {
            let found = projects(&ownership, &name.parse().unwrap());
            found.iter().map(|(group, project)| format!("{}: {project}", group.id)).collect::<Vec<_>>()
        };
        assert_eq!(of("acme/wood-fire-release"), ["heat: Wood", "heat: Fire"]);
        assert_eq!(
            (of("acme/Hinge"), of("acme/ice")),
            (vec!["heat: Oven Doors (Hinge)".into()], vec!["cold: Ice".into()])
        );
        assert_eq!(of("acme/firewood"), [""; 0]);
    }

    #[test]
    fn of_two_ids_in_other_spellings_the_one_that_is_written_is_meant() {
        let group_of = |id: &str| Group { name: id.to_owned(), ..bundled().groups().next().unwrap().1.clone() };
        let named = |id: &str| (id.parse().unwrap(), Group { id: id.parse().unwrap(), ..group_of(id) });
        let ownership = Ownership::from_groups([named("Docs"), named("docs")].into());
        for id in ["Docs", "docs"] {
            assert_eq!(group(&ownership, id).unwrap().id.as_str(), id);
        }
    }

    #[test]
    fn the_nearest_names_are_said_where_there_is_none() {
        let ownership = bundled();
        let near = group(&ownership, "app-runtime-platfrom").unwrap_err();
        assert_eq!(near[0].id.as_str(), "app-runtime-platform");
        assert_eq!(group(&ownership, "gardening").unwrap_err(), [] as [&Group; 0]);
        let near = |name: &str| {
            let near = repositories(&ownership, &name.parse().unwrap());
            near.into_iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(near("cloudfoundry/deigo-release")[0], "cloudfoundry/diego-release");
        assert_eq!(near("concourse/uaa")[0], "cloudfoundry/uaa");
        assert_eq!(near("cloudfoundry/zzzz"), [""; 0]);
    }
}
