//! I2, I13 and F1: the index as a whole, and its parts that belong to no charter.

use std::collections::BTreeSet;

use crate::domain::diagnostics::finding::{Argument, Finding, Kind};
use crate::domain::document::Span;
use crate::domain::document::markdown::{Block, Outline, outline};
use crate::domain::governance::index::{Index, Section};
use crate::domain::governance::tree::{Named, Tree};
use crate::domain::policy::Policy;
use crate::domain::rules::context::RuleContext;
use crate::domain::rules::diagnostic::Remarks;
use crate::domain::text::slug::slug;
use crate::domain::types::ids::GroupId;

use super::View;

/// Checks the index against the rules that do not concern one charter.
pub(in crate::domain::rules) fn whole(survey: &RuleContext<'_>, remarks: &mut Remarks<'_>) {
    let Some(index) = &survey.tree.index else {
        gone(survey.tree, survey.policy, remarks);
        return;
    };
    alphabetical(index, remarks);
    template(index, remarks);
    if survey.tree.partial {
        return;
    }
    let told: BTreeSet<Span> = survey.sections.values().map(|section| section.span).collect();
    let mut slugs = BTreeSet::new();
    for section in &index.read.sections {
        // D1 reports a second section of the same group.
        let first = slugs.insert(section.slug());
        if first && !told.contains(&section.span) {
            alone(survey, index, section, remarks);
        }
    }
    slugs.extend(survey.tree.charters.values().flat_map(|file| file.slugs()));
    only_listed(survey.policy, index, &slugs, remarks);
}

/// D1: people find the groups through the index.
fn gone(tree: &Tree, policy: &Policy, remarks: &mut Remarks<'_>) {
    let Some(pattern) = policy.governing.index.as_ref().filter(|_| !tree.partial) else { return };
    let Some(file) = tree.charters.values().find(|file| file.placed && !file.fixed) else { return };
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let text = pattern.to_string();
    let name = text.rsplit('/').next().unwrap_or(&text);
    let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let finding = Finding::new(Kind::DocumentAbsent, Span::START, "the index of groups is missing");
    remarks.say_in(&path, None, finding.with_help("restore it: people use it to find the groups"));
}

/// I2: reports as few names as have to move to get the list in order.
fn alphabetical(index: &Named<Index>, remarks: &mut Remarks<'_>) {
    let groups = &index.read.groups;
    let keys: Vec<String> = groups.iter().map(|name| name.to_lowercase()).collect();
    let kept = ascending(&keys);
    let mut ordered: Vec<_> = keys.iter().zip(groups).collect();
    ordered.sort_by_key(|(key, _)| *key);
    for (place, name) in groups.iter().enumerate().filter(|(place, _)| !kept.contains(place)) {
        let behind = ordered.partition_point(|(key, _)| **key < keys[place]);
        let before = behind.checked_sub(1).and_then(|last| ordered.get(last));
        let message = format!("`{}` is not at its alphabetical place in the list of groups", name.value);
        let help = match before {
            Some((_, before)) => format!("put it after `{}`", before.value),
            None => "put it first".to_owned(),
        };
        remarks.say_in(
            &index.path,
            None,
            Finding::new(Kind::ListOrder, name.span, message).about(Argument::text(&name.value)).with_help(help),
        );
    }
}

/// The positions of a longest increasing subsequence of keys.
fn ascending(keys: &[String]) -> BTreeSet<usize> {
    // For each length, the position of the smallest key that ends a subsequence of this length; and for each position,
    // that of the key before it in its subsequence.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::new();
    for (place, key) in keys.iter().enumerate() {
        let length = ends.partition_point(|&end| keys[end] <= *key);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(place);
        } else {
            ends[length] = place;
        }
    }
    std::iter::successors(ends.last().copied(), |&place| before[place]).collect()
}

