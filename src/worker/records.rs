//! Converts stored rows to domain facts, and the result of a write to records.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

use crate::domain::pull::plan::Action;
use crate::domain::pull::refused_writes::{Write, WriteRefusal};
use crate::domain::pull::snapshot::{Memory, PostedCheck, PostedComment};
use crate::domain::text::fingerprint::fingerprint;
use crate::domain::types::comment_topic::CommentTopic;
use crate::domain::types::ids::{GroupId, Login, RepoName, Sha};
use crate::domain::types::label::Label;
use crate::domain::types::reviewer::Reviewer;
use crate::domain::types::time::Timestamp;
use crate::github::{Applied, GitHubError, WritePlace};
use crate::store::{Record, RecordSubject};

/// How long the app does not retry a reviewer whom GitHub refused.
const REFUSAL_HOLDS: Duration = Duration::from_secs(24 * 60 * 60);

/// What GitHub refused before on one pull request.
pub(super) type Refused = BTreeMap<Write, WriteRefusal>;

/// Replaces our memory of checks on a commit by those that GitHub shows. A check that was requested again stays
/// requested. Returns records of what was not remembered: later runs do not ask GitHub.
pub(super) fn correct_checks(
    memory: &mut Memory,
    mut found: BTreeMap<String, PostedCheck>,
    (on, commit): (&RecordSubject, &Sha),
) -> Vec<Record> {
    for (name, check) in &mut found {
        let wanted_anew = memory.checks.get(name).is_some_and(|known| known.fingerprint.is_empty());
        if wanted_anew {
            check.fingerprint.clear();
        }
    }
    let new = found.iter().filter(|(name, check)| memory.checks.get(*name) != Some(check));
    let record = |(name, check): (&String, &PostedCheck)| Record::CheckPosted {
        repository: on.repository.clone(),
        commit: commit.clone(),
        name: name.clone(),
        number: Some(on.number),
        run_id: check.run,
        fingerprint: check.fingerprint.clone(),
    };
    let records = new.map(record).collect();
    memory.checks = found;
    records
}

/// Replaces our memory of comments by those that GitHub shows. A recorded comment that GitHub does not show was deleted by
/// a user. Returns records of what was not remembered.
pub(super) fn correct_comments(
    memory: &mut Memory,
    found: BTreeMap<CommentTopic, PostedComment>,
    on: &RecordSubject,
) -> Vec<Record> {
    let before = memory.comments.clone();
    for posted in memory.comments.values_mut() {
        *posted = None;
    }
    memory.comments.extend(found.into_iter().map(|(topic, posted)| (topic, Some(posted))));
    let new = memory.comments.iter().filter(|(topic, posted)| before.get(topic) != Some(posted));
    let record = |(topic, posted): (&CommentTopic, &Option<PostedComment>)| match posted {
        Some(PostedComment { id, fingerprint }) => {
            Record::CommentWritten { on: on.clone(), topic: *topic, id: *id, fingerprint: fingerprint.clone() }
        }
        None => Record::CommentGone { on: on.clone(), topic: *topic },
    };
    new.map(record).collect()
}

/// The records of a write: a line in the audit log, and what later snapshots need.
pub(super) fn records(
    place: &WritePlace,
    action: &Action,
    applied: Applied,
    before: &Refused,
    now: Timestamp,
) -> Vec<Record> {
    let outcome = match &applied {
        Applied::Done => "done".to_owned(),
        Applied::CheckPosted { run } => format!("check run {run}"),
        Applied::Commented { id } => format!("comment {id}"),
        Applied::LabelsPut { refused, .. } if refused.is_empty() => "done".to_owned(),
        Applied::LabelsPut { refused, .. } => {
            let refused: Vec<_> = refused.iter().map(|(name, why)| format!("{name}: {why}")).collect();
            format!("not added: {}", refused.join("; "))
        }
        Applied::LabelThere => "the label already exists and is not ours".to_owned(),
        Applied::LabelGone => "the label no longer exists".to_owned(),
        Applied::CommentUnwanted => "it was deleted: not written again".to_owned(),
        Applied::CannotBeAsked(refused) => {
            let refused: Vec<_> = refused.iter().map(|(login, why)| format!("{login}: {why}")).collect();
            format!("not requested: {}", refused.join("; "))
        }
    };
    let wrote = Record::Wrote { action: action.kind().to_owned(), detail: detail(action), outcome };
    let mut records = vec![wrote];
    records.extend(turned_out(place, action, &applied, before, now));
    records.extend(memory(place, action, applied, now));
    records
}

