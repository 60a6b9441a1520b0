//! I2, I13 and F1: the index as a whole, and what of it belongs to no charter.

use super::View;
use crate::domain::charter::index::{Index, Section};
use crate::domain::document::Span;
use crate::domain::document::markdown::{Block, Outline, outline};
use crate::domain::finding::{Finding, Rule};
use crate::domain::ids::GroupId;
use crate::domain::policy::Policy;
use crate::domain::rules::remark::Remarks;
use crate::domain::slug::slug;
use crate::domain::tree::{Named, Tree};

/// Holds the index against those rules that are no one charter's.
pub(in crate::domain::rules) fn whole(tree: &Tree, policy: &Policy, remarks: &mut Remarks<'_>) {
    let Some(index) = &tree.index else {
        gone(tree, policy, remarks);
        return;
    };
    alphabetical(index, remarks);
    template(index, remarks);
    if tree.partial {
        return;
    }
    for section in &index.read.sections {
        if tree.charter_of(section).is_none() {
            alone(policy, index, section, remarks);
        }
    }
    only_listed(tree, policy, index, remarks);
}

/// D1: without an index nobody finds the groups.
fn gone(tree: &Tree, policy: &Policy, remarks: &mut Remarks<'_>) {
    let Some(pattern) = policy.governing.index.as_ref().filter(|_| !tree.partial) else { return };
    let Some(file) = tree.charters.values().find(|file| file.placed && !file.fixed) else { return };
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let text = pattern.to_string();
    let name = text.rsplit('/').next().unwrap_or(&text);
    let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let finding = Finding::new(Rule::D1, Span::START, "the index of groups is not there");
    remarks.say_in(&path, None, finding.with_help("bring it back: groups are found by it"));
}

/// I2: one finding for each name that stands behind a later one.
fn alphabetical(index: &Named<Index>, remarks: &mut Remarks<'_>) {
    let mut latest = String::new();
    for name in &index.read.groups {
        let key = name.to_lowercase();
        if key < latest {
            let message = format!("`{}` is not at its alphabetical place in the list of groups", name.value);
            let help = "the list is in alphabetical order, so that people find a group at once";
            remarks.say_in(&index.path, None, Finding::new(Rule::I2, name.span, message).with_help(help));
        } else {
            latest = key;
        }
    }
}

/// I13: the next group needs a template, and nobody else.
fn template(index: &Named<Index>, remarks: &mut Remarks<'_>) {
    let mut say = |span: Span, message: &str, help: &str| {
        remarks.say_in(&index.path, None, Finding::new(Rule::I13, span, message).with_help(help));
    };
    let Ok(outline) = outline(&index.text) else { return };
    let in_comment = |section: &&Section| {
        let start = section.span.start;
        outline.comments().any(|comment| comment.span.start <= start && start <= comment.span.end)
    };
    if let Some(span) = placeholder(&outline) {
        say(span, "a placeholder of the template is left", "write what it stands for, or remove it");
    }
    let Some(template) = index.read.templates.iter().find(in_comment) else {
        match index.read.templates.first() {
            Some(visible) => {
                let help =
                    "put it into a comment, `<!--` before it and `-->` behind it, so that nobody takes it for a group";
                say(visible.heading.span, "the template stands outside of a comment", help);
            }
            None => {
                say(Span::START, "the index has no template for new groups", "bring it back, in a comment at the end");
            }
        }
        return;
    };
    let lacks: Vec<_> = [
        ("`Mission:`", template.mission.is_none()),
        ("the topic", template.topic.is_none()),
        ("the table of artifacts", template.artifacts.is_none()),
        ("the table of leads", template.leads.is_none()),
    ]
    .into_iter()
    .filter_map(|(what, lacks)| lacks.then_some(what))
    .collect();
    if !lacks.is_empty() {
        let message = format!("the template lacks {}", lacks.join(" and "));
        say(template.heading.span, &message, "bring it back: new groups are written after it");
    }
}

/// Tags that are HTML in a cell; any other one stands for something: `<name>`.
const HTML: [&str; 8] = ["a", "b", "br", "code", "em", "i", "img", "strong"];

/// Where the first `<…>` of the template stands in a heading, a list or a table that people see.
fn placeholder(outline: &Outline) -> Option<Span> {
    let bracketed = |text: &str| text.split_once('<').is_some_and(|(_, rest)| rest.contains('>'));
    outline.blocks.iter().find_map(|block| match block {
        Block::Heading(heading) => bracketed(&heading.text).then_some(heading.span),
        Block::List(items) => items.iter().find(|item| bracketed(&item.prose.text)).map(|item| item.prose.span),
        Block::Table(table) => {
            let cells = table.rows.iter().flat_map(|row| &row.cells);
            cells.flat_map(|cell| &cell.tags).find(|tag| !is_html(tag)).map(|tag| tag.span)
        }
        _ => None,
    })
}

fn is_html(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']).split(|ch: char| !ch.is_alphanumeric()).next().unwrap_or_default();
    HTML.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// F1: a section whose group has no charter; the rest of it is looked at all the same.
fn alone(policy: &Policy, index: &Named<Index>, section: &Section, remarks: &mut Remarks<'_>) {
    let group: Option<GroupId> = section.slug().parse().ok();
    let path = group.as_ref().and_then(|id| policy.governing.charter_path(id));
    let name = &section.heading.value;
    let (message, help) = match path {
        Some(path) => (
            format!("`{name}` has a section in the index, but no charter: `{path}` is not there"),
            "add the charter, or remove the section",
        ),
        None => {
            (format!("`{name}` has a section in the index, but no charter"), "add the charter, or remove the section")
        }
    };
    let finding = Finding::new(Rule::F1, section.heading.span, message).with_help(help);
    remarks.say_in(&index.path, group.as_ref(), finding);
    View { policy, index, section, file: None, group }.check(remarks);
}

/// F1: a name in the list that is nobody's.
fn only_listed(tree: &Tree, policy: &Policy, index: &Named<Index>, remarks: &mut Remarks<'_>) {
    for name in &index.read.groups {
        let slug = slug(name);
        let told = index.read.section(&slug).is_some();
        let chartered = || tree.charters.values().any(|file| file.slugs().contains(&slug));
        if told || chartered() {
            continue;
        }
        let group: Option<GroupId> = slug.parse().ok();
        let path = group.as_ref().and_then(|id| policy.governing.charter_path(id));
        let where_to = path.map_or_else(String::new, |path| format!(": `{path}` is not there"));
        let message =
            format!("`{}` is in the list of groups, but has neither a section nor a charter{where_to}", name.value);
        let finding = Finding::new(Rule::F1, name.span, message).with_help("add both, or remove the name");
        remarks.say_in(&index.path, group.as_ref(), finding);
    }
}