/// I13: the template is for the next group, and readers of the index do not need it.
fn template(index: &Named<Index>, remarks: &mut Remarks<'_>) {
    let mut say = |kind: Kind, span: Span, message: &str, help: &str| {
        remarks.say_in(&index.path, None, Finding::new(kind, span, message).with_help(help));
    };
    let Index { groups, sections, findings, .. } = &index.read;
    let Ok(outline) = outline(&index.text) else { return };
    // D1 reports a file that is not an index, and a comment without an end.
    let unread = groups.is_empty() && sections.is_empty() && !findings.is_empty();
    if unread || outline.comments().any(|comment| !comment.contains("-->")) {
        return;
    }
    // The comments are in document order.
    let comments: Vec<Span> = outline.comments().map(|comment| comment.span).collect();
    let in_comment = |section: &&Section| {
        let start = section.span.start;
        let behind = comments.partition_point(|comment| comment.start <= start);
        behind.checked_sub(1).and_then(|last| comments.get(last)).is_some_and(|comment| start <= comment.end)
    };
    let headed =
        |span: &Span| sections.iter().any(|section| section.heading.span == *span && section.is_headed_as_template());
    if let Some((placeholder, span)) = placeholder(&outline).filter(|(_, span)| !headed(span)) {
        let message = format!("`{placeholder}` is left over from the template");
        say(Kind::TemplatePlaceholder, span, &message, "replace it with the real value, or remove it");
    }
    let Some(template) = index.read.templates.iter().find(in_comment) else {
        match index.read.templates.first() {
            Some(visible) => {
                let help =
                    "put it into a comment, `<!--` before it and `-->` after it, so that it does not look like a group";
                say(Kind::TemplateVisible, visible.heading.span, "the template is outside of a comment", help);
            }
            None => {
                say(
                    Kind::TemplateMissing,
                    Span::START,
                    "the index has no template for new groups",
                    "restore it, in a comment at the end",
                );
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
        say(
            Kind::TemplateIncomplete,
            template.heading.span,
            &message,
            "restore it: sections of new groups are copied from it",
        );
    }
}

/// Tags that are HTML in a cell; any other one is a placeholder: `<name>`.
const HTML: [&str; 8] = ["a", "b", "br", "code", "em", "i", "img", "strong"];

/// The first `<…>` of the template in a visible heading, list or table.
fn placeholder(outline: &Outline) -> Option<(String, Span)> {
    outline.blocks.iter().find_map(|block| match block {
        Block::Heading(heading) => Some((bracketed(&heading.text)?, heading.span)),
        Block::List(items) => items.iter().find_map(|item| Some((bracketed(&item.prose.text)?, item.prose.span))),
        Block::Table(table) => {
            let cells = table.rows.iter().flat_map(|row| &row.cells);
            cells.flat_map(|cell| &cell.tags).find(|tag| !is_html(tag)).map(|tag| (tag.value.clone(), tag.span))
        }
        _ => None,
    })
}

fn bracketed(text: &str) -> Option<String> {
    let (_, rest) = text.split_once('<')?;
    Some(format!("<{}>", rest.split_once('>')?.0))
}

fn is_html(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']).split(|ch: char| !ch.is_alphanumeric()).next().unwrap_or_default();
    HTML.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// F1: a section whose group has no charter; its other rules are still checked.
fn alone(survey: &RuleContext<'_>, index: &Named<Index>, section: &Section, remarks: &mut Remarks<'_>) {
    let group: Option<GroupId> = section.slug().parse().ok();
    // A group that is proposed today gets a finding for each missing part, at the part's position.
    if survey.base.is_none() && section.is_of_2021() {
        return described(survey.policy, index, section, &group, remarks);
    }
    let message =
        format!("`{}` has a section in the index, but no charter{}", section.heading.value, at(survey.policy, &group));
    let finding = Finding::new(Kind::SectionWithoutCharter, section.heading.span, message);
    remarks.say_in(&index.path, group.as_ref(), finding.with_help("add the charter, or remove the section"));
    if !survey.listed.contains(&section.slug()) {
        let message = format!("`{}` is not in the list of groups in the index", section.heading.value);
        let help = format!("add `- {}` to it, at its alphabetical place", section.heading.value);
        let finding = Finding::new(Kind::NotListed, section.heading.span, message).with_help(help);
        remarks.say_in(&index.path, group.as_ref(), finding);
    }
    View { survey, index, section, file: None, group }.check(remarks);
}

/// F1: a group in the oldest form of the index, which only names projects: one finding lists everything that the
/// process requires today.
fn described(
    policy: &Policy,
    index: &Named<Index>,
    section: &Section,
    group: &Option<GroupId>,
    remarks: &mut Remarks<'_>,
) {
    let parts = [
        ("its mission", section.mission.is_none()),
        ("the topic of its repositories", section.topic.is_none()),
        ("its artifacts", section.artifacts.is_none()),
        ("its leads", section.leads.is_none()),
    ];
    let lacks: Vec<_> = parts.into_iter().filter_map(|(part, lacks)| lacks.then_some(part)).collect();
    let message = format!(
        "`{}` is described in the form of 2021: it has no charter{}, and the index does not have {}",
        section.heading.value,
        at(policy, group),
        lacks.join(", ")
    );
    let help = "write a charter, and a section as in the template: `wg-steward new` writes both";
    let finding = Finding::new(Kind::SectionWithoutCharter, section.heading.span, message).with_help(help);
    remarks.say_in(&index.path, group.as_ref(), finding);
}

/// F1: a name in the list without a group; `known` are the slugs of sections and charters.
fn only_listed(policy: &Policy, index: &Named<Index>, known: &BTreeSet<String>, remarks: &mut Remarks<'_>) {
    for name in &index.read.groups {
        let slug = slug(name);
        if known.contains(&slug) {
            continue;
        }
        let group: Option<GroupId> = slug.parse().ok();
        let message = format!(
            "`{}` is in the list of groups, but has neither a section nor a charter{}",
            name.value,
            at(policy, &group)
        );
        let finding = Finding::new(Kind::NameWithoutGroup, name.span, message)
            .about(Argument::text(&name.value))
            .with_help("add both, or remove the name");
        remarks.say_in(&index.path, group.as_ref(), finding);
    }
}

/// The path where the group's charter belongs, if known.
fn at(policy: &Policy, group: &Option<GroupId>) -> String {
    let path = group.as_ref().and_then(|id| policy.governing.charter_path(id));
    path.map_or_else(String::new, |path| format!(" at `{path}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_few_names_as_possible_are_out_of_order() {
        let kept = |names: &[&str]| {
            let keys: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
            ascending(&keys).into_iter().map(|place| keys[place].clone()).collect::<String>()
        };
        assert_eq!(kept(&["d", "a", "b", "c"]), "abc");
        assert_eq!(kept(&["a", "b", "a", "b"]), "aab");
        assert_eq!(kept(&["b", "a"]), "a");
        assert_eq!(kept(&[]), "");
    }
}
