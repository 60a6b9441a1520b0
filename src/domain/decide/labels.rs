//! Labels of the owning groups and, if the policy says so, of their areas. Each is added once, and removed only if
//! wg-steward added it. If there are too many, one label stands for all of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::governance::ownership::{Group, Standing};
use crate::domain::policy::Policy;
use crate::domain::pull::ownership_report::OwnershipReport;
use crate::domain::pull::plan::{Action, LabelChanges};
use crate::domain::pull::snapshot::{KnownLabel, Snapshot};
use crate::domain::types::ids::GroupId;
use crate::domain::types::label::Label;

/// How many labels GitHub allows on a pull request or issue.
const MAX_LABELS: usize = 100;

/// The labels to add and to remove, and the writes for that. If the labels to add do not all fit, none is added.
///
/// A label is not added again if a user removed it: either GitHub reports the removal, or wg-steward added the label
/// and it is gone. A label that wg-steward did not add is never removed, whatever its name. Nothing is removed while an
/// owner may have been missed.
pub(super) fn labels(snapshot: &Snapshot, verdict: &OwnershipReport, policy: &Policy) -> (LabelChanges, Vec<Action>) {
    if snapshot.queued {
        return (LabelChanges::default(), Vec::new());
    }
    let wanted = wanted(verdict, policy);
    let renamed = renamed(snapshot, &wanted);
    let changes = changes(snapshot, verdict, &wanted, &renamed);
    let actions = actions(snapshot, &changes, &wanted, &renamed);
    (changes, actions)
}

/// A label that belongs on the pull request.
struct Wanted {
    label: Label,
    /// The group or area that it represents, whatever the label's name.
    meaning: String,
}

/// The labels by name: those of the owners, or the one that stands for many.
fn wanted(verdict: &OwnershipReport, policy: &Policy) -> BTreeMap<String, Wanted> {
    let wanted = of_owners(verdict, policy);
    if wanted.len() <= policy.labels.at_most {
        return wanted;
    }
    let label = policy.labels.many();
    [(label.name.clone(), Wanted { label, meaning: "many groups".to_owned() })].into()
}

/// **Invariant:** a group that exists only in the pull request has no label, because any author could propose one. A
/// placeholder for an unreadable document has none either: it is unknown which group owns the change.
fn of_owners(verdict: &OwnershipReport, policy: &Policy) -> BTreeMap<String, Wanted> {
    let mut wanted = BTreeMap::new();
    let stands_in = |id: &GroupId| verdict.unreadable.get(id).is_some_and(|group| group.is_stand_in);
    let is_known = |id: &GroupId| !verdict.new_groups.contains(id) && !stands_in(id);
    for owner in verdict.owners.iter().filter(|owner| is_known(&owner.group)) {
        let of_group = (policy.labels.of(&owner.group, &owner.name), format!("group {}", owner.group));
        let of_areas = owner.areas.iter().filter(|area| !area.is_empty()).filter_map(|area| {
            let label = policy.labels.of_area(&owner.group, &owner.name, area)?;
            Some((label, format!("area {} {area}", owner.group)))
        });
        for (label, meaning) in std::iter::once(of_group).chain(of_areas) {
            wanted.entry(label.name.clone()).or_insert(Wanted { label, meaning });
        }
    }
    wanted
}

/// Our labels that have a new name: former names, in lower case, with the new names.
fn renamed(snapshot: &Snapshot, wanted: &BTreeMap<String, Wanted>) -> BTreeMap<String, String> {
    let known = standing(snapshot);
    let is_known = |name: &str| known.keys().any(|known| fold(known) == fold(name));
    let is_wanted = |name: &str| wanted.keys().any(|wanted| fold(wanted) == fold(name));
    let former = |(name, Wanted { meaning, .. }): (&String, &Wanted)| {
        let mut same = known.iter().filter(|(former, label)| label.meaning == *meaning && !is_wanted(former));
        let (former, _) = same.next().filter(|_| !is_known(name))?;
        Some((fold(former), name.clone()))
    };
    wanted.iter().filter_map(former).collect()
}

