//! Properties of every decision, for any pull request, charters and policy.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use wg_steward::domain::decide::{decide, intents};
use wg_steward::domain::governance::ownership::Ownership;
use wg_steward::domain::policy::Policy;
use wg_steward::domain::pull::intent::Intent;
use wg_steward::domain::pull::plan::{Action, Plan};
use wg_steward::domain::pull::refused_writes::{Write, WriteRefusal};
use wg_steward::domain::pull::snapshot::{PullState, Snapshot};
use wg_steward::domain::text::fingerprint::hash;
use wg_steward::domain::types::ids::Login;
use wg_steward::domain::types::reviewer::Reviewer;

use crate::support::simulation::apply;

use super::few;
use super::policies::policies;
use super::pulls::snapshot;
use super::world::charters;

/// As in the worker: the intents of a run are stored before it decides.
pub(super) fn look(snapshot: &mut Snapshot, ownership: &Ownership, policy: &Policy) -> Plan {
    let intents = intents(snapshot, ownership, policy);
    snapshot.remember(&intents);
    decide(snapshot, ownership, policy)
}

proptest! {
    #![proptest_config(few(150))]

    /// The same situation gives the same plan, and after the plan nothing is left to do.
    #[test]
    fn a_plan_is_always_the_same_and_leaves_nothing_to_do(
        (mut snapshot, charters, written) in (snapshot(), charters(), policies()),
    ) {
        let (ownership, policy) = (charters.ownership(), written.policy());
        prop_assert_eq!(intents(&snapshot, &ownership, &policy), intents(&snapshot, &ownership, &policy));
        let plan = look(&mut snapshot, &ownership, &policy);
        prop_assert_eq!(&plan, &decide(&snapshot, &ownership, &policy));
        apply(&mut snapshot, &plan);
        leaves_nothing(&snapshot, &plan, &ownership, &policy)?;
    }

    /// Whatever GitHub refuses, the next check reports it, and the third run writes nothing.
    #[test]
    fn what_github_refuses_is_reported_once_and_tried_no_more(
        (mut snapshot, charters, written) in (snapshot(), charters(), policies()),
        bits in any::<u64>(),
    ) {
        let (ownership, policy) = (charters.ownership(), written.policy());
        let refuses = |write: &Write| bits >> (hash(&write.to_string()) % 64) & 1 == 1;
        let plan = look(&mut snapshot, &ownership, &policy);
        apply_but(&mut snapshot, &plan, refuses);
        leaves_nothing(&snapshot, &plan, &ownership, &policy)?;
    }

    /// A plan stays within GitHub's limits, and requests no review from an excluded person.
    #[test]
    fn a_plan_keeps_to_the_limits((mut snapshot, charters, written) in (snapshot(), charters(), policies())) {
        let (ownership, policy) = (charters.ownership(), written.policy());
        let plan = look(&mut snapshot, &ownership, &policy);
        for check in &plan.checks {
            prop_assert!(check.title.chars().count() <= 60, "{}", check.title);
            prop_assert!(!check.title.contains(['\n', '@', '`']), "{}", check.title);
            prop_assert!(check.summary.chars().count() <= 65_535);
            prop_assert!(!check.summary.is_empty());
        }
        for action in &plan.actions {
            fits(action, &snapshot, policy.labels.at_most)?;
        }
        if snapshot.queued {
            prop_assert!(plan.actions.iter().all(|action| action.kind() == "post-check"), "{:?}", plan.actions);
        } else if snapshot.state == PullState::Closed {
            let answers = |action: &Action| matches!(action.kind(), "write-comment" | "react");
            prop_assert!(plan.actions.iter().all(answers), "{:?}", plan.actions);
        }
        let mut after = snapshot.clone();
        apply(&mut after, &plan);
        asks_no_more_than_it_may(&plan, &after, &policy)?;
        asks_nobody_who_must_not_be(&plan, &snapshot, &ownership, &policy)?;
    }
}

/// Applies a plan while GitHub refuses some writes.
fn apply_but(snapshot: &mut Snapshot, plan: &Plan, refuses: impl Fn(&Write) -> bool) {
    let mut missing = Vec::new();
    for action in &plan.actions {
        let (refused, taken): (Vec<_>, Vec<_>) = Write::of(action).into_iter().partition(&refuses);
        let refusal = || WriteRefusal { why: "No".to_owned(), due: false };
        missing.extend(action.makes_label().filter(|_| !refused.is_empty()).map(str::to_owned));
        let left = match action.clone() {
            Action::AddLabels { mut names, styled } => {
                names.retain(|name| taken.contains(&Write::AddLabel(name.clone())) && !missing.contains(name));
                (!names.is_empty()).then_some(Action::AddLabels { names, styled })
            }
            action => refused.is_empty().then_some(action),
        };
        let is_tried = |write: &Write| !matches!(write, Write::AddLabel(name) if missing.contains(name));
        snapshot.memory.refused.extend(refused.into_iter().filter(is_tried).map(|write| (write, refusal())));
        apply(snapshot, &Plan { actions: left.into_iter().collect(), ..Plan::default() });
    }
}

