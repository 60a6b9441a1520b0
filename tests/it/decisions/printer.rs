//! Prints a plan as text: all of it, one item per line. Every type is destructured completely, so that a new field
//! can't be forgotten.

use wg_steward::domain::pull::intent::Intent;
use wg_steward::domain::pull::plan::{
    Action, Annotation, Asked, Check, LabelChanges, Owner, OwnershipReason, PassedOver, Plan,
};
use wg_steward::domain::pull::snapshot::Answer;
use wg_steward::domain::types::label::Label;

pub(super) fn plan(plan: &Plan) -> String {
    let Plan { owners, reviewers, passed_over, labels, checks, actions, again, change_set } = plan;
    let LabelChanges { add, remove, lacks_room } = labels;
    let mut lines: Vec<String> = Vec::new();
    lines.extend(owners.iter().flat_map(owner));
    lines.extend(
        reviewers
            .iter()
            .map(|Asked { reviewer, group, role, reason }| format!("ask {reviewer}, {role}, for {group}: {reason}")),
    );
    lines.extend(passed_over.iter().map(|PassedOver { reviewer, group, reason }| {
        format!("pass over {reviewer}, for {group}: {}", reason.replace('\n', "\\n"))
    }));
    lines.extend(add.iter().map(|name| format!("label + {name}")));
    lines.extend(remove.iter().map(|name| format!("label - {name}")));
    lines.extend(lacks_room.then(|| "label: no room".to_owned()));
    lines.extend(checks.iter().flat_map(check));
    lines.extend(actions.iter().map(action));
    if actions.is_empty() {
        lines.push("nothing to write".to_owned());
    }
    lines.extend(
        change_set.iter().map(|set| format!("keep {} changes of {}", set.changes.len(), &set.commit.as_str()[..7])),
    );
    lines.extend(again.map(|again| format!("look again at {again}")));
    lines.join("\n") + "\n"
}

/// The intents of a run, one per line.
pub(super) fn intents(intents: &[Intent]) -> String {
    intents.iter().map(|it| intent(it) + "\n").collect()
}

fn intent(intent: &Intent) -> String {
    match intent {
        Intent::Obeyed { comment, answer: None } => format!("note nothing asked in {comment}"),
        Intent::Obeyed { comment, answer: Some(Answer { reaction, text, hint: _ }) } => {
            let said = if text.is_some() { ", answered" } else { "" };
            format!("note obeyed {comment}: {}{said}", reaction.as_str())
        }
        Intent::GroupWanted { group, by } => format!("note {by} wants {group}"),
        Intent::Rerolled { reviewer, by } => format!("note {by} wants another than {reviewer}"),
        Intent::Reminded { reviewer } => format!("note {reviewer} is reminded"),
        Intent::CheckWanted { commit } => format!("note checks of {} wanted", &commit.as_str()[..7]),
        Intent::Bypassed { by, reason, changes } => format!("note {by} bypasses {} changes: {reason}", changes.len()),
        Intent::Away { login, until: Some(until) } => format!("note {login} is away until {until}"),
        Intent::Away { login, until: None } => format!("note {login} is back"),
        Intent::Capacity { login, most } => format!("note {login} takes {most:?}"),
    }
}

fn owner(owner: &Owner) -> Vec<String> {
    let Owner { group, name, areas, because } = owner;
    let areas = if areas.is_empty() { String::new() } else { format!(", {}", areas.join(" and ")) };
    let head = format!("owner {group}, {}{areas}", name.escape_debug());
    let reason = |OwnershipReason { path, reason }: &OwnershipReason| match path {
        Some(path) => format!("  {reason}: {}", path.escape_debug()),
        None => format!("  {reason}"),
    };
    std::iter::once(head).chain(because.iter().map(reason)).collect()
}

fn check(check: &Check) -> Vec<String> {
    let Check { name, conclusion, title, summary: _, annotations } = check;
    let head = format!("check {name}, {}: {title}", conclusion.as_str());
    let remark = |Annotation { path, start_line, end_line, columns, level, rule, message, .. }: &Annotation| {
        let columns = columns.map_or_else(String::new, |(first, last)| format!(":{first}-{last}"));
        format!("  {path}:{start_line}-{end_line}{columns} {}[{rule}] {message}", level.as_str())
    };
    std::iter::once(head).chain(annotations.iter().map(remark)).collect()
}

fn action(action: &Action) -> String {
    let what = match action {
        Action::CreateLabel { label: Label { name, color, description }, meaning: _ } => {
            format!("{name}, {color}, {description}")
        }
        Action::ChangeLabel { from, label: Label { name, color, description }, meaning } => {
            format!("{from} to {name}, {color}, {description} ({meaning})")
        }
        Action::AddLabels { names, styled: _ } => names.join(", "),
        Action::RemoveLabel { name } => name.clone(),
        Action::RequestReview { reviewers, weighed: _, groups: _ } | Action::TakeBack { reviewers } => {
            reviewers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        Action::HoldCheck { commit, name, title, .. } => format!("{name} on {}: {title}", &commit.as_str()[..7]),
        Action::PostCheck { commit, replaces, check } => {
            let instead = replaces.map_or_else(String::new, |run| format!(" instead of run {run}"));
            format!("{} on {}{instead}", check.name, &commit.as_str()[..7])
        }
        Action::WriteComment { topic, replaces, body: _ } => {
            let place = replaces.map_or_else(|| "new".to_owned(), |id| format!("over {id}"));
            format!("{topic}, {place}")
        }
        Action::React { comment, reaction } => format!("{} on {comment}", reaction.as_str()),
    };
    format!("write {}: {what}", action.kind())
}
