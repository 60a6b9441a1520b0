//! Ownership at each point of the community's history.

use std::collections::BTreeMap;

use wg_steward::domain::governance::ownership::{Group, Ownership, OwnershipDocument};
use wg_steward::domain::policy::Policy;
use wg_steward::domain::types::ids::GroupId;

use super::shared::History;

/// Ownership by tree. A charter is parsed once, however many trees contain it.
#[derive(Default)]
pub(crate) struct Bases {
    groups: BTreeMap<(String, String), Ownership>,
    trees: BTreeMap<String, Ownership>,
}

impl Bases {
    pub(crate) fn of(&mut self, tree: &str, history: &mut History, policy: &Policy) -> &Ownership {
        if !self.trees.contains_key(tree) {
            let paths = history.paths(tree).into_iter().filter(|path| policy.governing.charter_at(path).is_some());
            let texts: Vec<_> = paths.map(|path| (history.text(tree, &path).unwrap(), path)).collect();
            let groups = texts.into_iter().flat_map(|(text, path)| self.group(path, text, policy));
            let ownership = Ownership::from_groups(groups.collect());
            self.trees.insert(tree.to_owned(), ownership);
        }
        &self.trees[tree]
    }

    fn group(&mut self, path: String, text: String, policy: &Policy) -> Option<(GroupId, Group)> {
        let key = (path.clone(), text.clone());
        let document = OwnershipDocument { path, text, last_good: None };
        let read = || Ownership::of(&[document], &policy.governing);
        let alone = self.groups.entry(key).or_insert_with(read);
        alone.groups().next().map(|(id, group)| (id.clone(), group.clone()))
    }
}
