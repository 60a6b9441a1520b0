//! Who is asked for a review, and why: tier after tier as the policy says, the least loaded first, each person with the
//! reason why or why not.
//!
//! Pure and deterministic: the same snapshot gives the same people. Among people with as many open requests a draw
//! decides, whose seed is the pull request.

mod allotment;
mod candidate;
mod condition;
mod others;
mod pool;
pub mod reminder;
mod round_robin;
mod tie_break;

use std::collections::BTreeSet;

use crate::domain::governance::ownership::Ownership;
use crate::domain::policy::Policy;
use crate::domain::types::ids::{GroupId, Login};
use crate::domain::types::reviewer::Reviewer;

use super::plan::Owner;
use super::snapshot::Snapshot;

use allotment::Share;
pub use candidate::{Candidate, CandidateRole, Fate, Shortfall};
use round_robin::RoundRobin;

/// Everybody who was considered, and where that was not enough.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Considered {
    /// Group after group, and in each tier after tier.
    pub candidates: Vec<Candidate>,
    /// Groups for which fewer can be asked than the policy wants.
    pub shortfalls: Vec<Shortfall>,
}

/// Considers the people of every owner and of the groups that are asked, too. Each tier is gone through by all groups
/// before the next one, and within a tier they take turns, so that a limit is shared. Before all tiers come groups that are
/// teams of whose people nothing is known.
///
/// `ownership` is the base's: a pull request can't make its own additions reviewers.
pub fn consider(
    snapshot: &Snapshot,
    owners: &[Owner],
    guests: &BTreeSet<&GroupId>,
    ownership: &Ownership,
    policy: &Policy,
) -> Considered {
    let shares = allotment::shares(snapshot, owners, guests, ownership, policy);
    let room = policy.review.at_most.saturating_sub(taken(snapshot, &shares, policy));
    let mut turns = RoundRobin::new(snapshot, policy, &shares, room);
    turns.themselves();
    let most = shares.iter().map(|share| share.rule.tiers.len()).max().unwrap_or_default();
    (0..most).for_each(|level| turns.tier(level));
    turns.end()
}

/// How many are asked already. Those who have reviewed count, although GitHub no longer lists their requests: otherwise
/// each review would make room for one more. Where it is not known who has, all count whom we asked.
fn taken(snapshot: &Snapshot, shares: &[Share<'_>], policy: &Policy) -> usize {
    let is_known = |login: &&Login| shares.iter().any(|share| share.has(login));
    let done = reviewed(snapshot, policy).iter().filter(|login| !snapshot.is_asked(login)).filter(is_known);
    let people = snapshot.requested.iter().filter(|login| snapshot.is_asked(login)).count();
    let teams = snapshot.requested_teams.iter().filter(|slug| snapshot.is_team_asked(slug)).count();
    people + teams + done.count() + perhaps_done(snapshot)
}

/// How many people we asked who are asked no more, and of whom it is not known why.
fn perhaps_done(snapshot: &Snapshot) -> usize {
    let is_known = |login: &Login| snapshot.is_asked(login) || snapshot.reviewed.contains(login);
    let is_undone = |reviewer: &Reviewer| snapshot.taken_off.contains_key(reviewer) || snapshot.is_replaced(reviewer);
    let ours = snapshot.memory.asked.keys().filter(|reviewer| !is_undone(reviewer));
    let lost = ours.filter_map(Reviewer::person).filter(|login| !is_known(login));
    if snapshot.history_cut { lost.count() } else { 0 }
}

/// Whose review counts.
fn reviewed<'a>(snapshot: &'a Snapshot, policy: &Policy) -> &'a BTreeSet<Login> {
    if policy.review.this_head { &snapshot.reviewed_head } else { &snapshot.reviewed }
}
