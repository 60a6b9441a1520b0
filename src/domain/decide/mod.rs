//! The decision: what a snapshot of a pull request needs, given who owns what and the foundation's policy.
//!
//! Synchronous, total, deterministic: the same input gives the same bytes.

mod documents;
mod labels;
mod lists;
mod owners;
mod review;

pub use self::documents::scrutinize;
use self::lists::Owned;
use super::ids::GroupId;
use super::ownership::Ownership;
use super::plan::{Action, Check, Conclusion, Plan, fingerprint};
use super::policy::{CHARTER_CHECK, Mode, OWNERSHIP_CHECK, PROPOSAL_CHECK, Policy};
use super::render;
use super::render::documents::Papers;
use super::snapshot::{PullState, Snapshot};
use super::verdict::Verdict;

/// Decides what is to be done about a pull request, or about a change that may become one.
///
/// Nothing is to be done about a closed one. A draft gets its check and labels and asks nobody; a merge queue's trial
/// merge gets its check alone.
pub fn decide(snapshot: &Snapshot, ownership: &Ownership, policy: &Policy) -> Plan {
    if snapshot.state == PullState::Closed && !snapshot.queued {
        return Plan::default();
    }
    let verdict = verdict(snapshot, ownership, policy);
    let labels = labels::changes(snapshot, &verdict, policy);
    let scrutiny = scrutinize(snapshot, policy);
    let papers = scrutiny.as_ref().map(|scrutiny| Papers { snapshot, scrutiny, policy });
    let checks = checks(snapshot, &verdict, papers, policy);
    let mut actions = Vec::new();
    if !snapshot.queued {
        actions.extend(labels::actions(snapshot, &verdict, &labels, policy));
        let logins: Vec<_> = verdict.asked().map(|candidate| candidate.login.clone()).collect();
        actions.extend((!logins.is_empty()).then_some(Action::RequestReview { logins }));
        actions.extend(papers.filter(|_| policy.comment_on_proposals).and_then(comment));
    }
    actions.extend(checks.iter().filter_map(|check| post(snapshot, check)));
    Plan {
        reviewers: if snapshot.queued { Vec::new() } else { verdict.reviewers() },
        passed_over: verdict.passed_over(),
        owners: verdict.owners,
        labels,
        checks,
        actions,
    }
}

/// Who owns the change, and who is asked.
pub fn verdict(snapshot: &Snapshot, ownership: &Ownership, policy: &Policy) -> Verdict {
    let owned = owners::owned(snapshot, ownership, policy);
    let candidates = review::consider(snapshot, &owned.owners, ownership, policy.at_most);
    let unreadable = ownership.unreadable().map(|(id, group, _)| (id.clone(), group.clone())).collect();
    let is_new = |id: &&GroupId| ownership.group(id).is_none();
    let new_groups = owned.owners.iter().map(|owner| &owner.group).filter(is_new).cloned().collect();
    let Owned { owners, by_path, unowned, missing } = owned;
    Verdict { owners, new_groups, by_path, unowned, missing, candidates, unreadable }
}

/// All checks that the policy wants, those of documents only where documents govern.
fn checks(snapshot: &Snapshot, verdict: &Verdict, papers: Option<Papers<'_>>, policy: &Policy) -> Vec<Check> {
    let ownership = render::ownership::check(OWNERSHIP_CHECK, snapshot, verdict, policy);
    let proposal = papers.map(|papers| render::documents::proposal(PROPOSAL_CHECK, papers));
    let charter = papers.map(|papers| render::documents::charter(CHARTER_CHECK, papers));
    let all = [Some(ownership), proposal, charter].into_iter().flatten();
    all.filter_map(|check| moded(check, policy)).collect()
}

/// The check as the policy has it; `None` where it is off.
fn moded(mut check: Check, policy: &Policy) -> Option<Check> {
    match policy.mode(&check.name) {
        Mode::Off => None,
        Mode::Enforce => Some(check),
        Mode::Shadow => {
            check.conclusion = check.conclusion.min(Conclusion::Neutral);
            Some(check)
        }
    }
}

/// Our one comment, if it is not there yet or says something else.
fn comment(papers: Papers<'_>) -> Option<Action> {
    let body = render::documents::comment(papers)?;
    let memory = &papers.snapshot.memory;
    let standing = memory.comment.as_ref();
    // Who deletes it does not want it.
    if memory.comment_gone || standing.is_some_and(|posted| posted.fingerprint == fingerprint(&body)) {
        return None;
    }
    Some(Action::WriteComment { replaces: standing.map(|posted| posted.id), body })
}

fn post(snapshot: &Snapshot, check: &Check) -> Option<Action> {
    let commit = snapshot.commit.clone()?;
    let standing = snapshot.memory.checks.get(&check.name);
    if standing.is_some_and(|posted| posted.fingerprint == check.fingerprint()) {
        return None;
    }
    Some(Action::PostCheck { commit, replaces: standing.map(|posted| posted.run), check: check.clone() })
}
