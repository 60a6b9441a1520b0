//! The decision: derives a plan from a snapshot of a pull request, the ownership data and the foundation's policy.
//!
//! Synchronous, total, deterministic: the same input gives the same bytes.

mod approvals;
mod asset_owners;
mod command_permissions;
mod comments;
mod documents;
mod intents;
mod labels;
mod modes;
mod parties;
mod path_owners;
mod refused_writes;
mod reviewers;
mod unmade;

use std::collections::{BTreeMap, BTreeSet};

use self::approvals::Approvals;
pub use self::approvals::approval_state;
use self::asset_owners::Owned;
pub use self::command_permissions::of_doubtful_membership;
pub use self::documents::{assess, scrutinize};
pub use self::intents::intents;
use self::modes::moded;
pub use self::unmade::unmade;
use super::governance::ownership::Ownership;
use super::policy::{CHARTER_CHECK, OWNERSHIP_CHECK, PROPOSAL_CHECK, Policy};
use super::pull::document_report::DocumentReport;
use super::pull::ownership_report::{Guest, OwnershipReport};
use super::pull::plan::{Action, Check, LabelChanges, Owner, Plan};
use super::pull::review;
use super::pull::review::{Considered, reminder};
use super::pull::snapshot::{PullState, Snapshot};
use super::render;
use super::render::documents::DocumentCheckInput;
use super::text::fingerprint::fingerprint;
use super::types::comment_topic::CommentTopic;
use super::types::ids::GroupId;

/// Decides the plan for a pull request, or for a change that may become one.
///
/// A closed pull request gets replies to commands and nothing else. A draft gets its check and labels, but no review is
/// requested. A merge queue's trial merge gets its check alone.
pub fn decide(snapshot: &Snapshot, ownership: &Ownership, policy: &Policy) -> Plan {
    if snapshot.state == PullState::Closed && !snapshot.queued {
        return Plan {
            actions: refused_writes::held_back(comments::answers(snapshot), &snapshot.memory).0,
            ..Plan::default()
        };
    }
    let scrutiny = scrutinize(snapshot, policy);
    let Judged { mut verdict, labels, label_writes } = Judged::of(snapshot, ownership, policy, scrutiny.as_ref());
    let papers = scrutiny.as_ref().map(|scrutiny| DocumentCheckInput { snapshot, scrutiny, policy });
    let mut wanted = Vec::new();
    if !snapshot.queued {
        wanted.extend(reviewers::take_back(snapshot).into_iter().chain(label_writes));
        wanted.extend(papers.filter(|_| policy.comment_on_proposals).and_then(comment));
        wanted.extend(comments::reviewers(snapshot, &verdict, policy));
        wanted.extend(comments::answers(snapshot));
    }
    let (wanted, refused) = refused_writes::held_back(wanted, &snapshot.memory);
    verdict.refused = refused;
    let (mut actions, others): (Vec<_>, Vec<_>) =
        wanted.into_iter().partition(|action| matches!(action, Action::TakeBack { .. }));
    let Approvals { check: approvals, change_set, again: turns } = papers.map(Approvals::of).unwrap_or_default();
    let checks = checks(snapshot, &verdict, (papers, approvals), policy);
    let asks = verdict.asked().next().is_some();
    let reminder = reminder::next(snapshot, policy, asks);
    let again = reminder.into_iter().chain(turns).min().filter(|_| !snapshot.queued);
    actions.extend(reviewers::request(&verdict).filter(|_| !snapshot.queued));
    // Reviews and checks come before labels and comments, because people wait for them.
    actions.extend(checks.iter().filter_map(|check| post(snapshot, check)));
    actions.extend(others);
    Plan {
        again,
        change_set,
        reviewers: if snapshot.queued { Vec::new() } else { reviewers::asked(&verdict) },
        passed_over: reviewers::passed_over(&verdict),

        owners: verdict.owners,
        labels,
        checks,
        actions,
    }
}

/// Decides the plan for an issue: it gets the labels of the groups that own its repository as a whole.
pub fn decide_issue(snapshot: &Snapshot, ownership: &Ownership, policy: &Policy) -> Plan {
    let Owned { owners, .. } = asset_owners::whole(&snapshot.repository, ownership);
    let unreadable = ownership.unreadable().map(|(id, group, _)| (id.clone(), group.clone())).collect();
    let verdict = OwnershipReport { owners, unreadable, ..OwnershipReport::default() };
    let (labels, actions) = labels::labels(snapshot, &verdict, policy);
    let (actions, _) = refused_writes::held_back(actions, &snapshot.memory);
    Plan { owners: verdict.owners, labels, actions, ..Plan::default() }
}

/// The owners of the change, and the candidates for a review.
pub fn verdict(snapshot: &Snapshot, ownership: &Ownership, policy: &Policy) -> OwnershipReport {
    Judged::of(snapshot, ownership, policy, scrutinize(snapshot, policy).as_ref()).verdict
}

/// Facts about a change that do not depend on the comments below it. Reading its documents is slow, and each of many
/// commands needs them.
struct Facts {
    scrutiny: Option<DocumentReport>,
    owned: Owned,
}

impl Facts {
    fn of(snapshot: &Snapshot, ownership: &Ownership, policy: &Policy) -> Self {
        Self { scrutiny: scrutinize(snapshot, policy), owned: path_owners::owned(snapshot, ownership, policy) }
    }

