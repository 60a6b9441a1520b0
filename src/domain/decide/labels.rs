//! Labels of the owning groups: put once, taken off only if they are ours.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::ownership::{Group, Standing};
use crate::domain::plan::{Action, Label, LabelChanges, Owner};
use crate::domain::policy::Policy;
use crate::domain::snapshot::Snapshot;
use crate::domain::verdict::Verdict;

/// Which labels come and go.
///
/// A label that we put and that is gone was taken off by somebody: it stays off. One that we did not put is not ours,
/// whatever its name. Nothing is taken off while an owner may have been missed.
pub(super) fn changes(snapshot: &Snapshot, verdict: &Verdict, policy: &Policy) -> LabelChanges {
    if snapshot.queued {
        return LabelChanges::default();
    }
    let wanted = wanted(verdict, policy);
    let there = folded(&snapshot.labels);
    let ours = folded(&snapshot.memory.labels_put);
    let is_new = |name: &&String| !there.contains_key(&fold(name)) && !ours.contains_key(&fold(name));
    let add = wanted.keys().filter(is_new).cloned().collect();
    let kept: BTreeSet<_> = wanted.keys().map(|name| fold(name)).collect();
    let stale = |(name, _): &(&String, &&String)| ours.contains_key(*name) && !kept.contains(*name);
    let remove = if all_owners_known(verdict) {
        there.iter().filter(stale).map(|(_, name)| (*name).clone()).collect()
    } else {
        Vec::new()
    };
    LabelChanges { add, remove }
}

/// Whether a group that is no owner in the verdict is none in truth.
fn all_owners_known(verdict: &Verdict) -> bool {
    let unknown = |group: &Group| matches!(group.standing, Standing::Unreadable { as_of: None, .. });
    verdict.missing.is_none() && !verdict.unreadable.values().any(unknown)
}

/// The writes for them: a label is made with its colour before it is put, since GitHub would make it grey.
pub(super) fn actions(snapshot: &Snapshot, verdict: &Verdict, labels: &LabelChanges, policy: &Policy) -> Vec<Action> {
    let wanted = wanted(verdict, policy);
    let known = &snapshot.memory.labels_known;
    let missing = labels.add.iter().filter(|name| !known.contains_key(*name)).filter_map(|name| wanted.get(name));
    let create = missing.map(|label| Action::CreateLabel { label: label.clone() });
    let add = labels.add.iter().map(|name| Action::AddLabel { name: name.clone() });
    let remove = labels.remove.iter().map(|name| Action::RemoveLabel { name: name.clone() });
    create.chain(add).chain(remove).collect()
}

/// **Invariant:** a group that only the pull request knows has no label: anybody could name one.
fn wanted(verdict: &Verdict, policy: &Policy) -> BTreeMap<String, Label> {
    let label = |owner: &Owner| policy.labels.of(&owner.group, &owner.name);
    let known = verdict.owners.iter().filter(|owner| !verdict.new_groups.contains(&owner.group));
    known.map(label).map(|label| (label.name.clone(), label)).collect()
}

fn folded(names: &BTreeSet<String>) -> BTreeMap<String, &String> {
    names.iter().map(|name| (fold(name), name)).collect()
}

/// GitHub compares labels without case.
fn fold(name: &str) -> String {
    name.to_lowercase()
}
