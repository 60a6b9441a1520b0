//! D: the governing documents other than charters: unreadable parts, and everything that the organization's generator
//! refuses.

use std::collections::BTreeSet;

use crate::domain::diagnostics::finding::{Argument, Finding, Kind};
use crate::domain::document::{At, Span, conflict};
use crate::domain::governance::organization::org_file::OrgFile;
use crate::domain::governance::tree::Named;

use super::context::RuleContext;
use super::diagnostic::{Fix, Remarks};

/// Reports them; the other families report problems in charters.
pub(super) fn check(survey: &RuleContext<'_>, remarks: &mut Remarks<'_>) {
    let tree = survey.tree;
    let index = tree.index.iter().map(|named| (&named.path, &named.text, &named.read.findings));
    let org_file = tree.org_file.iter().map(|named| (&named.path, &named.text, &named.read.findings));
    let contributors = tree.contributors.iter().map(|named| (&named.path, &named.text, &named.read.findings));
    let org_list = tree.org_list.iter().map(|named| (&named.path, &named.text, &named.read.findings));
    let protection = tree.protection.iter().map(|named| (&named.path, &named.text, &named.read.findings));
    for (path, text, findings) in index.chain(org_file).chain(contributors).chain(org_list).chain(protection) {
        // Text between conflict markers can't be read reliably.
        match conflict(text) {
            Some(span) => remarks.say_in(path, None, conflicted(Kind::DocumentConflict, span)),
            None => findings.iter().for_each(|finding| remarks.say_in(path, None, finding.clone())),
        }
    }
    organizations(survey, remarks);
    if let Some(file) = &tree.org_file {
        bare_repositories(survey, file, remarks);
    }
    absent(survey, remarks);
}

/// Markers of an unresolved merge conflict.
pub(super) fn conflicted(kind: Kind, span: Span) -> Finding {
    let message = "a merge conflict is not resolved: its markers `<<<<<<<` and `>>>>>>>` are still in the document";
    Finding::new(kind, span, message).with_help("keep one of the two versions, and remove the markers")
}

/// The generator compares managed organizations by their exact names, and knows no others.
fn organizations(survey: &RuleContext<'_>, remarks: &mut Remarks<'_>) {
    let tree = survey.tree;
    let named = |path: &str, names: Vec<&At<String>>, remarks: &mut Remarks<'_>| {
        for name in names.into_iter().filter(|name| !survey.managed.contains(name.as_str())) {
            let finding = unknown(survey, name);
            let right = survey.managed_spelling(name);
            let fix = right.map(|right| Fix::edit(format!("write `{right}`"), path, name.span, right));
            remarks.say_in_with(path, None, finding, fix);
        }
    };
    if let Some(file) = &tree.org_file {
        // The form of 2022 names no organization.
        let names = file.read.organizations.iter().map(|it| &it.name).filter(|name| name.span != Span::START);
        named(&file.path, names.collect(), remarks);
        missing(survey, file, remarks);
    }
    if let Some(list) = &tree.contributors {
        let names = list.read.organizations.iter().map(|(name, _)| name).filter(|name| name.span != Span::START);
        named(&list.path, names.collect(), remarks);
    }
    if let Some(protection) = &tree.protection {
        named(&protection.path, protection.read.organizations.iter().map(|(name, _)| name).collect(), remarks);
    }
}

fn unknown(survey: &RuleContext<'_>, name: &At<String>) -> Finding {
    let managed = survey.shown_managed();
    let (message, help) = match survey.managed_spelling(name) {
        Some(right) => (
            format!(
                "the organization `{name}` is spelled `{right}`: the organization's generator compares letter by letter"
            ),
            format!("write `{right}`"),
        ),
        None => (
            format!("the organization `{name}` is not managed, and the organization's generator stops at it"),
            format!("leave it out, or write {}", managed.join(" or ")),
        ),
    };
    Finding::new(Kind::OrganizationUnknown, name.span, message).about(Argument::text(name)).with_help(help)
}

/// A managed organization without an entry has no repositories, and the sync removes its members.
fn missing(survey: &RuleContext<'_>, file: &Named<OrgFile>, remarks: &mut Remarks<'_>) {
    // The reader already reports a file that is not an org file.
    if file.read.organizations.is_empty() || file.read.organizations.iter().any(|it| it.name.span == Span::START) {
        return;
    }
    let written: BTreeSet<String> =
        file.read.organizations.iter().map(|organization| organization.name.to_ascii_lowercase()).collect();
    let there = |name: &String| written.contains(&name.to_ascii_lowercase());
    for name in survey.managed.iter().filter(|name| !there(name)) {
        let message =
            format!("the managed organization `{name}` is not in the org file: all of its repositories are unknown");
        let finding = Finding::new(Kind::OrganizationAbsent, Span::START, message).about(Argument::text(name));
        let help = format!("add `{name}:` below `orgs:`, with `admins`, `members`, `teams` and `repos`");
        remarks.say_in(&file.path, None, finding.with_help(help));
    }
}

/// The generator reads the entry of every repository whose protection it generates.
fn bare_repositories(survey: &RuleContext<'_>, file: &Named<OrgFile>, remarks: &mut Remarks<'_>) {
    let explicit = |name| survey.tree.protection.as_ref().is_some_and(|it| it.read.of(name).is_some());
    for repository in file.read.repositories().filter(|repository| repository.is_bare) {
        let name = &repository.name;
        if survey.tree.ownership.owners(name).is_empty() || explicit(&name.value) {
            continue;
        }
        let message = format!("`{}` has no value, and the organization's generator stops at it", name.name());
        let finding = Finding::new(Kind::FieldType, name.span, message).about(&name.value);
        remarks.say_in(&file.path, None, finding.with_help(format!("write `{}: {{}}`", name.name())));
    }
}

const STOPS: &str = "the organization's generator stops without it";

/// Documents that the generator requires in any case.
fn absent(survey: &RuleContext<'_>, remarks: &mut Remarks<'_>) {
    let Some(base) = survey.base.filter(|_| !survey.tree.partial) else { return };
    let tree = survey.tree;
    let path = |is_there: bool, path: Option<&String>| path.filter(|_| !is_there).cloned();
    let gone = [
        (path(tree.org_file.is_some(), base.org_file.as_ref().map(|it| &it.path)), "the org file", STOPS),
        (
            path(tree.protection.is_some(), base.protection.as_ref().map(|it| &it.path)),
            "the configuration of branch protection",
            STOPS,
        ),
        (
            path(tree.contributors.is_some(), base.contributors.as_ref().map(|it| &it.path)),
            "the list of contributors",
            "all people without a group would lose their membership in the organization",
        ),
    ];
    for (path, what, then) in gone.into_iter().filter_map(|(path, what, then)| Some((path?, what, then))) {
        let message = format!("{what} is deleted: {then}");
        let finding = Finding::new(Kind::DocumentAbsent, Span::START, message).about(Argument::word(what));
        remarks.say_in(&path, None, finding.with_help("restore it"));
    }
    for file in base.charters.values().filter(|file| file.fixed && tree.charter(&file.id).is_none()) {
        let oversees = survey.policy.governing.oversight.as_ref() == Some(&file.id);
        let then = match oversees {
            true => "the organization's generator stops without it, and the groups have no oversight",
            false => "its group loses everything that it owns",
        };
        let message = format!("the charter of `{}` is deleted: {then}", file.name());
        let finding = Finding::new(Kind::DocumentAbsent, Span::START, message).about(&file.id);
        remarks.say_in(&file.path, Some(&file.id), finding.with_help("restore it"));
    }
}