    fn verdict(&self, snapshot: &Snapshot, ownership: &Ownership, policy: &Policy) -> OwnershipReport {
        Judged::by(snapshot, ownership, policy, (self.scrutiny.as_ref(), self.owned.clone())).verdict
    }
}

/// A verdict with the labels that follow from it: the verdict's text reports when the labels do not fit.
struct Judged {
    verdict: OwnershipReport,
    labels: LabelChanges,
    label_writes: Vec<Action>,
}

impl Judged {
    /// Judges a change whose documents are already checked against the rules.
    fn of(snapshot: &Snapshot, ownership: &Ownership, policy: &Policy, scrutiny: Option<&DocumentReport>) -> Self {
        Self::by(snapshot, ownership, policy, (scrutiny, path_owners::owned(snapshot, ownership, policy)))
    }

    /// Judges a change whose owners are known, too.
    fn by(
        snapshot: &Snapshot,
        ownership: &Ownership,
        policy: &Policy,
        (scrutiny, owned): (Option<&DocumentReport>, Owned),
    ) -> Self {
        let guests = guests(snapshot, &owned.owners, ownership, scrutiny);
        let asked = guests.keys().collect();
        let Considered { candidates, shortfalls } =
            review::consider(snapshot, &owned.owners, &asked, ownership, policy);
        let unreadable = ownership.unreadable().map(|(id, group, _)| (id.clone(), group.clone())).collect();
        let is_new = |id: &&GroupId| ownership.group(id).is_none();
        let new_groups = owned.owners.iter().map(|owner| &owner.group).filter(is_new).cloned().collect();
        let Owned { owners, by_path, unowned, missing } = owned;
        let mut verdict = OwnershipReport {
            guests,
            owners,
            new_groups,
            by_path,
            listed_as: Some(ownership.listed_name(&snapshot.repository))
                .filter(|listed| **listed != snapshot.repository)
                .cloned(),
            unowned,
            missing,
            candidates,
            shortfalls,
            labels_lack_room: false,
            refused: BTreeMap::new(),
            unreadable,
        };
        let (labels, label_writes) = labels::labels(snapshot, &verdict, policy);
        verdict.labels_lack_room = labels.lacks_room;
        Self { verdict, labels, label_writes }
    }
}

/// Groups that a review is requested from although they own nothing here: a user requested it, or the group has to
/// agree.
fn guests(
    snapshot: &Snapshot,
    owners: &[Owner],
    ownership: &Ownership,
    scrutiny: Option<&DocumentReport>,
) -> BTreeMap<GroupId, Guest> {
    let wanted = &snapshot.memory.groups_wanted;
    let parties = scrutiny.map(|scrutiny| &scrutiny.parties);
    let ids: BTreeSet<&GroupId> = wanted.keys().chain(parties.into_iter().flat_map(BTreeMap::keys)).collect();
    let others = ids.into_iter().filter(|id| !owners.iter().any(|owner| owner.group == **id));
    let guest = |id: &GroupId| {
        let guest = Guest {
            name: ownership.group(id)?.name.clone(),
            requested_by: wanted.get(id).cloned(),
            concerns: parties.and_then(|parties| parties.get(id)).cloned().unwrap_or_default(),
        };
        Some((id.clone(), guest))
    };
    others.filter_map(guest).collect()
}

/// All checks that the policy wants. Document checks apply only to changes of governing documents.
fn checks(
    snapshot: &Snapshot,
    verdict: &OwnershipReport,
    (papers, approvals): (Option<DocumentCheckInput<'_>>, Option<Check>),
    policy: &Policy,
) -> Vec<Check> {
    let ownership = render::ownership::check(OWNERSHIP_CHECK, snapshot, verdict, policy);
    let proposal = papers.map(|papers| render::documents::proposal(PROPOSAL_CHECK, papers));
    let charter = papers.map(|papers| render::documents::charter(CHARTER_CHECK, papers));
    let all = [Some(ownership), proposal, charter, approvals].into_iter().flatten();
    let named = all.map(|check| render::merge_group::named(check, snapshot));
    named.filter_map(|check| moded(check, policy)).collect()
}

/// Our only comment on a proposal, if it does not exist yet or is outdated.
fn comment(papers: DocumentCheckInput<'_>) -> Option<Action> {
    let body = render::documents::comment(papers)?;
    write(papers.snapshot, CommentTopic::Proposal, body)
}

/// Our comment on a topic, unless it is up to date, or a user deleted it and so does not want it.
fn write(snapshot: &Snapshot, topic: CommentTopic, body: String) -> Option<Action> {
    let replaces = match snapshot.memory.comments.get(&topic) {
        Some(None) => return None,
        Some(Some(posted)) if posted.fingerprint == fingerprint(&body) => return None,
        Some(Some(posted)) => Some(posted.id),
        None => None,
    };
    Some(Action::WriteComment { topic, replaces, body })
}

/// The check that belongs on the commit, unless it is already there. **Invariant:** pull requests with the same head
/// all write the same check, in whatever order they run.
fn post(snapshot: &Snapshot, own: &Check) -> Option<Action> {
    let commit = snapshot.commit.clone()?;
    let check = render::siblings::check(snapshot, own).into_owned();
    let standing = snapshot.memory.checks.get(&check.name);
    if standing.is_some_and(|posted| posted.fingerprint == check.fingerprint()) {
        return None;
    }
    Some(Action::PostCheck { commit, replaces: standing.map(|posted| posted.run), check })
}
