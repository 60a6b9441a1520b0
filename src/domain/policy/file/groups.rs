//! Groups and roles that a policy names: finds those that cannot exist, as far as the policy itself shows it.

use crate::domain::document::{At, Span};
use crate::domain::policy::{Adapter, Governing, Mention};
use crate::domain::text::did_you_mean::nearest;
use crate::domain::types::ids::GroupId;

use super::PolicyFault;
use super::validate::{Checker, Roles};

impl Checker<'_> {
    /// The id of a group. It is checked once all charters are known.
    pub(super) fn group(&mut self, text: &At<String>) -> Option<GroupId> {
        let group = self.parsed::<GroupId>(text)?;
        self.mentions.push(Mention { group: group.clone(), span: text.span, areas: Vec::new() });
        Some(group)
    }

    /// Reports groups that no charter can have: if no path has `<group>`, the policy names all possible groups.
    pub(super) fn groups_possible(&mut self, governing: &Governing) {
        if governing.charters.is_empty() || !self.is_whole {
            return;
        }
        for Mention { group, span, .. } in &self.mentions {
            let mut sources = governing.charters.iter();
            let has = |named: &Option<GroupId>| named.as_ref().is_none_or(|named| named == group);
            if sources.any(|source| has(&source.group) && !source.except.contains(group)) {
                continue;
            }
            let named = governing.charters.iter().filter_map(|source| source.group.as_ref());
            let meant = nearest(group.as_str(), named.map(|id| (id.to_string(), id)));
            let is_left_out = governing.charters.iter().any(|source| source.except.contains(group));
            let why = match (meant.first(), is_left_out) {
                (_, true) => "`except` leaves it out".to_owned(),
                (Some(meant), _) => format!("`charters` does not name it. Did you mean `{meant}`?"),
                (None, _) => "`charters` does not name it".to_owned(),
            };
            self.faults.push(PolicyFault::at(*span, format!("there cannot be a group `{group}`: {why}")));
        }
    }

    /// Reports a role that does not exist. `role` is a word of `who`, `author` or `allow`.
    pub(super) fn role(&mut self, role: &str, span: Span) {
        let Some(Roles { adapter, has_oversight }) = self.roles else { return };
        let word = adapter.word();
        let message = match role {
            "oversight" if !has_oversight && self.is_whole => {
                "`oversight` has no members here: name the group that oversees the others with `governing.oversight`"
                    .to_owned()
            }
            "teams" if !adapter.knows_teams() => {
                format!("the adapter `{word}` does not read teams, so `{role}` has no members: remove it")
            }
            "approvers" | "approver" if !adapter.has_approvers() => {
                format!("the adapter `{word}` does not read approvers, so `{role}` has no members: remove it")
            }
            "reviewers" | "reviewer" if adapter != Adapter::Charters => {
                format!("the adapter `{word}` does not read reviewers, so `{role}` has no members: remove it")
            }
            _ => return,
        };
        self.faults.push(PolicyFault::at(span, message));
    }
}
