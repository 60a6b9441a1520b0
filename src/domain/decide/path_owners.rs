//! The owners of a pull request's changes: by the asset lists, or path by path if the policy has path rules or the
//! lists name parts of the repository.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::governance::charter::Reading;
use crate::domain::governance::ownership::Ownership;
use crate::domain::governance::{charter, index};
use crate::domain::policy::{OwnerRef, PathRule, Policy};
use crate::domain::pull::plan::{Owner, OwnershipReason};
use crate::domain::pull::snapshot::{ChangedFile, Changes, DocumentChange, FileStatus, Snapshot};
use crate::domain::types::ids::{GroupId, RepoName};

use super::asset_owners::{Owned, by_parts, whole};

/// Finds the owners.
pub(super) fn owned(snapshot: &Snapshot, ownership: &Ownership, policy: &Policy) -> Owned {
    let repository = &snapshot.repository;
    let Changes::Files { files, of } = &snapshot.changes else { return whole(repository, ownership) };
    let paths: BTreeSet<&str> = files.iter().flat_map(paths).collect();
    let missing = of.map(|of| (files.len() as u64, of));
    match policy.path_rules(ownership.listed_name(repository)) {
        Some(rules) => Owned { missing, ..by_rules(snapshot, &paths, rules, ownership, policy) },
        None if ownership.has_parts(repository) => Owned { missing, ..by_parts(repository, &paths, ownership) },
        None => whole(repository, ownership),
    }
}

/// The owners by the policy's path rules.
fn by_rules(
    snapshot: &Snapshot,
    paths: &BTreeSet<&str>,
    rules: &[PathRule],
    ownership: &Ownership,
    policy: &Policy,
) -> Owned {
    let charters = ChangedCharter::all(snapshot, policy);
    let mut finder = Finder { known: KnownGroups::of(ownership, &charters), reasons: BTreeMap::new() };
    let unowned = paths.iter().filter(|path| !finder.path(path, rules, snapshot)).map(|path| (*path).to_owned());
    let unowned = unowned.collect();
    if policy.governing.asset_moves && snapshot.repository == policy.governing.repository {
        finder.asset_moves(&charters);
    }
    Owned { owners: finder.owners(), by_path: true, unowned, missing: None }
}

/// Both names of a renamed file. A copied file counts under its new name only, because the original is unchanged.
fn paths(file: &ChangedFile) -> impl Iterator<Item = &str> {
    let previous = file.previous.as_deref().filter(|_| file.status == FileStatus::Renamed);
    previous.into_iter().chain([file.path.as_str()])
}

/// A charter among the changed documents. Its texts are parsed once, because parsing is slow.
struct ChangedCharter<'a> {
    path: &'a str,
    group: GroupId,
    before: Option<Reading>,
    after: Option<Reading>,
}

impl<'a> ChangedCharter<'a> {
    fn all(snapshot: &'a Snapshot, policy: &Policy) -> Vec<Self> {
        let read = |text: &Option<String>| text.as_deref().map(charter::read);
        let changed = |(path, change): (&'a String, &DocumentChange)| {
            let (group, _) = policy.governing.charter_at(path)?;
            Some(Self { path, group, before: read(&change.before), after: read(&change.after) })
        };
        snapshot.documents.iter().filter_map(changed).collect()
    }
}

/// Groups that have a charter before or after the change, with their names.
struct KnownGroups {
    groups: BTreeMap<GroupId, KnownGroup>,
}

/// A group's name, and the slugs that the index may use for it.
#[derive(Default)]
struct KnownGroup {
    name: String,
    /// In the base.
    slugs: BTreeSet<String>,
    /// Only in the pull request.
    proposed: BTreeSet<String>,
}

impl KnownGroups {
    fn of(ownership: &Ownership, charters: &[ChangedCharter<'_>]) -> Self {
        let mut known = Self { groups: BTreeMap::new() };
        for (id, group) in ownership.groups() {
            let slugs = group.names.iter().cloned().chain([id.to_string()]).collect();
            known.groups.insert(id.clone(), KnownGroup { name: group.name.clone(), slugs, ..KnownGroup::default() });
        }
        for ChangedCharter { group, before, after, .. } in charters {
            for reading in [before, after].into_iter().flatten().filter(|reading| reading.is_charter()) {
                known.add(group, reading);
            }
        }
        known
    }

    /// **Invariant:** the name in the base wins: a pull request can't rename a group before it is merged.
    fn add(&mut self, id: &GroupId, reading: &Reading) {
        let new = || KnownGroup { name: name(reading, id), ..KnownGroup::default() };
        let known = self.groups.entry(id.clone()).or_insert_with(new);
        known.proposed.insert(id.to_string());
        known.proposed.extend(reading.slugs());
    }

    /// **Invariant:** groups of the base come first: a pull request can't take another group's section.
    fn called(&self, slug: &str) -> Option<&GroupId> {
        let in_base = self.groups.iter().find(|(_, known)| known.slugs.contains(slug));
        let found = in_base.or_else(|| self.groups.iter().find(|(_, known)| known.proposed.contains(slug)));
        found.map(|(id, _)| id)
    }
}

fn name(reading: &Reading, id: &GroupId) -> String {
    reading.name().unwrap_or_else(|| id.to_string())
}

/// Collects reasons by group.
struct Finder {
    known: KnownGroups,
    reasons: BTreeMap<GroupId, BTreeSet<OwnershipReason>>,
}

impl Finder {
    /// Whether the path has an owner. The first matching rule decides. A rule with `<group>` only matches if that group
    /// exists.
    fn path(&mut self, path: &str, rules: &[PathRule], snapshot: &Snapshot) -> bool {
        let fitting = rules.iter().find_map(|rule| {
            let capture = rule.path.captures(path)?;
            let known = capture.group.as_ref().is_none_or(|group| self.known.groups.contains_key(group));
            known.then_some((rule, capture.group))
        });
        let Some((rule, captured)) = fitting else { return false };
        let owner = |(owner, reason): &'_ (OwnerRef, String)| match owner {
            OwnerRef::Group(id) => Some((id.clone(), reason.clone())),
            OwnerRef::Captured => Some((captured.clone()?, reason.clone())),
        };
        let owners: Vec<_> = rule.owners.iter().filter_map(owner).collect();
        match snapshot.documents.get(path).filter(|_| rule.index_sections) {
            Some(change) => self.index(path, change, &owners),
            None => owners.iter().for_each(|(id, reason)| self.because(id, path, reason)),
        }
        true
    }

