//! Between the store's rows and the domain's facts: what we remember of a pull request, and what a write adds to it.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

use crate::domain::ids::Login;
use crate::domain::plan::{Action, fingerprint};
use crate::domain::snapshot::{Memory, PostedCheck, PostedComment};
use crate::domain::time::Timestamp;
use crate::github::{Applied, Place};
use crate::store::{Recall, Record};

/// How long a person is not tried again who has no access to the repository.
const NO_ACCESS_HOLDS: Duration = Duration::from_secs(24 * 60 * 60);

/// The same for any other reason, which may be one of this pull request alone.
const REFUSAL_HOLDS: Duration = Duration::from_secs(60 * 60);

/// What the store recalls, as a snapshot has it.
pub(super) fn of(recall: Recall) -> Memory {
    let Recall { asked, labels_put, checks, label_looks, cannot_be_asked, comment, comment_gone } = recall;
    let posted = |check: crate::store::PostedCheck| PostedCheck { run: check.run_id, fingerprint: check.fingerprint };
    let checks = checks.into_iter().map(|(name, check)| (name, posted(check))).collect();
    let comment = comment.map(|comment| PostedComment { id: comment.id, fingerprint: comment.fingerprint });
    Memory { asked, labels_put, labels_known: label_looks, cannot_be_asked, checks, comment, comment_gone }
}

/// Believes GitHub which of our checks stand on the commit, and what they say; a check that is wanted anew stays so.
pub(super) fn correct_checks(memory: &mut Memory, mut found: BTreeMap<String, PostedCheck>) {
    for (name, check) in &mut found {
        let wanted_anew = memory.checks.get(name).is_some_and(|known| known.fingerprint.is_empty());
        if wanted_anew {
            check.fingerprint.clear();
        }
    }
    memory.checks = found;
}

/// Believes GitHub whether our comment stands on the pull request. One that we know of and that is not there was
/// deleted by somebody.
pub(super) fn correct_comment(memory: &mut Memory, found: Option<PostedComment>) {
    memory.comment_gone |= found.is_none() && memory.comment.is_some();
    memory.comment = found;
}

/// What is to be kept about a write: a line in the audit, and what later snapshots need.
pub(super) fn records(place: &Place, action: &Action, applied: Applied, now: Timestamp) -> Vec<Record> {
    let outcome = match &applied {
        Applied::Done => "done".to_owned(),
        Applied::CheckPosted { run } => format!("check run {run}"),
        Applied::Commented { id } => format!("comment {id}"),
        Applied::CommentUnwanted => "somebody deleted it or locked the conversation: not written again".to_owned(),
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
                _ => Vec::new(),
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
            _ => Vec::new(),
        },
        (Action::WriteComment { body, .. }, Some(number)) => match applied {
            Applied::Commented { id } => {
                vec![Record::CommentWritten { repository, number, id, fingerprint: fingerprint(body) }]
            }
            Applied::CommentUnwanted => vec![Record::CommentGone { repository, number }],
            _ => Vec::new(),
        },
        (_, None) => Vec::new(),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(run: u64, fingerprint: &str) -> PostedCheck {
        PostedCheck { run, fingerprint: fingerprint.to_owned() }
    }

    fn comment(id: u64) -> PostedComment {
        PostedComment { id, fingerprint: String::new() }
    }

    #[test]
    fn github_knows_which_checks_stand_and_memory_which_are_wanted_anew() {
        let known = [("wg/ownership", ""), ("wg/proposal", "old"), ("wg/of-old", "x")];
        let known = known.map(|(name, fingerprint)| (name.to_owned(), posted(1, fingerprint)));
        let mut memory = Memory { checks: known.into(), ..Memory::default() };
        let found = [("wg/ownership", "f1"), ("wg/proposal", "f2"), ("wg/charter", "f3")];
        let found = found.map(|(name, fingerprint)| (name.to_owned(), posted(2, fingerprint)));
        correct_checks(&mut memory, found.into());
        let expected = [("wg/charter", "f3"), ("wg/ownership", ""), ("wg/proposal", "f2")];
        let expected = expected.map(|(name, fingerprint)| (name.to_owned(), posted(2, fingerprint)));
        assert_eq!(memory.checks, expected.into());
    }

    #[test]
    fn a_comment_that_memory_lacks_is_found_and_one_that_github_lacks_was_deleted() {
        let mut memory = Memory::default();
        correct_comment(&mut memory, None);
        assert_eq!((memory.comment.clone(), memory.comment_gone), (None, false));
        correct_comment(&mut memory, Some(comment(7)));
        assert_eq!((memory.comment.clone(), memory.comment_gone), (Some(comment(7)), false));
        correct_comment(&mut memory, None);
        assert_eq!((memory.comment, memory.comment_gone), (None, true));
    }

    #[test]
    fn what_became_of_the_comment_is_kept_and_audited() {
        let repository: crate::domain::ids::RepoName = "acme/governance".parse().unwrap();
        let installation = crate::domain::ids::InstallationId(1);
        let place = Place { installation, repository: repository.clone(), number: Some(3) };
        let action = Action::WriteComment { replaces: None, body: "text".to_owned() };
        let kept = |applied| records(&place, &action, applied, Timestamp(0));
        let written = kept(Applied::Commented { id: 7 });
        assert!(matches!(&written[0], Record::Wrote { outcome, .. } if outcome == "comment 7"));
        let fingerprint = fingerprint("text");
        assert_eq!(
            written[1],
            Record::CommentWritten { repository: repository.clone(), number: 3, id: 7, fingerprint }
        );
        assert_eq!(kept(Applied::CommentUnwanted)[1], Record::CommentGone { repository, number: 3 });
    }
}
