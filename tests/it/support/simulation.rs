//! A pull request without GitHub, and what a plan does to it.

use wg_steward::domain::pull::plan::{Action, Plan};
use wg_steward::domain::pull::refused_writes::Write;
use wg_steward::domain::pull::snapshot::{Author, KnownLabel, PostedCheck, PostedComment, Request, Snapshot};
use wg_steward::domain::text::fingerprint::fingerprint;
use wg_steward::domain::types::availability::People;
use wg_steward::domain::types::reviewer::Reviewer;

/// Applies a plan to its snapshot.
pub(crate) fn apply(snapshot: &mut Snapshot, plan: &Plan) {
    for action in &plan.actions {
        Write::of(action).iter().for_each(|write| _ = snapshot.memory.refused.remove(write));
        match action.clone() {
            Action::CreateLabel { label, meaning } => {
                let known = KnownLabel { look: label.look(), meaning, ..KnownLabel::default() };
                snapshot.memory.labels_known.insert(label.name, known);
            }
            Action::ChangeLabel { from, label, meaning } => {
                change_label(
                    snapshot,
                    &from,
                    label.name.clone(),
                    KnownLabel { look: label.look(), meaning, ..KnownLabel::default() },
                );
            }
            Action::AddLabels { names, styled: _ } => {
                snapshot.labels.extend(names.iter().cloned());
                snapshot.memory.labels_put.extend(names);
            }
            Action::RemoveLabel { name } => {
                snapshot.labels.remove(&name);
                snapshot.memory.labels_put.retain(|put| put.to_lowercase() != name.to_lowercase());
            }
            Action::RequestReview { reviewers, weighed, groups } => {
                for reviewer in reviewers {
                    match &reviewer {
                        Reviewer::Person(login) => _ = snapshot.requested.insert(login.clone()),
                        Reviewer::Team(slug) => _ = snapshot.requested_teams.insert(slug.clone()),
                    }
                    let group = groups.get(&reviewer).cloned();
                    let request = Request { at: snapshot.now, group, ..Request::default() };
                    snapshot.memory.asked.insert(reviewer, request);
                }
                snapshot.memory.weighed.extend(weighed);
            }
            Action::TakeBack { reviewers } => {
                for reviewer in reviewers {
                    snapshot.requested.retain(|login| Reviewer::from(login) != reviewer);
                    snapshot.requested_teams.retain(|slug| Reviewer::Team(slug.clone()) != reviewer);
                    snapshot.memory.asked.entry(reviewer).and_modify(|request| request.taken_back = true);
                }
            }
            Action::HoldCheck { .. } => {}
            Action::PostCheck { check, replaces, .. } => {
                let run = replaces.unwrap_or_default() + 1;
                let posted = PostedCheck { run, fingerprint: check.fingerprint() };
                snapshot.memory.checks.insert(check.name, posted);
            }
            Action::WriteComment { topic, replaces, body } => {
                let id = replaces.unwrap_or(1);
                let posted = PostedComment { id, fingerprint: fingerprint(&body) };
                snapshot.memory.comments.insert(topic, Some(posted));
            }
            Action::React { comment, .. } => _ = snapshot.memory.answers.remove(&comment),
        }
    }
}

/// Renames the label wherever it is set.
fn change_label(snapshot: &mut Snapshot, from: &str, to: String, known: KnownLabel) {
    if to != from {
        let former = KnownLabel { renamed_to: Some(to.clone()), ..KnownLabel::default() };
        snapshot.memory.labels_known.insert(from.to_owned(), former);
    }
    snapshot.unstyled.retain(|name| name.to_lowercase() != from.to_lowercase());
    snapshot.memory.labels_known.insert(to.clone(), known);
    for names in [&mut snapshot.labels, &mut snapshot.memory.labels_put] {
        let there = names.iter().any(|name| name.to_lowercase() == from.to_lowercase());
        names.retain(|name| name.to_lowercase() != from.to_lowercase());
        names.extend(there.then(|| to.clone()));
    }
}

/// An open pull request of an outsider, without any known data.
pub(crate) fn blank(repository: &str) -> Snapshot {
    Snapshot {
        number: Some(1),
        author: Some(Author { login: "passer-by".parse().unwrap(), bot: false }),
        people: People { are_counted: true, ..People::default() },
        commit: Some("c0ffee0".repeat(6)[..40].parse().unwrap()),
        ..Snapshot::bare(repository.parse().unwrap())
    }
}