/// Immediately after the plan is applied there is nothing to store, no review to request, and no label or comment to
/// write. In a few of a thousand cases, where several limits meet, a check is rewritten once with the reason for a
/// skipped reviewer; after that it stays the same.
pub(super) fn leaves_nothing(
    snapshot: &Snapshot,
    plan: &Plan,
    ownership: &Ownership,
    policy: &Policy,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(intents(snapshot, ownership, policy), Vec::<Intent>::new());
    let second = decide(snapshot, ownership, policy);
    let written: Vec<_> = second.actions.iter().filter(|action| action.kind() != "post-check").collect();
    prop_assert_eq!(written, Vec::<&Action>::new(), "after {:?}", plan.checks);
    let mut snapshot = snapshot.clone();
    apply(&mut snapshot, &second);
    let third = decide(&snapshot, ownership, policy);
    prop_assert_eq!(&third.actions, &Vec::<Action>::new(), "after {:?}", second.checks);
    prop_assert_eq!(&third.checks, &second.checks);
    Ok(())
}

fn fits(action: &Action, snapshot: &Snapshot, most_labels: usize) -> Result<(), TestCaseError> {
    match action {
        Action::CreateLabel { label, .. } | Action::ChangeLabel { label, .. } => {
            prop_assert!((1..=50).contains(&label.name.chars().count()), "{}", label.name);
            prop_assert!(label.description.chars().count() <= 100);
            prop_assert!(!label.description.contains('\n'));
        }
        Action::RemoveLabel { name } => {
            let ours = snapshot.memory.labels_put.iter().any(|put| put.to_lowercase() == name.to_lowercase());
            prop_assert!(ours && snapshot.labels.contains(name));
        }
        Action::AddLabels { names, styled } => {
            prop_assert!(!names.is_empty() && snapshot.labels.len() + names.len() <= 100, "{names:?}");
            prop_assert!(names.len() <= most_labels && styled.iter().all(|name| names.contains(name)), "{names:?}");
        }
        Action::WriteComment { body, .. } => prop_assert!(body.chars().count() <= 65_536),
        Action::RequestReview { .. }
        | Action::PostCheck { .. }
        | Action::HoldCheck { .. }
        | Action::TakeBack { .. }
        | Action::React { .. } => {}
    }
    Ok(())
}

/// The requested reviewers of a plan, as written on GitHub.
pub(super) fn asked(plan: &Plan) -> Vec<&Reviewer> {
    let requests = plan.actions.iter().filter_map(|action| match action {
        Action::RequestReview { reviewers, .. } => Some(reviewers),
        _ => None,
    });
    requests.flatten().collect()
}

/// If users have requested more reviews than the policy's maximum, the app requests none.
fn asks_no_more_than_it_may(plan: &Plan, after: &Snapshot, policy: &Policy) -> Result<(), TestCaseError> {
    let new = asked(plan);
    let all = after.requested.len() + after.requested_teams.len();
    prop_assert!(policy.review.at_most <= 15);
    prop_assert!(new.is_empty() || all <= policy.review.at_most, "{} are asked, {:?} of them now", all, new);
    prop_assert_eq!(new.len(), new.iter().collect::<BTreeSet<_>>().len(), "somebody twice: {:?}", new);
    let written = plan.actions.iter().any(|action| matches!(action, Action::RequestReview { .. }));
    prop_assert!(!(written && new.is_empty()), "a request for nobody");
    let told: Vec<_> = plan.reviewers.iter().map(|asked| &asked.reviewer).collect();
    prop_assert_eq!(told, new, "what the plan tells and what it does");
    Ok(())
}

fn asks_nobody_who_must_not_be(
    plan: &Plan,
    snapshot: &Snapshot,
    ownership: &Ownership,
    policy: &Policy,
) -> Result<(), TestCaseError> {
    for asked in &plan.reviewers {
        let reviewer = &asked.reviewer;
        let request = snapshot.memory.asked.get(reviewer);
        prop_assert!(!snapshot.taken_off.contains_key(reviewer), "{reviewer} was taken off");
        prop_assert!(!snapshot.memory.cannot_be_asked.contains_key(reviewer), "{reviewer} can't review");
        prop_assert!(request.is_none_or(|it| it.rerolled_by.is_none()), "{reviewer} was replaced");
        match reviewer {
            Reviewer::Person(login) => {
                let group = ownership.group(&asked.group);
                prop_assert!(!group.is_some_and(|group| group.has_bot(login)), "{login} is a bot of the group");
                person_may_be_asked(login, snapshot, policy)?;
            }
            Reviewer::Team(slug) => {
                prop_assert!(!snapshot.requested_teams.contains(slug), "{slug} is already requested");
                prop_assert!(request.is_none(), "{slug} was requested before");
            }
        }
    }
    Ok(())
}

/// A reviewer who answered was not removed: if only reviews of the current head count, their review is requested again.
fn person_may_be_asked(login: &Login, snapshot: &Snapshot, policy: &Policy) -> Result<(), TestCaseError> {
    let people = &snapshot.people;
    let reviewed = if policy.review.this_head { &snapshot.reviewed_head } else { &snapshot.reviewed };
    let was_asked = snapshot.memory.asked.contains_key(&login.into());
    let capacity = people.capacity(login, policy.review.capacity);
    prop_assert!(snapshot.author.as_ref().is_none_or(|author| author.login != *login), "{login} is the author");
    prop_assert!(!snapshot.signers.contains(login), "{login} has signed commits");
    prop_assert!(!login.is_app(), "{login} is an app");
    prop_assert!(!snapshot.requested.contains(login), "{login} is already requested");
    prop_assert!(!reviewed.contains(login), "{login} has reviewed");
    prop_assert!(!was_asked || snapshot.reviewed.contains(login), "{login} was asked and is gone");
    prop_assert!(people.away(login, snapshot.now).is_none(), "{login} is away");
    prop_assert!(capacity.is_none_or(|most| people.open(login) < most), "{login} has enough");
    Ok(())
}
