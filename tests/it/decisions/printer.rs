//! A plan as text: everything in it, one thing a line. Every type is taken apart in full, so that nothing new is
//! left unsaid.

use wg_steward::domain::plan::{
    Action, Annotation, Asked, Because, Check, Label, LabelChanges, Owner, PassedOver, Plan,
};

pub(super) fn plan(plan: &Plan) -> String {
    let Plan { owners, reviewers, passed_over, labels, checks, actions } = plan;
    let LabelChanges { add, remove } = labels;
    let mut lines: Vec<String> = Vec::new();
    lines.extend(owners.iter().flat_map(owner));
    lines.extend(
        reviewers
            .iter()
            .map(|Asked { login, group, role, reason }| format!("ask {login}, {role}, for {group}: {reason}")),
    );
    lines.extend(passed_over.iter().map(|PassedOver { login, group, reason }| {
        format!("pass over {login}, for {group}: {}", reason.replace('\n', "\\n"))
    }));
    lines.extend(add.iter().map(|name| format!("label + {name}")));
    lines.extend(remove.iter().map(|name| format!("label - {name}")));
    lines.extend(checks.iter().flat_map(check));
    lines.extend(actions.iter().map(action));
    if actions.is_empty() {
        lines.push("nothing to write".to_owned());
    }
    lines.join("\n") + "\n"
}

fn owner(owner: &Owner) -> Vec<String> {
    let Owner { group, name, areas, because } = owner;
    let areas = if areas.is_empty() { String::new() } else { format!(", {}", areas.join(" and ")) };
    let head = format!("owner {group}, {}{areas}", name.escape_debug());
    let reason = |Because { path, reason }: &Because| match path {
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
        Action::CreateLabel { label: Label { name, color, description } } => format!("{name}, {color}, {description}"),
        Action::AddLabel { name } | Action::RemoveLabel { name } => name.clone(),
        Action::RequestReview { logins } => logins.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        Action::PostCheck { commit, replaces, check } => {
            let instead = replaces.map_or_else(String::new, |run| format!(" instead of run {run}"));
            format!("{} on {}{instead}", check.name, &commit.as_str()[..7])
        }
        Action::WriteComment { replaces, .. } => replaces.map_or_else(|| "new".to_owned(), |id| format!("over {id}")),
    };
    format!("write {}: {what}", action.kind())
}