fn changes(
    snapshot: &Snapshot,
    verdict: &OwnershipReport,
    wanted: &BTreeMap<String, Wanted>,
    renamed: &BTreeMap<String, String>,
) -> LabelChanges {
    let before =
        snapshot.memory.labels_known.iter().filter_map(|(name, label)| Some((fold(name), label.renamed_to.clone()?)));
    let before: BTreeMap<String, String> = before.collect();
    let called = |name: &str| {
        let name = before.get(&fold(name)).map_or_else(|| fold(name), |new| fold(new));
        renamed.get(&name).map_or(name, |new| fold(new))
    };
    let each = |names: &BTreeSet<String>| names.iter().map(|name| called(name)).collect::<BTreeSet<_>>();
    let (there, ours) = (each(&snapshot.labels), each(&snapshot.memory.labels_put));
    let (undone, theirs) = (each(&snapshot.unlabeled), each(&snapshot.labels_by_others));
    let is_new = |name: &&String| [&there, &ours, &undone].iter().all(|names| !names.contains(&fold(name)));
    let add: Vec<_> = wanted.keys().filter(is_new).cloned().collect();
    let kept: BTreeSet<_> = wanted.keys().map(|name| fold(name)).collect();
    let stale = |name: &&String| {
        let name = called(name);
        ours.contains(&name) && !theirs.contains(&name) && !kept.contains(&name)
    };
    let remove = if all_owners_known(verdict) && !snapshot.history_cut {
        snapshot.labels.iter().filter(stale).cloned().collect()
    } else {
        Vec::new()
    };
    let lacks_room = !add.is_empty() && snapshot.labels.len() - remove.len() + add.len() > MAX_LABELS;
    LabelChanges { add: if lacks_room { Vec::new() } else { add }, remove, lacks_room }
}

/// Whether a group that is missing from the verdict is certainly not an owner.
fn all_owners_known(verdict: &OwnershipReport) -> bool {
    let unknown = |group: &Group| matches!(group.standing, Standing::Unreadable { as_of: None, .. });
    verdict.missing.is_none() && !verdict.unreadable.values().any(unknown)
}

/// A label is created with its colour before it is added, because GitHub would create it grey. Labels that wg-steward
/// created follow the policy's names and looks. That includes labels that a user deleted or renamed and that GitHub
/// created again in grey.
fn actions(
    snapshot: &Snapshot,
    changes: &LabelChanges,
    wanted: &BTreeMap<String, Wanted>,
    renamed: &BTreeMap<String, String>,
) -> Vec<Action> {
    let known = standing(snapshot);
    let change = wanted.iter().filter_map(|(name, Wanted { label, meaning })| {
        let former = known.keys().copied().find(|former| renamed.get(&fold(former)) == Some(name));
        let unstyled = !label.is_unstyled() && contains(&snapshot.unstyled, name);
        let is_off = |known: &&&KnownLabel| known.meaning == *meaning && (unstyled || known.look != label.look());
        let faded = known.get(name).filter(is_off);
        let from = former.or_else(|| faded.map(|_| name))?;
        Some(Action::ChangeLabel { from: from.clone(), label: label.clone(), meaning: meaning.clone() })
    });
    let missing =
        changes.add.iter().filter(|name| !known.contains_key(*name) && !renamed.values().any(|new| new == *name));
    let create = missing
        .filter_map(|name| wanted.get(name))
        .map(|Wanted { label, meaning }| Action::CreateLabel { label: label.clone(), meaning: meaning.clone() });
    let remove = changes.remove.iter().map(|name| Action::RemoveLabel { name: name.clone() });
    let is_styled = |name: &&String| {
        let Some(Wanted { label, meaning }) = wanted.get(*name) else { return false };
        !label.is_unstyled() && known.get(name).is_none_or(|known| known.meaning == *meaning)
    };
    let styled = changes.add.iter().filter(is_styled).cloned().collect();
    let add = (!changes.add.is_empty()).then(|| Action::AddLabels { names: changes.add.clone(), styled });
    change.chain(create).chain(remove).chain(add).collect()
}

/// The known labels, without those that were renamed.
fn standing(snapshot: &Snapshot) -> BTreeMap<&String, &KnownLabel> {
    snapshot.memory.labels_known.iter().filter(|(_, label)| label.renamed_to.is_none()).collect()
}

fn contains(names: &BTreeSet<String>, name: &str) -> bool {
    names.iter().any(|other| fold(other) == fold(name))
}

/// GitHub compares label names case-insensitively.
fn fold(name: &str) -> String {
    name.to_lowercase()
}
