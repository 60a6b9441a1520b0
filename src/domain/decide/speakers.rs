//! What somebody is who gives a command.

use crate::domain::ids::Login;
use crate::domain::ownership::{Area, Group, Ownership};
use crate::domain::policy::{Policy, Speaker};
use crate::domain::snapshot::{Snapshot, Told};

use super::owners;

/// Whether the author of a comment is one of these.
pub(super) fn is_one(
    speaker: Speaker,
    told: &Told,
    snapshot: &Snapshot,
    ownership: &Ownership,
    policy: &Policy,
) -> bool {
    let login = &told.author;
    let owning = |is: fn(&Group, &Login) -> bool| {
        let owned = owners::owned(snapshot, ownership, policy);
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
