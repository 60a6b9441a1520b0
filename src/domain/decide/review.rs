//! Who is asked for a review: the leads of the owning groups, in turn, each with the reason why or why not.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::ids::{GroupId, Login};
use crate::domain::lead::Lead;
use crate::domain::ownership::{Group, Ownership};
use crate::domain::plan::Owner;
use crate::domain::snapshot::{PullState, Snapshot};
use crate::domain::verdict::{Candidate, Fate};

/// Considers the leads of every owner: the first of each group, then the second of each, so that a limit is shared.
///
/// `ownership` is the base's: a pull request can't make its own additions reviewers.
pub(super) fn consider(snapshot: &Snapshot, owners: &[Owner], ownership: &Ownership, at_most: usize) -> Vec<Candidate> {
    let groups: Vec<_> = owners.iter().filter_map(|owner| ownership.group(&owner.group)).collect();
    let most = groups.iter().map(|group| group.leads.len()).max().unwrap_or_default();
    let turns =
        (0..most).flat_map(|turn| groups.iter().filter_map(move |group| Some((*group, group.leads.get(turn)?))));
    let mut room = at_most.saturating_sub(taken(snapshot, &groups));
    let mut seen: BTreeMap<Login, (GroupId, Fate)> = BTreeMap::new();
    let mut candidates = Vec::new();
    for (group, lead) in turns {
        let fate = match seen.get(&lead.login) {
            Some((first, fate)) if fate.is_responsible() => Fate::Counted(first.clone()),
            Some((_, fate)) => fate.clone(),
            None if group.has_bot(&lead.login) => Fate::Bot,
            None => fate(snapshot, lead, room),
        };
        if fate == Fate::Ask {
            room -= 1;
        }
        seen.entry(lead.login.clone()).or_insert_with(|| (group.id.clone(), fate.clone()));
        candidates.push(Candidate { login: lead.login.clone(), group: group.id.clone(), role: lead.role, fate });
    }
    candidates
}

/// How many are asked already. A lead who has reviewed counts, although GitHub no longer lists the request: otherwise
/// each review would make room for one more.
fn taken(snapshot: &Snapshot, groups: &[&Group]) -> usize {
    let leads: BTreeSet<_> = groups.iter().flat_map(|group| &group.leads).map(|lead| &lead.login).collect();
    let done =
        leads.iter().filter(|login| snapshot.reviewed.contains(**login) && !snapshot.requested.contains(**login));
    snapshot.requested.len() + snapshot.requested_teams.len() + done.count()
}

fn fate(snapshot: &Snapshot, lead: &Lead, room: usize) -> Fate {
    let login = &lead.login;
    if snapshot.author.as_ref().is_some_and(|author| author.login == *login) {
        Fate::Author
    } else if login.is_app() {
        Fate::Bot
    } else if snapshot.requested.contains(login) {
        Fate::Asked
    } else if snapshot.reviewed.contains(login) {
        Fate::Reviewed
    } else if snapshot.memory.asked.contains(login) {
        Fate::TakenOff
    } else if snapshot.state == PullState::Draft {
        Fate::Draft
    } else if let Some(words) = snapshot.memory.cannot_be_asked.get(login) {
        Fate::Refused(words.clone())
    } else if room == 0 {
        Fate::Full
    } else {
        Fate::Ask
    }
}