fn memory(place: &WritePlace, action: &Action, applied: Applied, now: Timestamp) -> Vec<Record> {
    let repository = place.repository.clone();
    match (action, place.number) {
        (Action::CreateLabel { label, meaning }, _) => {
            let meaning = if applied == Applied::LabelThere { String::new() } else { meaning.clone() };
            vec![Record::LabelExists { repository, label: label.name.clone(), look: label.look(), meaning }]
        }
        (Action::ChangeLabel { from, label, meaning }, _) => changed_label(repository, from, label, meaning, &applied),
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
        // This check has no content yet: the next one is written over it.
        (Action::HoldCheck { commit, name, .. }, number) => match applied {
            Applied::CheckPosted { run } => vec![Record::CheckPosted {
                repository,
                commit: commit.clone(),
                name: name.clone(),
                number,
                run_id: run,
                fingerprint: String::new(),
            }],
            _ => Vec::new(),
        },
        (_, Some(number)) => of_pull(RecordSubject { repository, number }, action, applied, now),
        (_, None) => Vec::new(),
    }
}

fn changed_label(repository: RepoName, from: &str, label: &Label, meaning: &str, applied: &Applied) -> Vec<Record> {
    let (from, name, look) = (from.to_owned(), label.name.clone(), label.look());
    match applied {
        Applied::LabelGone => vec![Record::LabelGone { repository, label: from }],
        // Both labels exist: from now on the former one is an ordinary label.
        Applied::LabelThere => {
            let there =
                Record::LabelExists { repository: repository.clone(), label: name, look, meaning: String::new() };
            vec![Record::LabelGone { repository, label: from }, there]
        }
        _ => vec![Record::LabelChanged { repository, from, label: name, look, meaning: meaning.to_owned() }],
    }
}

fn of_pull(on: RecordSubject, action: &Action, applied: Applied, now: Timestamp) -> Vec<Record> {
    match action {
        Action::AddLabels { names, styled: _ } => put(&on, names, &applied),
        Action::RemoveLabel { name } => vec![Record::LabelTaken { on, label: name.clone() }],
        Action::RequestReview { reviewers, weighed, groups } => asked(on, (reviewers, groups), weighed, applied, now),
        Action::TakeBack { reviewers } => {
            reviewers.iter().map(|reviewer| Record::TakenBack { on: on.clone(), reviewer: reviewer.clone() }).collect()
        }
        Action::WriteComment { topic, body, .. } => {
            let kept = match applied {
                Applied::Commented { id } => {
                    Some(Record::CommentWritten { on, topic: *topic, id, fingerprint: fingerprint(body) })
                }
                Applied::CommentUnwanted => Some(Record::CommentGone { on, topic: *topic }),
                _ => None,
            };
            kept.into_iter().collect()
        }
        Action::React { comment, .. } => vec![Record::Answered { repository: on.repository, comment: *comment }],
        Action::CreateLabel { .. }
        | Action::ChangeLabel { .. }
        | Action::PostCheck { .. }
        | Action::HoldCheck { .. } => Vec::new(),
    }
}

/// The labels that are set now.
fn put(on: &RecordSubject, names: &[String], applied: &Applied) -> Vec<Record> {
    let refused: &[(String, String)] = match applied {
        Applied::LabelsPut { refused, .. } => refused,
        _ => &[],
    };
    let is_on = |name: &&String| !refused.iter().any(|(other, _)| other == *name);
    names.iter().filter(is_on).map(|name| Record::LabelPut { on: on.clone(), label: name.clone() }).collect()
}

