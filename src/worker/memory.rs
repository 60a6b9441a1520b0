//! Between the store's rows and the domain's facts: what we remember of a pull request, and what a write adds to it.

use std::time::Duration;

use serde_json::json;

use crate::domain::ids::Login;
use crate::domain::plan::Action;
use crate::domain::snapshot::{Memory, PostedCheck};
use crate::domain::time::Timestamp;
use crate::github::{Applied, Place};
use crate::store::{Recall, Record};

/// How long a person is not tried again who has no access to the repository.
const NO_ACCESS_HOLDS: Duration = Duration::from_secs(24 * 60 * 60);

/// The same for any other reason, which may be one of this pull request alone.
const REFUSAL_HOLDS: Duration = Duration::from_secs(60 * 60);

/// What the store recalls, as a snapshot has it.
pub(super) fn of(recall: Recall) -> Memory {
    let Recall { asked, labels_put, checks, label_looks, cannot_be_asked } = recall;
    let posted = |check: crate::store::PostedCheck| PostedCheck { run: check.run_id, fingerprint: check.fingerprint };
    let checks = checks.into_iter().map(|(name, check)| (name, posted(check))).collect();
    Memory { asked, labels_put, labels_known: label_looks, cannot_be_asked, checks, comment: None }
}

/// What is to be kept about a write: a line in the audit, and what later snapshots need.
pub(super) fn records(place: &Place, action: &Action, applied: Applied, now: Timestamp) -> Vec<Record> {
    let outcome = match &applied {
        Applied::Done => "done".to_owned(),
        Applied::CheckPosted { run } => format!("check run {run}"),
        Applied::Commented { id } => format!("comment {id}"),
        Applied::CannotBeAsked(refused) => {
            let refused: Vec<_> = refused.iter().map(|(login, why)| format!("{login}: {why}")).collect();
            format!("not asked: {}", refused.join("; "))
        }
    };
    let wrote = Record::Wrote { action: action.kind().to_owned(), detail: detail(action), outcome };
    let mut records = vec![wrote];
    records.extend(memory(place, action, applied, now));
    records
}

fn memory(place: &Place, action: &Action, applied: Applied, now: Timestamp) -> Vec<Record> {
    let repository = place.repository.clone();
    match (action, place.number) {
        (Action::CreateLabel { label }, _) => {
            vec![Record::LabelExists { repository, label: label.name.clone(), look: label.look() }]
        }
        (Action::AddLabel { name }, Some(number)) => {
            vec![Record::LabelPut { repository, number, label: name.clone() }]
        }
        (Action::RemoveLabel { name }, Some(number)) => {
            vec![Record::LabelTaken { repository, number, label: name.clone() }]
        }
        (Action::RequestReview { logins }, Some(number)) => {
            let refused = match applied {
                Applied::CannotBeAsked(refused) => refused,
                Applied::Done | Applied::CheckPosted { .. } | Applied::Commented { .. } => Vec::new(),
            };
            let asked = logins.iter().filter(|login| !refused.iter().any(|(other, _)| other == *login));
            let asked: Vec<_> = asked
                .map(|login| Record::Asked { repository: repository.clone(), number, login: login.clone() })
                .collect();
            let holds = |why: &str| if why.contains("collaborator") { NO_ACCESS_HOLDS } else { REFUSAL_HOLDS };
            let refusal = |(login, why): (Login, String)| {
                let until = now.plus(holds(&why));
                Record::CannotBeAsked { repository: repository.clone(), login, until, why }
            };
            asked.into_iter().chain(refused.into_iter().map(refusal)).collect()
        }
        (Action::PostCheck { commit, check, .. }, number) => match applied {
            Applied::CheckPosted { run } => vec![Record::CheckPosted {
                repository,
                commit: commit.clone(),
                name: check.name.clone(),
                number,
                run_id: run,
                fingerprint: check.fingerprint(),
            }],
            Applied::Done | Applied::CannotBeAsked(_) | Applied::Commented { .. } => Vec::new(),
        },
        (Action::WriteComment { .. }, _) => Vec::new(),
        (Action::AddLabel { .. } | Action::RemoveLabel { .. } | Action::RequestReview { .. }, None) => Vec::new(),
    }
}

/// A write in JSON, for the audit and the dry run.
pub(super) fn detail(action: &Action) -> String {
    let detail = match action {
        Action::CreateLabel { label } => json!({ "label": label.name, "color": label.color }),
        Action::AddLabel { name } | Action::RemoveLabel { name } => json!({ "label": name }),
        Action::RequestReview { logins } => {
            json!({ "logins": logins.iter().map(ToString::to_string).collect::<Vec<_>>() })
        }
        Action::PostCheck { commit, check, .. } => json!({
            "check": check.name,
            "commit": commit.as_str(),
            "conclusion": check.conclusion.as_str(),
            "title": check.title,
        }),
        Action::WriteComment { replaces, body } => json!({ "replaces": replaces, "characters": body.chars().count() }),
    };
    detail.to_string()
}