    /// Each changed section belongs to its group. Added and removed sections, sections without a group, and the frame
    /// belong to `keepers`.
    fn index(&mut self, path: &str, change: &DocumentChange, keepers: &[(GroupId, String)]) {
        let before = index::cut(change.before.as_deref().unwrap_or_default());
        let after = index::cut(change.after.as_deref().unwrap_or_default());
        let mut kept = BTreeSet::new();
        if before.frame != after.frame {
            kept.insert("index-frame".to_owned());
        }
        let slugs: BTreeSet<_> = before.sections.keys().chain(after.sections.keys()).collect();
        for slug in slugs {
            let (old, new) = (before.sections.get(slug), after.sections.get(slug));
            if old == new {
                continue;
            }
            match (old, new) {
                (None, _) => kept.insert("index-section-added".to_owned()),
                (_, None) => kept.insert("index-section-removed".to_owned()),
                _ => false,
            };
            match self.known.called(slug).cloned() {
                Some(id) => self.because(&id, path, "index-section"),
                None => _ = kept.insert(format!("index-section-without-charter:{slug}")),
            }
        }
        for (id, _) in keepers {
            kept.iter().for_each(|reason| self.because(id, path, reason));
        }
    }

    /// A repository that leaves an asset list concerns the group that loses it; one that is added concerns the group
    /// that gets it.
    fn asset_moves(&mut self, charters: &[ChangedCharter<'_>]) {
        for ChangedCharter { path, group, before, after } in charters {
            let (Some(before), Some(after)) = (assets(before.as_ref()), assets(after.as_ref())) else { continue };
            if before.difference(&after).next().is_some() {
                self.because(group, path, "repo-from");
            }
            if after.difference(&before).next().is_some() {
                self.because(group, path, "repo-to");
            }
        }
    }

    fn because(&mut self, id: &GroupId, path: &str, reason: &str) {
        let because = OwnershipReason { path: Some(path.to_owned()), reason: reason.to_owned() };
        self.reasons.entry(id.clone()).or_default().insert(because);
    }

    fn owners(self) -> Vec<Owner> {
        let Self { known, reasons } = self;
        let name = |id: &GroupId| known.groups.get(id).map_or_else(|| id.to_string(), |known| known.name.clone());
        let owner = |(group, because): (GroupId, BTreeSet<OwnershipReason>)| Owner {
            name: name(&group),
            areas: Vec::new(),
            because: because.into_iter().collect(),
            group,
        };
        reasons.into_iter().map(owner).collect()
    }
}

/// The repositories in a charter's asset lists: none without a charter, and `None` if the lists are unreadable. Before
/// 2022 they were prose, so the first real list of a group moves nothing.
fn assets(reading: Option<&Reading>) -> Option<BTreeSet<&RepoName>> {
    let Some(reading) = reading else { return Some(BTreeSet::new()) };
    Some(reading.charter.as_ref()?.repositories().map(|name| &name.value).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::governance::ownership::OwnershipDocument;
    use crate::domain::policy::parse;

    #[test]
    fn a_pull_request_cannot_take_the_section_of_a_group_of_the_base() {
        let policy = parse(include_str!("../../../policies/cloudfoundry/policy.yml")).unwrap();
        let charter =
            |name: &str| format!("# {name}: Working Group Charter\n\n```yaml\nname: {name}\nareas: []\n```\n");
        let path = "toc/working-groups/docs.md".to_owned();
        let base = OwnershipDocument { path, text: charter("Docs"), last_good: None };
        let ownership = Ownership::of(&[base], &policy.governing);
        let proposed = ChangedCharter {
            path: "toc/working-groups/aaa.md",
            group: "aaa".parse().unwrap(),
            before: None,
            after: Some(charter::read(&charter("Docs"))),
        };
        let known = KnownGroups::of(&ownership, &[proposed]);
        assert_eq!(known.called("docs").unwrap().as_str(), "docs");
        assert_eq!(known.called("aaa").unwrap().as_str(), "aaa");
    }
}
