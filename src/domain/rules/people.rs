//! L: the leads of a group, and its lists of people.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::diagnostics::finding::{Argument, Finding, Kind};
use crate::domain::document::Span;
use crate::domain::governance::charter::{Charter, Listed, Person, entries, one_line};
use crate::domain::governance::tree::CharterFile;
use crate::domain::types::ids::Login;

use super::diagnostic::{Remarks, Subject};

/// The entry for a person without a company.
pub(super) const INDEPENDENT: &str = "Independent";

/// Checks a charter against the rules of this family.
pub(super) fn check(subject: &Subject<'_>, remarks: &mut Remarks<'_>) {
    if let Some(charter) = subject.file.charter() {
        if !subject.file.fixed {
            led(subject, charter, remarks);
        }
        led_by_two(subject, charter, remarks);
        known(subject, charter, remarks);
        listed_once(subject, charter, remarks);
        in_one_part(subject, charter, remarks);
        spelt_alike(subject, charter, remarks);
    }
    of_several_companies(subject, remarks);
}

/// L1: there is a lead of each kind.
fn led(subject: &Subject<'_>, charter: &Charter, remarks: &mut Remarks<'_>) {
    let kinds = [("execution", &charter.execution_leads), ("technical", &charter.technical_leads)];
    for (kind, list) in kinds {
        // Y3 reports a missing list.
        let Some(list) = list.as_ref().filter(|list| list.value.is_empty()) else { continue };
        if is_part(subject.file, list.span) {
            continue;
        }
        let message = format!("the group has no {kind} lead");
        let help = "name at least one; one person may be both";
        remarks.say(
            subject,
            Finding::new(Kind::LeadMissing, list.span, message).about(Argument::word(kind)).with_help(help),
        );
    }
}

/// L2: a single lead can be ill, away or the author.
fn led_by_two(subject: &Subject<'_>, charter: &Charter, remarks: &mut Remarks<'_>) {
    let logins: BTreeSet<&Login> = charter.leads().map(|lead| &lead.login.value).collect();
    let Some(lead) = charter.leads().next().filter(|_| logins.len() == 1) else { return };
    if has_unread_leads(subject.file, charter) {
        return;
    }
    let message = format!("`{}` alone leads the group", lead.login.value);
    let help = "name a second one: a lead can't review their own pull requests";
    remarks.say(subject, Finding::new(Kind::LeadAlone, lead.login.span, message).with_help(help));
}

/// L3: the leads work for several companies.
fn of_several_companies(subject: &Subject<'_>, remarks: &mut Remarks<'_>) {
    let (Some(section), Some(index)) = (subject.section, &subject.survey.tree.index) else { return };
    let people = section.people();
    let first = people.first().map(|person| person.company.text.trim()).filter(|company| !company.is_empty());
    let Some(company) = first.filter(|it| people.len() > 1 && !it.eq_ignore_ascii_case(INDEPENDENT)) else { return };
    if people.iter().all(|person| person.company.text.trim().eq_ignore_ascii_case(company)) {
        let message = format!("all leads of `{}` are from `{company}`", section.heading.value);
        let span = people[0].company.span;
        let finding =
            Finding::new(Kind::LeadsOfOneCompany, span, message).with_help("look for a lead from another company");
        remarks.say_in(&index.path, Some(&subject.file.id), finding);
    }
}

/// L4: a lead is a contributor, or had a role in a charter before.
fn known(subject: &Subject<'_>, charter: &Charter, remarks: &mut Remarks<'_>) {
    let survey = subject.survey;
    let mut known = if survey.base.is_some() { BTreeSet::new() } else { in_areas(charter) };
    for lead in charter.leads() {
        let login = &lead.login.value;
        // Report each person once.
        if survey.knows(login, &subject.file.path) || !known.insert(login) {
            continue;
        }
        let message = format!("`{login}` is not a contributor, and has no role in a group yet");
        let help = "add the account to the contributors first, or fix its spelling";
        remarks.say(subject, Finding::new(Kind::LeadUnknown, lead.login.span, message).about(login).with_help(help));
    }
}

/// People with another role in the charter than lead.
fn in_areas(charter: &Charter) -> BTreeSet<&Login> {
    let areas = charter.areas.iter().flat_map(|area| [&area.approvers, &area.reviewers]).flat_map(entries);
    areas.map(|person| &person.login.value).collect()
}

