//! People and bots as they appear in effects.

use std::collections::BTreeSet;

use crate::domain::governance::ownership::{Area, Ownership};
use crate::domain::types::ids::Login;

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AffectedPerson {
    /// Its login.
    pub login: Login,
    /// Whether it is a bot account.
    pub bot: bool,
}

/// The bot accounts of all groups, before and after.
pub(super) struct Bots<'a>(BTreeSet<&'a Login>);

impl<'a> Bots<'a> {
    pub(super) fn of(before: &'a Ownership, after: &'a Ownership) -> Self {
        let groups = before.groups().chain(after.groups()).map(|(_, group)| group);
        Self(groups.flat_map(|group| group.bots.iter().chain(group.areas.iter().flat_map(Area::bots))).collect())
    }

    pub(super) fn person(&self, login: &Login) -> AffectedPerson {
        AffectedPerson { bot: login.is_app() || self.0.contains(login), login: login.clone() }
    }

    /// The accounts in `one` that are not in `other`, ordered.
    pub(super) fn missing(&self, one: &BTreeSet<&Login>, other: &BTreeSet<&Login>) -> Vec<AffectedPerson> {
        one.difference(other).map(|login| self.person(login)).collect()
    }
}
