//! R: the repositories of a group.

use std::collections::BTreeSet;

use crate::domain::diagnostics::finding::{Argument, Finding, Kind};
use crate::domain::document::At;
use crate::domain::governance::charter::{Area, Charter, entries, one_line};
use crate::domain::governance::ownership::Group;
use crate::domain::proposal::Insertion;
use crate::domain::types::ids::RepoName;

use super::context::DocumentStatus;
use super::diagnostic::{Fix, MAX_ABOUT, Remarks, Subject};
use super::line_removal;

/// How many other owners of a repository are named.
const SHOWN: usize = 3;

/// Checks a charter against the rules of this family. The block's reader reports R1, and the rules for topics report
/// R7.
pub(super) fn check(subject: &Subject<'_>, remarks: &mut Remarks<'_>) {
    let Some(charter) = subject.file.charter() else { return };
    for area in &charter.areas {
        listed_once(subject, area, remarks);
    }
    let mut spellings = BTreeSet::new();
    for name in charter.repositories().filter(|name| spellings.insert(name.as_str())) {
        spelled(subject, name, remarks);
    }
    let mut seen = BTreeSet::new();
    for name in charter.repositories().filter(|name| seen.insert(&name.value)) {
        // A repository may have a hundred owners, each of which gets a finding about all others.
        if remarks.is_full() {
            return remarks.skip();
        }
        at_home(subject, charter, name, remarks);
        if !is_in_the_org_file(subject, name, remarks) {
            missing(subject, name, meant(subject, charter, name), remarks);
        }
        owned_once(subject, name, remarks);
        given_away(subject, name, remarks);
    }
}

/// R5: a duplicate entry is a mistake.
fn listed_once(subject: &Subject<'_>, area: &Area, remarks: &mut Remarks<'_>) {
    let mut seen = BTreeSet::new();
    for name in entries(&area.repositories) {
        if !seen.insert(&name.value) {
            let message = format!("`{}` is listed twice in the area `{}`", name.value, one_line(&area.name));
            let finding = Finding::new(Kind::RepositoryRepeated, name.span, message)
                .about(&name.value)
                .about(Argument::area(&one_line(&area.name)))
                .with_help("remove one of the entries");
            let title = format!("remove the second `{}`", name.value);
            let fix = line_removal::without_entry(subject, name.span, title);
            remarks.say_with(subject, finding, fix);
        }
    }
}

/// R4: teams of one organization can't get access in another one (RFC-0036).
fn at_home<'a>(subject: &Subject<'a>, charter: &'a Charter, name: &At<RepoName>, remarks: &mut Remarks<'_>) {
    let home = home(subject, charter);
    // Y4 reports a group whose own organization is not valid.
    let oversees = subject.survey.policy.governing.oversight.as_ref() == Some(&subject.file.id);
    if name.belongs_to(home) || oversees || !subject.survey.is_managed(home) {
        return;
    }
    let owner = name.owner();
    if subject.survey.is_managed(owner) {
        let message =
            format!("`{}` is in the organization `{owner}`, and the group's teams are in `{home}`", name.value);
        let help = "leave it to a group of that organization, or move it: teams get no access in another one";
        remarks
            .say(subject, Finding::new(Kind::OtherOrganization, name.span, message).about(&name.value).with_help(help));
    } else {
        let message = format!(
            "`{}` is in the organization `{owner}`, which is not managed: the charter gives no access to it",
            name.value
        );
        remarks.mention(subject, Finding::new(Kind::UnmanagedOrganization, name.span, message).about(&name.value));
    }
}

/// The organization of the group's teams.
fn home<'a>(subject: &Subject<'a>, charter: &'a Charter) -> &'a str {
    charter.org.as_ref().map_or_else(|| subject.survey.policy.governing.repository.owner(), |org| org.as_str())
}

/// R2, R4: the generator compares names exactly. A different spelling is another repository to it, or an organization
/// that is not managed.
fn spelled(subject: &Subject<'_>, name: &At<RepoName>, remarks: &mut Remarks<'_>) {
    let survey = subject.survey;
    let Some(owner) = survey.managed_spelling(name.owner()) else { return };
    let right = match survey.standing(name) {
        DocumentStatus::There(entry) => format!("{owner}/{}", entry.name.name()),
        DocumentStatus::Missing | DocumentStatus::Elsewhere => format!("{owner}/{}", name.name()),
    };
    if right == name.as_str() {
        return;
    }
    let (kind, message) = if owner == name.owner() {
        let message = format!(
            "`{}` is spelled `{right}` in the org file: the organization's generator compares letter by letter, and stops",
            name.value
        );
        (Kind::RepositorySpelling, message)
    } else {
        let message = format!(
            "`{}` is in `{owner}`, spelled differently: the organization's generator reads `{}` as another \
             organization, and gives no access",
            name.value,
            name.owner()
        );
        (Kind::OwnerSpelling, message)
    };
    let fix = Fix::edit(format!("write `{right}`"), &subject.file.path, name.span, right.clone());
    // A program must not give people access that they do not have today.
    let fix = if kind == Kind::OwnerSpelling { fix.into_unsafe() } else { fix };
    let finding = Finding::new(kind, name.span, message).about(&name.value).with_help(format!("write `{right}`"));
    remarks.say_with(subject, finding, Some(fix));
}