/// L5: a duplicate entry is a mistake.
fn listed_once(subject: &Subject<'_>, charter: &Charter, remarks: &mut Remarks<'_>) {
    for List { name: list, area, people } in lists(charter) {
        let mut seen = BTreeSet::new();
        for person in entries(people) {
            if !seen.insert(&person.login.value) {
                let whose = area.map(|area| format!(" of the area `{}`", one_line(area))).unwrap_or_default();
                let message = format!("`{}` is listed twice among the {list}{whose}", person.login.value);
                let finding = Finding::new(Kind::ListedTwice, person.span, message).about(&person.login.value);
                let finding =
                    area.map(Argument::area).into_iter().fold(finding.about(Argument::word(list)), Finding::about);
                remarks.say(subject, finding.with_help("remove one of the entries"));
            }
        }
    }
}

/// L5: an approver may review, too, and is not listed twice (RFC-0014).
fn in_one_part(subject: &Subject<'_>, charter: &Charter, remarks: &mut Remarks<'_>) {
    for area in &charter.areas {
        let name = one_line(&area.name);
        let approvers: BTreeSet<&Login> = entries(&area.approvers).iter().map(|it| &it.login.value).collect();
        for person in entries(&area.reviewers).iter().filter(|it| approvers.contains(&it.login.value)) {
            let message = format!("`{}` is approver and reviewer of the area `{name}`", person.login.value);
            let help = "remove the account from the reviewers: approvers may review, too";
            remarks.say(
                subject,
                Finding::new(Kind::ApproverAndReviewer, person.span, message)
                    .about(&person.login.value)
                    .about(Argument::area(&name))
                    .with_help(help),
            );
        }
    }
}

/// L5: two spellings of one login look like two people. O2 reports a lead and a member of one team, because the sync
/// stops.
fn spelt_alike(subject: &Subject<'_>, charter: &Charter, remarks: &mut Remarks<'_>) {
    let mut spellings: BTreeMap<&Login, &Person> = BTreeMap::new();
    let leads: BTreeSet<&str> = charter.leads().map(|lead| lead.login.as_str()).collect();
    let mut said = BTreeSet::new();
    for person in charter.people() {
        let login = &person.login.value;
        let first = spellings.entry(login).or_insert(person);
        let parted = leads.contains(first.login.as_str()) && !leads.contains(login.as_str());
        if first.login.as_str() != login.as_str() && !parted && said.insert(login) {
            let message = format!("`{login}` and `{}` are one account in two spellings", first.login.value);
            let help = "write it as on the person's profile page";
            remarks.say(
                subject,
                Finding::new(Kind::LoginSpellings, person.login.span, message).about(login).with_help(help),
            );
        }
    }
}

/// Whether a span of a charter contains an unreadable part.
fn is_part(file: &CharterFile, span: Span) -> bool {
    file.reading.unread.iter().any(|finding| finding.span.start >= span.start && finding.span.start <= span.end)
}

/// Whether there may be a lead whose entry is unreadable: Y3 reports it, and the leads are unknown.
pub(super) fn has_unread_leads(file: &CharterFile, charter: &Charter) -> bool {
    let lists = [&charter.execution_leads, &charter.technical_leads];
    lists.into_iter().flatten().any(|list| is_part(file, list.span))
}

/// A list of people in a charter.
struct List<'c> {
    /// The role of its people.
    name: &'static str,
    /// The area that it belongs to.
    area: Option<&'c str>,
    people: &'c Listed<Person>,
}

fn lists(charter: &Charter) -> Vec<List<'_>> {
    let own = [
        ("execution leads", &charter.execution_leads),
        ("technical leads", &charter.technical_leads),
        ("bots", &charter.bots),
    ];
    let mut lists: Vec<_> = own.into_iter().map(|(name, people)| List { name, area: None, people }).collect();
    for area in &charter.areas {
        let parts = [("approvers", &area.approvers), ("reviewers", &area.reviewers), ("bots", &area.bots)];
        lists.extend(parts.into_iter().map(|(name, people)| List { name, area: Some(&area.name), people }));
    }
    lists
}
