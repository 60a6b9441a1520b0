//! Owners by the asset lists alone: of a whole repository, or path by path if the lists name parts of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::governance::ownership::{Area, Claim, Ownership};
use crate::domain::pull::plan::{Owner, OwnershipReason};
use crate::domain::types::ids::{GroupId, RepoName};

/// The owners of a change, and the parts of it without an owner.
#[derive(Clone)]
pub(super) struct Owned {
    pub(super) owners: Vec<Owner>,
    pub(super) by_path: bool,
    pub(super) unowned: Vec<String>,
    pub(super) missing: Option<(u64, u64)>,
}

/// The owners of the repository, whatever the change touches.
pub(super) fn whole(repository: &RepoName, ownership: &Ownership) -> Owned {
    let because = || vec![OwnershipReason { path: None, reason: "repository".to_owned() }];
    let owner = |Claim { group, areas }: Claim<'_>| Owner {
        group: group.id.clone(),
        name: group.name.clone(),
        areas: names(&areas).map(str::to_owned).collect(),
        because: because(),
    };
    let owners = ownership.owners(repository).into_iter().map(owner).collect();
    Owned { owners, by_path: false, unowned: Vec::new(), missing: None }
}

/// The owners of each path, with the areas that own it.
pub(super) fn by_parts(repository: &RepoName, paths: &BTreeSet<&str>, ownership: &Ownership) -> Owned {
    let mut owners: BTreeMap<&GroupId, Owner> = BTreeMap::new();
    let mut unowned = Vec::new();
    for path in paths {
        let claims = ownership.owners_of_path(repository, path);
        if claims.is_empty() {
            unowned.push((*path).to_owned());
        }
        for Claim { group, areas } in claims {
            let none =
                || Owner { group: group.id.clone(), name: group.name.clone(), areas: Vec::new(), because: Vec::new() };
            let owner = owners.entry(&group.id).or_insert_with(none);
            add(owner, path, &areas);
        }
    }
    owners.values_mut().for_each(|owner| owner.because.sort());
    Owned { owners: owners.into_values().collect(), by_path: true, unowned, missing: None }
}

fn add(owner: &mut Owner, path: &str, areas: &[&Area]) {
    for name in names(areas) {
        owner.because.push(OwnershipReason { path: Some(path.to_owned()), reason: format!("area:{name}") });
        if !owner.areas.iter().any(|area| area == name) {
            owner.areas.push(name.to_owned());
        }
    }
}

/// The names of areas, without duplicates.
fn names<'a>(areas: &[&'a Area]) -> impl Iterator<Item = &'a str> {
    let mut seen = BTreeSet::new();
    areas.iter().map(|area| area.name.as_str()).filter(move |name| seen.insert(*name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::governance::ownership::asset_lists;

    const LISTS: &str = "\
as_of: 2026-01-31
source: x
groups:
- id: core
  name: Core
  path: core.md
  names: []
  leads: []
  bots: []
  areas:
  - {name: Engine, approvers: [], repositories: [acme/whole], parts: [{repository: acme/mono, folder: engine}]}
  - {name: Fuel, approvers: [], repositories: [acme/whole], parts: [{repository: acme/mono, folder: engine/fuel}]}
- id: words
  name: Words
  path: words.md
  names: []
  leads: []
  bots: []
  areas: [{name: Texts, approvers: [], repositories: [], parts: [{repository: acme/mono, paths: '*.md', rank: 9}]}]
";

    fn said(owned: &Owned) -> Vec<String> {
        let path =
            |because: &OwnershipReason| format!("{} ({})", because.path.as_deref().unwrap_or("all"), because.reason);
        let said = |owner: &Owner| {
            let because: Vec<_> = owner.because.iter().map(path).collect();
            format!("{} [{}]: {}", owner.group, owner.areas.join(", "), because.join(", "))
        };
        owned.owners.iter().map(said).collect()
    }

    #[test]
    fn each_path_belongs_to_the_areas_with_the_highest_rank_and_the_others_to_nobody() {
        let lists = asset_lists::parse(LISTS).unwrap().ownership;
        let paths = BTreeSet::from(["engine/a.rs", "engine/fuel/b.rs", "engine/fuel/c.md", "other/d.rs"]);
        let owned = by_parts(&"acme/mono".parse().unwrap(), &paths, &lists);
        let wanted = [
            "core [Engine, Fuel]: engine/a.rs (area:Engine), engine/fuel/b.rs (area:Fuel)",
            "words [Texts]: engine/fuel/c.md (area:Texts)",
        ];
        assert_eq!(said(&owned), wanted);
        assert_eq!(owned.unowned, ["other/d.rs"]);
    }

    #[test]
    fn a_whole_repository_belongs_to_all_its_areas_and_one_with_parts_to_all_that_have_one() {
        let lists = asset_lists::parse(LISTS).unwrap().ownership;
        let of = |name: &str| said(&whole(&name.parse().unwrap(), &lists));
        assert_eq!(of("Acme/Whole"), ["core [Engine, Fuel]: all (repository)"]);
        assert_eq!(of("acme/mono"), ["core [Engine, Fuel]: all (repository)", "words [Texts]: all (repository)"]);
        assert!(lists.has_parts(&"acme/MONO".parse().unwrap()) && !lists.has_parts(&"acme/whole".parse().unwrap()));
    }
}
