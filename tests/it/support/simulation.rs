//! A pull request without GitHub, and what a plan does to it.

use wg_steward::domain::plan::{Action, Plan, fingerprint};
use wg_steward::domain::snapshot::{Author, PostedCheck, PostedComment, Snapshot};

/// Carries a plan out on the snapshot that it was made from.
pub(crate) fn apply(snapshot: &mut Snapshot, plan: &Plan) {
    for action in &plan.actions {
        match action.clone() {
            Action::CreateLabel { label } => {
                let look = label.look();
                snapshot.memory.labels_known.insert(label.name, look);
            }
            Action::AddLabel { name } => {
                snapshot.labels.insert(name.clone());
                snapshot.memory.labels_put.insert(name);
            }
            Action::RemoveLabel { name } => {
                snapshot.labels.remove(&name);
                snapshot.memory.labels_put.retain(|put| put.to_lowercase() != name.to_lowercase());
            }
            Action::RequestReview { logins } => {
                snapshot.requested.extend(logins.iter().cloned());
                snapshot.memory.asked.extend(logins);
            }
            Action::PostCheck { check, replaces, .. } => {
                let run = replaces.unwrap_or_default() + 1;
                let posted = PostedCheck { run, fingerprint: check.fingerprint() };
                snapshot.memory.checks.insert(check.name, posted);
            }
            Action::WriteComment { replaces, body } => {
                let id = replaces.unwrap_or(1);
                snapshot.memory.comment = Some(PostedComment { id, fingerprint: fingerprint(&body) });
            }
        }
    }
}

/// An open pull request of a passer-by, of whom and which nothing is known yet.
pub(crate) fn blank(repository: &str) -> Snapshot {
    Snapshot {
        number: Some(1),
        author: Some(Author { login: "passer-by".parse().unwrap(), bot: false }),
        commit: Some("c0ffee0".repeat(6)[..40].parse().unwrap()),
        ..Snapshot::bare(repository.parse().unwrap())
    }
}
