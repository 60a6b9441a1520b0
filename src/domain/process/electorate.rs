//! The people who may agree for a party, by the roles before the change.

use std::collections::BTreeSet;
use std::fmt;

use crate::domain::governance::ownership::{Area, Group, Ownership, Standing};
use crate::domain::governance::tree::Tree;
use crate::domain::policy::{Governing, Policy};
use crate::domain::types::ids::{GroupId, Login};

use super::same::bounded;

/// A party that has to agree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// The members of the group that oversees the others.
    Oversight(GroupId),
    /// The leads of a group.
    Leads(GroupId),
    /// The approvers of an area.
    AreaApprovers(GroupId, String),
    /// The approvers of all areas of a group.
    GroupApprovers(GroupId),
    /// The leads of any working group.
    AnyLead,
    /// Contributors, reviewers and approvers of any group.
    AnyContributor,
}

/// The people who may agree for a party.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Eligible {
    /// These people; the set may be empty.
    Known(BTreeSet<Login>),
    /// The document with the role is unreadable.
    Unknown,
}

/// The roles before a change.
pub(super) struct Electorate<'a> {
    base: &'a Tree,
    governing: &'a Governing,
    bots: BTreeSet<&'a Login>,
}

impl<'a> Electorate<'a> {
    pub(super) fn of(base: &'a Tree, policy: &'a Policy) -> Self {
        let groups = base.ownership.groups().map(|(_, group)| group);
        let bots = groups.flat_map(|group| group.bots.iter().chain(group.areas.iter().flat_map(Area::bots)));
        Self { base, governing: &policy.governing, bots: bots.collect() }
    }

    /// Whether the group exists before the change. An added group has no leads yet who could agree.
    pub(super) fn has(&self, group: &GroupId) -> bool {
        self.ownership().group(group).is_some()
    }

    /// The people with the party's role, without bots; `None` if the role is unreadable.
    pub(super) fn members(&self, party: &Party) -> Option<BTreeSet<Login>> {
        let logins: Vec<&Login> = match party {
            Party::Oversight(id) | Party::Leads(id) => leads(self.readable(id)?).collect(),
            Party::AreaApprovers(id, name) => {
                let areas = self.readable(id)?.areas.iter().filter(|area| bounded(&area.name) == *name);
                areas.flat_map(|area| &area.approvers).collect()
            }
            Party::GroupApprovers(id) => self.readable(id)?.areas.iter().flat_map(|area| &area.approvers).collect(),
            // The readable documents are enough: an unreadable one makes no person eligible.
            Party::AnyLead => self.working_groups().flat_map(leads).collect(),
            Party::AnyContributor => self.contributors().collect(),
        };
        Some(logins.into_iter().filter(|login| !login.is_app() && !self.bots.contains(login)).cloned().collect())
    }

    fn ownership(&self) -> &'a Ownership {
        &self.base.ownership
    }

    /// A group whose roles are all known: every entry of its document is readable.
    fn readable(&self, id: &GroupId) -> Option<&'a Group> {
        let group = self.ownership().group(id)?;
        (group.standing == Standing::Current && group.unread.is_empty()).then_some(group)
    }

    /// All groups except those that the policy itself names: the oversight and the staff.
    fn working_groups(&self) -> impl Iterator<Item = &'a Group> {
        let fixed: BTreeSet<&GroupId> =
            self.governing.charters.iter().filter_map(|source| source.group.as_ref()).collect();
        let groups = self.ownership().groups().filter(move |(id, _)| !fixed.contains(id));
        groups.map(|(_, group)| group)
    }

    fn contributors(&self) -> impl Iterator<Item = &'a Login> {
        let listed = self.base.contributors.iter().flat_map(|named| &named.read.organizations);
        let listed = listed.flat_map(|(_, logins)| logins.iter().map(|login| &login.value));
        let groups = self.ownership().groups().map(|(_, group)| group);
        let in_areas = |area: &'a Area| area.approvers.iter().chain(area.reviewers());
        listed.chain(groups.flat_map(move |group| leads(group).chain(group.areas.iter().flat_map(in_areas))))
    }
}

fn leads(group: &Group) -> impl Iterator<Item = &Login> {
    group.leads.iter().map(|lead| &lead.login)
}

impl Party {
    /// The group, if the party belongs to one.
    pub fn group(&self) -> Option<&GroupId> {
        match self {
            Self::Oversight(id) | Self::Leads(id) | Self::AreaApprovers(id, _) | Self::GroupApprovers(id) => Some(id),
            Self::AnyLead | Self::AnyContributor => None,
        }
    }

    /// The word for its role in JSON. **Stable.**
    pub fn role(&self) -> &'static str {
        match self {
            Self::Oversight(_) => "oversight",
            Self::Leads(_) => "leads",
            Self::AreaApprovers(..) | Self::GroupApprovers(_) => "approvers",
            Self::AnyLead => "any_lead",
            Self::AnyContributor => "any_contributor",
        }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Oversight(id) => write!(f, "members of {id}"),
            Self::Leads(id) => write!(f, "leads of {id}"),
            Self::AreaApprovers(id, area) => write!(f, "approvers of {id}: {area}"),
            Self::GroupApprovers(id) => write!(f, "approvers of {id}"),
            Self::AnyLead => f.write_str("leads of any group"),
            Self::AnyContributor => f.write_str("contributors, reviewers and approvers"),
        }
    }
}
