//! R: the repositories of a group.

use std::collections::BTreeSet;

use super::remark::{Fix, Remarks, Subject};
use crate::domain::charter::{Area, Charter, entries};
use crate::domain::document::At;
use crate::domain::finding::{Finding, Rule};
use crate::domain::ids::RepoName;
use crate::domain::ownership::Group;

/// Holds a charter against the rules of this family. R1 is said by the block's reader, R7 beside the topic.
pub(super) fn check(subject: &Subject<'_>, remarks: &mut Remarks<'_>) {
    let Some(charter) = subject.file.charter() else { return };
    for area in &charter.areas {
        listed_once(subject, area, remarks);
    }
    let mut seen = BTreeSet::new();
    for name in charter.repositories().filter(|name| seen.insert(&name.value)) {
        at_home(subject, charter, name, remarks);
        in_the_org_file(subject, name, remarks);
        owned_once(subject, name, remarks);
        given_away(subject, name, remarks);
    }
}

/// R5: an entry that stands twice is a slip.
fn listed_once(subject: &Subject<'_>, area: &Area, remarks: &mut Remarks<'_>) {
    let mut seen = BTreeSet::new();
    for name in entries(&area.repositories) {
        if !seen.insert(&name.value) {
            let message = format!("`{}` stands twice in the area `{}`", name.value, area.name.value);
            remarks.say(subject, Finding::new(Rule::R5, name.span, message).with_help("remove one of the entries"));
        }
    }
}

/// R4: teams of one organization can be given no access in another one (RFC-0036).
fn at_home(subject: &Subject<'_>, charter: &Charter, name: &At<RepoName>, remarks: &mut Remarks<'_>) {
    let home = charter.org.as_ref().map_or_else(|| subject.policy.governing.repository.owner(), |org| org.as_str());
    if name.belongs_to(home) || subject.file.fixed {
        return;
    }
    let owner = name.owner();
    if subject.tree.is_managed(owner, subject.policy) {
        let message = format!("`{}` is in the organization `{owner}`, the group's teams are in `{home}`", name.value);
        let help = "a group owns repositories of its own organization: leave it to a group of that one, or move it";
        remarks.say(subject, Finding::new(Rule::R4, name.span, message).with_help(help));
    } else {
        let message = format!(
            "`{}` is in the organization `{owner}`, which is not managed: nobody gets access to it by the charter",
            name.value
        );
        remarks.mention(subject, Finding::new(Rule::R4, name.span, message));
    }
}

/// R2, R6: the automation knows only what is in the org file.
fn in_the_org_file(subject: &Subject<'_>, name: &At<RepoName>, remarks: &mut Remarks<'_>) {
    let Some(file) = &subject.tree.org_file else { return };
    // An organization that the file does not have is another file's, as before 2025.
    if !subject.tree.is_managed(name.owner(), subject.policy) || file.read.organization(name.owner()).is_none() {
        return;
    }
    match file.read.repository(name) {
        Some(repository) if repository.is_archived() => {
            let message = format!("`{}` is archived", name.value);
            let help = "leave it out once nobody works on it any more";
            remarks.say(subject, Finding::new(Rule::R6, name.span, message).with_help(help));
        }
        Some(_) => {}
        None => missing(subject, name, remarks),
    }
}

fn missing(subject: &Subject<'_>, name: &At<RepoName>, remarks: &mut Remarks<'_>) {
    let Some(file) = &subject.tree.org_file else { return };
    let message = format!("`{}` is not in the org file `{}`", name.value, file.path);
    let renamed = file.read.renamed(name).map(|repository| &repository.name.value);
    let (help, meant) = match renamed.or_else(|| file.read.nearest(name)) {
        Some(meant) => (format!("write `{meant}`, or add the repository to the org file"), Some(meant)),
        None => ("add it to the org file in the same pull request".to_owned(), None),
    };
    let fix =
        meant.map(|meant| Fix::edit(format!("write `{meant}`"), &subject.file.path, name.span, meant.to_string()));
    remarks.say_with(subject, Finding::new(Rule::R2, name.span, message).with_help(help), fix);
}

/// R3: one group answers for a repository; TOC and staff count, too.
fn owned_once(subject: &Subject<'_>, name: &At<RepoName>, remarks: &mut Remarks<'_>) {
    let others = owners(subject, name);
    if others.is_empty() {
        return;
    }
    let named: Vec<_> = others.iter().map(|group| format!("{} (`{}`)", group.name, group.path)).collect();
    let message = format!("`{}` is owned by {}, too", name.value, named.join(" and "));
    let help = "a repository has one owner: remove it there in the same pull request, or here";
    remarks.say(subject, Finding::new(Rule::R3, name.span, message).with_help(help));
}

fn owners<'a>(subject: &Subject<'a>, name: &RepoName) -> Vec<&'a Group> {
    let claims = subject.tree.ownership.owners(name).into_iter();
    claims.map(|claim| claim.group).filter(|group| group.id != subject.file.id).collect()
}

/// R8: who owned it before has to agree (RFC-0007).
fn given_away(subject: &Subject<'_>, name: &At<RepoName>, remarks: &mut Remarks<'_>) {
    let Some(base) = subject.base else { return };
    let before: Vec<_> = base.ownership.owners(name).into_iter().map(|claim| claim.group).collect();
    if before.iter().any(|group| group.id == subject.file.id) {
        return;
    }
    let still = owners(subject, name);
    for group in before.into_iter().filter(|group| !still.iter().any(|other| other.id == group.id)) {
        let leads: Vec<_> = group.leads.iter().map(|lead| format!("`{}`", lead.login)).collect();
        let message = format!("`{}` comes from {}, whose leads have to agree", name.value, group.name);
        let help = match leads.as_slice() {
            [] => "ask the oversight: that group has no leads".to_owned(),
            leads => format!("ask {} for a review", leads.join(" or ")),
        };
        remarks.say(subject, Finding::new(Rule::R8, name.span, message).with_help(help));
    }
}
