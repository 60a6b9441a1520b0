//! The shares of the reviewers: one for a group with its areas that own something here, and one for each area that has
//! a rule of its own.

use std::collections::BTreeSet;

use crate::domain::governance::ownership::{Area, Group, Ownership};
use crate::domain::policy::{Governing, Policy, ReviewRule};
use crate::domain::pull::plan::Owner;
use crate::domain::pull::snapshot::Snapshot;
use crate::domain::types::ids::{GroupId, Login, RepoName};

/// A group's share of the reviewers.
pub(super) struct Share<'a> {
    pub(super) group: &'a Group,
    /// The areas in question; empty if the policy's path rules decide on ownership.
    pub(super) areas: Vec<&'a Area>,
    /// The area, if the share is for this area alone.
    pub(super) alone: Option<&'a str>,
    pub(super) rule: &'a ReviewRule,
    /// The group that oversees the others.
    pub(super) oversight: Option<&'a Group>,
    pub(super) governing: &'a Governing,
    pub(super) repository: &'a RepoName,
}

impl Share<'_> {
    /// Whether a person belongs to the group itself: as a lead, or in one of the areas.
    pub(super) fn is_of_group(&self, login: &Login) -> bool {
        let in_area = |area: &&Area| area.approvers.contains(login) || area.reviewers().contains(login);
        self.group.leads.iter().any(|lead| lead.login == *login) || self.areas.iter().any(in_area)
    }

    /// Whether a person may be in one of the share's tiers.
    pub(super) fn has(&self, login: &Login) -> bool {
        let leads = |group: &Group| group.leads.iter().any(|lead| lead.login == *login);
        self.is_of_group(login) || self.oversight.is_some_and(leads)
    }
}

/// The shares of all owners in the base, and of the groups that a review is requested from, too.
pub(super) fn shares<'a>(
    snapshot: &'a Snapshot,
    owners: &[Owner],
    guests: &BTreeSet<&GroupId>,
    ownership: &'a Ownership,
    policy: &'a Policy,
) -> Vec<Share<'a>> {
    let maker = Maker { snapshot, ownership, policy };
    let owned = owners.iter().filter_map(|owner| Some((ownership.group(&owner.group)?, owner.areas.as_slice())));
    let owned = owned.flat_map(|(group, areas)| maker.of(group, |area| areas.contains(&area.name)));
    let wanted = guests.iter().filter_map(|id| ownership.group(id)).flat_map(|group| maker.of(group, |_| true));
    owned.chain(wanted).collect()
}

struct Maker<'a> {
    snapshot: &'a Snapshot,
    ownership: &'a Ownership,
    policy: &'a Policy,
}

impl<'a> Maker<'a> {
    /// One share for the group, and one for each area that has a rule of its own. The group has no share if all its
    /// areas here have their own rules.
    fn of(&self, group: &'a Group, is_in_question: impl Fn(&Area) -> bool) -> Vec<Share<'a>> {
        let review = &self.policy.review;
        let areas = group.areas.iter().filter(|area| is_in_question(area));
        let (special, common): (Vec<_>, Vec<_>) =
            areas.partition(|area| review.of_area(&group.id, &area.name).is_some());
        let alone = special.iter().filter_map(|area| {
            let rule = review.of_area(&group.id, &area.name)?;
            Some(Share { alone: Some(&area.name), rule, ..self.share(group, vec![*area]) })
        });
        let alone: Vec<_> = alone.collect();
        let whole = (!common.is_empty() || alone.is_empty()).then(|| self.share(group, common));
        whole.into_iter().chain(alone).collect()
    }

    fn share(&self, group: &'a Group, areas: Vec<&'a Area>) -> Share<'a> {
        let governing = &self.policy.governing;
        Share {
            group,
            areas,
            alone: None,
            rule: self.policy.review.of_group(&group.id),
            oversight: governing.oversight.as_ref().and_then(|id| self.ownership.group(id)),
            governing,
            repository: &self.snapshot.repository,
        }
    }
}