/// A refused write: for the audit log, and for the check.
pub(super) fn refusal(place: &WritePlace, action: &Action, error: &GitHubError, now: Timestamp) -> Vec<Record> {
    let outcome = format!("refused: {error}");
    let wrote = Record::Wrote { action: action.kind().to_owned(), detail: detail(action), outcome };
    let refused = Write::of(action).into_iter().map(|write| (write, error.reason()));
    std::iter::once(wrote).chain(refusals(place, refused, now)).collect()
}

/// Refused writes, for the check.
fn refusals(place: &WritePlace, refused: impl Iterator<Item = (Write, String)>, now: Timestamp) -> Vec<Record> {
    let Some(number) = place.number else { return Vec::new() };
    let (repository, until) = (&place.repository, now.plus(REFUSAL_HOLDS));
    let record = |(what, why)| {
        let on = RecordSubject { repository: repository.clone(), number };
        Record::Refused { on, what, why, until }
    };
    refused.map(record).collect()
}

/// The results of the parts of a write: parts that GitHub refuses, and parts that succeeded after an earlier refusal.
fn turned_out(place: &WritePlace, action: &Action, applied: &Applied, before: &Refused, now: Timestamp) -> Vec<Record> {
    let refused: &[(String, String)] = match applied {
        Applied::LabelsPut { refused, .. } => refused,
        _ => &[],
    };
    let refused: BTreeMap<Write, String> =
        refused.iter().map(|(name, why)| (Write::AddLabel(name.clone()), why.clone())).collect();
    let well = Write::of(action).into_iter().filter(|write| before.contains_key(write) && !refused.contains_key(write));
    let on = place.number.map(|number| RecordSubject { repository: place.repository.clone(), number });
    let made = well.filter_map(|what| on.clone().map(|on| Record::Made { on, what })).collect::<Vec<_>>();
    refusals(place, refused.into_iter(), now).into_iter().chain(made).collect()
}

/// Whether the records contain a refusal that the check does not report yet, or resolve one that it reports.
pub(super) fn is_news(records: &[Record], before: &Refused) -> bool {
    let is_new = |record: &Record| match record {
        Record::Refused { what, why, .. } => before.get(what).is_none_or(|refusal| refusal.why != *why),
        Record::Made { .. } => true,
        _ => false,
    };
    records.iter().any(is_new)
}

fn asked(
    on: RecordSubject,
    (reviewers, groups): (&[Reviewer], &BTreeMap<Reviewer, GroupId>),
    weighed: &BTreeMap<Login, u32>,
    applied: Applied,
    now: Timestamp,
) -> Vec<Record> {
    let refused = match applied {
        Applied::CannotBeAsked(refused) => refused,
        _ => Vec::new(),
    };
    let taken = reviewers.iter().filter(|reviewer| !refused.iter().any(|(other, _)| other == *reviewer));
    let group = |reviewer| groups.get(reviewer).cloned();
    let asked =
        taken.map(|reviewer| Record::Asked { on: on.clone(), reviewer: reviewer.clone(), group: group(reviewer) });
    let until = now.plus(REFUSAL_HOLDS);
    let refusals = refused.iter().map(|(reviewer, why)| Record::CannotBeAsked {
        repository: on.repository.clone(),
        reviewer: reviewer.clone(),
        until,
        why: why.clone(),
    });
    let weighed = (!weighed.is_empty()).then(|| Record::LoadAtChoice { on: on.clone(), open: weighed.clone() });
    asked.chain(refusals).chain(weighed).collect()
}

