//! Chooses the reviewers: tier after tier as the policy says, the least loaded first, with a reason for each candidate.
//!
//! Pure and deterministic: the same snapshot gives the same people. Between people with the same number of open
//! requests, a draw decides. Its seed is the pull request.

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

/// All candidates, and the groups that have too few of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Considered {
    /// Ordered by group, then by tier.
    pub candidates: Vec<Candidate>,
    /// Groups with fewer available reviewers than the policy requires.
    pub shortfalls: Vec<Shortfall>,
}

/// Considers the people of every owner, and of the groups that a review is requested from, too. All groups go through a
/// tier before the next one starts, and within a tier they alternate, so that they share the limit fairly. Groups that
/// are teams with unknown members come before all tiers.
///
/// `ownership` is the base's: a pull request can't add its own reviewers.
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

/// How many reviews are already requested. People who have reviewed count, although GitHub no longer lists their
/// requests: otherwise each review would make room for another one. If it is unknown who has reviewed, everyone with a
/// request from wg-steward counts.
fn taken(snapshot: &Snapshot, shares: &[Share<'_>], policy: &Policy) -> usize {
    let is_known = |login: &&Login| shares.iter().any(|share| share.has(login));
    let done = reviewed(snapshot, policy).iter().filter(|login| !snapshot.is_asked(login)).filter(is_known);
    let people = snapshot.requested.iter().filter(|login| snapshot.is_asked(login)).count();
    let teams = snapshot.requested_teams.iter().filter(|slug| snapshot.is_team_asked(slug)).count();
    people + teams + done.count() + perhaps_done(snapshot)
}

/// How many people no longer have a request from wg-steward, for an unknown reason.
fn perhaps_done(snapshot: &Snapshot) -> usize {
    let is_known = |login: &Login| snapshot.is_asked(login) || snapshot.reviewed.contains(login);
    let is_undone = |reviewer: &Reviewer| snapshot.taken_off.contains_key(reviewer) || snapshot.is_replaced(reviewer);
    let ours = snapshot.memory.asked.keys().filter(|reviewer| !is_undone(reviewer));
    let lost = ours.filter_map(Reviewer::person).filter(|login| !is_known(login));
    if snapshot.history_cut { lost.count() } else { 0 }
}

/// The people whose review counts.
fn reviewed<'a>(snapshot: &'a Snapshot, policy: &Policy) -> &'a BTreeSet<Login> {
    if policy.review.this_head { &snapshot.reviewed_head } else { &snapshot.reviewed }
}
