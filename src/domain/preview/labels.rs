//! Labels of groups that are created, removed or renamed.

use crate::domain::governance::ownership::Group;
use crate::domain::policy::Policy;
use crate::domain::types::ids::GroupId;

use super::matching::Pairs;

/// A group's label that changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LabelChange {
    /// The group, by its id after the change if it still exists.
    pub group: GroupId,
    /// The label's name before; `None` if the group is new.
    pub before: Option<String>,
    /// Its name after; `None` if the group is removed.
    pub after: Option<String>,
}

pub(super) fn changes(pairs: &Pairs<'_>, policy: &Policy) -> Vec<LabelChange> {
    let label = |group: &Group| policy.labels.of(&group.id, &group.name).name;
    let changes = pairs.iter().filter_map(|pair| {
        let (before, after) = (pair.before.map(label), pair.after.map(label));
        let group = pair.after.or(pair.before)?.id.clone();
        (before != after).then_some(LabelChange { group, before, after })
    });
    changes.collect()
}