/// A write as JSON, for the audit log and the dry run.
pub(super) fn detail(action: &Action) -> String {
    let names = |reviewers: &[Reviewer]| reviewers.iter().map(Reviewer::key).collect::<Vec<_>>();
    let detail = match action {
        Action::CreateLabel { label, .. } => json!({ "label": label.name, "color": label.color }),
        Action::ChangeLabel { from, label, .. } => json!({ "from": from, "label": label.name, "color": label.color }),
        Action::AddLabels { names, styled: _ } => json!({ "labels": names }),
        Action::RemoveLabel { name } => json!({ "label": name }),
        Action::RequestReview { reviewers, .. } | Action::TakeBack { reviewers } => {
            json!({ "reviewers": names(reviewers) })
        }
        Action::PostCheck { commit, check, .. } => json!({
            "check": check.name,
            "commit": commit.as_str(),
            "conclusion": check.conclusion.as_str(),
            "title": check.title,
        }),
        Action::HoldCheck { commit, name, title, .. } => {
            json!({ "check": name, "commit": commit.as_str(), "title": title })
        }
        Action::WriteComment { topic, replaces, body } => {
            json!({ "topic": topic.to_string(), "replaces": replaces, "characters": body.chars().count() })
        }
        Action::React { comment, reaction } => json!({ "comment": comment, "reaction": reaction.as_str() }),
    };
    detail.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(run: u64, fingerprint: &str) -> PostedCheck {
        PostedCheck { run, fingerprint: fingerprint.to_owned() }
    }

    fn on() -> RecordSubject {
        RecordSubject { repository: "acme/boiler".parse().unwrap(), number: 3 }
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
        let (on, commit) = (on(), "a".repeat(40).parse().unwrap());
        let records = correct_checks(&mut memory, found.into(), (&on, &commit));
        assert_eq!(records.len(), 3, "all are newer than the memory");
        let expected = [("wg/charter", "f3"), ("wg/ownership", ""), ("wg/proposal", "f2")];
        let expected = expected.map(|(name, fingerprint)| (name.to_owned(), posted(2, fingerprint)));
        assert_eq!(memory.checks, expected.into());
        let shown = memory.checks.clone();
        assert!(correct_checks(&mut memory, shown, (&on, &commit)).is_empty(), "nothing is new");
    }

    #[test]
    fn a_comment_that_memory_lacks_is_found_and_one_that_github_lacks_was_deleted() {
        let mut memory = Memory::default();
        assert!(correct_comments(&mut memory, BTreeMap::new(), &on()).is_empty());
        assert!(memory.comments.is_empty());
        let records = correct_comments(&mut memory, [(CommentTopic::Proposal, comment(7))].into(), &on());
        let fingerprint = String::new();
        let written = Record::CommentWritten { on: on(), topic: CommentTopic::Proposal, id: 7, fingerprint };
        assert_eq!(records, [written]);
        assert_eq!(memory.comments, [(CommentTopic::Proposal, Some(comment(7)))].into());
        let records = correct_comments(&mut memory, [(CommentTopic::Answers, comment(8))].into(), &on());
        assert!(records.contains(&Record::CommentGone { on: on(), topic: CommentTopic::Proposal }));
        assert_eq!(memory.comments, [(CommentTopic::Proposal, None), (CommentTopic::Answers, Some(comment(8)))].into());
    }

    #[test]
    fn what_became_of_the_comment_is_kept_and_audited() {
        let repository: RepoName = "acme/governance".parse().unwrap();
        let installation = crate::domain::types::ids::InstallationId(1);
        let place = WritePlace { installation, repository: repository.clone(), number: Some(3), public: true };
        let topic = CommentTopic::Proposal;
        let action = Action::WriteComment { topic, replaces: None, body: "text".to_owned() };
        let on = RecordSubject { repository, number: 3 };
        let kept = |applied| records(&place, &action, applied, &Refused::new(), Timestamp(0));
        let written = kept(Applied::Commented { id: 7 });
        assert!(matches!(&written[0], Record::Wrote { outcome, .. } if outcome == "comment 7"));
        let fingerprint = fingerprint("text");
        assert_eq!(written[1], Record::CommentWritten { on: on.clone(), topic, id: 7, fingerprint });
        assert_eq!(kept(Applied::CommentUnwanted)[1], Record::CommentGone { on, topic });
    }
}
