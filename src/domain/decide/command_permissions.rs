//! The role of a user who gives a command.

use std::collections::BTreeSet;

use crate::domain::command::{self, Verb};
use crate::domain::governance::ownership::{Area, Group, Ownership};
use crate::domain::policy::{Policy, Speaker};
use crate::domain::pull::snapshot::{CommandComment, Snapshot};
use crate::domain::types::ids::Login;

use super::path_owners;

/// Users who gave a command that is refused to non-members and who are not known as members. Webhooks report members
/// with private membership as outsiders.
pub fn of_doubtful_membership(snapshot: &Snapshot, ownership: &Ownership, policy: &Policy) -> BTreeSet<Login> {
    let Some(commands) = policy.commands.as_ref().filter(|_| !snapshot.queued) else { return BTreeSet::new() };
    let needs = |told: &CommandComment, verb: Verb| {
        let allowed = |speaker| is_one(speaker, told, snapshot, ownership, policy);
        commands.speakers(verb).any(|speaker| speaker == Speaker::Member) && !commands.speakers(verb).any(allowed)
    };
    let is_doubtful = |told: &&CommandComment| {
        let spoken = command::read(&told.body);
        let verbs: BTreeSet<_> = spoken.lines.iter().filter_map(|line| Some(line.said.as_ref().ok()?.verb())).collect();
        !told.member && verbs.into_iter().any(|verb| needs(told, verb))
    };
    snapshot.commands.iter().filter(is_doubtful).map(|told| told.author.clone()).collect()
}

/// Whether the author of a comment has this role.
pub(super) fn is_one(
    speaker: Speaker,
    told: &CommandComment,
    snapshot: &Snapshot,
    ownership: &Ownership,
    policy: &Policy,
) -> bool {
    let login = &told.author;
    let owning = |is: fn(&Group, &Login) -> bool| {
        let owned = path_owners::owned(snapshot, ownership, policy);
        owned.owners.iter().filter_map(|owner| ownership.group(&owner.group)).any(|group| is(group, login))
    };
    match speaker {
        Speaker::Anyone => true,
        Speaker::Author => snapshot.author.as_ref().is_some_and(|author| author.login == *login),
        Speaker::Member => told.member,
        Speaker::InCharter => ownership.groups().any(|(_, group)| reviews(group, login)),
        Speaker::Reviewer => owning(reviews),
        Speaker::Approver => owning(approves),
        Speaker::Lead => owning(leads),
        Speaker::Oversight => {
            let oversight = policy.governing.oversight.as_ref().and_then(|id| ownership.group(id));
            oversight.is_some_and(|group| leads(group, login))
        }
    }
}

fn leads(group: &Group, login: &Login) -> bool {
    group.leads.iter().any(|lead| lead.login == *login)
}

fn approves(group: &Group, login: &Login) -> bool {
    leads(group, login) || group.areas.iter().any(|area| area.approvers.contains(login))
}

fn reviews(group: &Group, login: &Login) -> bool {
    approves(group, login) || group.areas.iter().flat_map(Area::reviewers).any(|reviewer| reviewer == login)
}