/// R2, R6: the automation only knows repositories in the org file. Returns whether this one is there.
fn is_in_the_org_file(subject: &Subject<'_>, name: &At<RepoName>, remarks: &mut Remarks<'_>) -> bool {
    match subject.survey.standing(name) {
        DocumentStatus::Missing => false,
        DocumentStatus::Elsewhere => true,
        DocumentStatus::There(repository) => {
            if repository.is_archived() {
                let message = format!("`{}` is archived", name.value);
                let help = "remove it here when it is no longer worked on";
                remarks.say(
                    subject,
                    Finding::new(Kind::RepositoryArchived, name.span, message).about(&name.value).with_help(help),
                );
            }
            true
        }
    }
}

/// R2: it is new or misspelled. A program must not guess ownership, so the closest name is only a question.
fn missing(subject: &Subject<'_>, name: &At<RepoName>, meant: Option<&RepoName>, remarks: &mut Remarks<'_>) {
    let Some(file) = &subject.survey.tree.org_file else { return };
    let message = format!("`{}` is not in the org file `{}`", name.value, file.path);
    let question = meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
    let help = format!("if it is new, add it there in the same pull request{question}");
    let entry = subject.survey.sought.get(&name.value).and_then(|sought| sought.entry.clone());
    let fix = entry.map(|Insertion { span, text }| {
        let fix = Fix::edit(format!("add `{}` to the org file", name.value), &file.path, span, text);
        if meant.is_some() { fix.into_unsafe() } else { fix }
    });
    let finding = Finding::new(Kind::RepositoryUnknown, name.span, message).about(&name.value);
    remarks.say_with(subject, finding.with_help(help), fix);
}

/// The repository that a name missing from the org file may mean: one in the group's organization that the group does
/// not list yet.
fn meant<'a>(subject: &Subject<'a>, charter: &'a Charter, name: &RepoName) -> Option<&'a RepoName> {
    let meant = subject.survey.sought.get(name)?.meant?;
    let listed = charter.repositories().any(|listed| listed.value == *meant);
    (meant.belongs_to(home(subject, charter)) && !listed).then_some(meant)
}

/// R3: a repository has one group; TOC and staff count, too.
fn owned_once(subject: &Subject<'_>, name: &At<RepoName>, remarks: &mut Remarks<'_>) {
    let others = owners(subject, name);
    let shown = others.iter().take(SHOWN).map(|group| format!("{} (`{}`)", group.name, group.path));
    let mut shown: Vec<_> = shown.collect();
    match others.len() {
        0 => return,
        1..=SHOWN => {}
        many => shown.push(format!("{} more", many - SHOWN)),
    }
    let message = format!("`{}` is owned by {}, too", name.value, shown.join(" and "));
    let help = "a repository has one owner: remove it there in the same pull request, or here";
    let finding = Finding::new(Kind::OwnedTwice, name.span, message).about(&name.value).with_help(help);
    remarks.say(subject, others.iter().take(MAX_ABOUT).fold(finding, |finding, group| finding.about(&group.id)));
}

fn owners<'a>(subject: &Subject<'a>, name: &RepoName) -> Vec<&'a Group> {
    let claims = subject.survey.tree.ownership.owners(name).into_iter();
    claims.map(|claim| claim.group).filter(|group| group.id != subject.file.id).collect()
}

/// R8: the former owner has to agree (RFC-0007).
fn given_away(subject: &Subject<'_>, name: &At<RepoName>, remarks: &mut Remarks<'_>) {
    let survey = subject.survey;
    let Some(base) = survey.base else { return };
    let before: Vec<_> = base.ownership.owners(name).into_iter().map(|claim| claim.group).collect();
    if before.iter().any(|group| group.id == *survey.formerly(&subject.file.id)) {
        return;
    }
    let still = owners(subject, name);
    for group in before.into_iter().filter(|group| !still.iter().any(|other| *survey.formerly(&other.id) == group.id)) {
        let leads: Vec<_> = group.leads.iter().map(|lead| format!("`{}`", lead.login)).collect();
        let message = format!("`{}` comes from {}, whose leads have to agree", name.value, group.name);
        let help = match leads.as_slice() {
            [] => "ask the oversight: that group has no leads".to_owned(),
            leads => format!("ask {} for a review", leads.join(" or ")),
        };
        remarks.say(
            subject,
            Finding::new(Kind::RepositoryTaken, name.span, message).about(&name.value).about(&group.id).with_help(help),
        );
    }
}
