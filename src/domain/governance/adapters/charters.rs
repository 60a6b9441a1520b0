//! Charters, as in Cloud Foundry: each is a separate document and defines one group. The default adapter.

use std::collections::BTreeSet;

use crate::domain::diagnostics::finding::{Finding, Kind, Rule};
use crate::domain::document::{At, Span};
use crate::domain::governance::charter;
use crate::domain::governance::charter::{Charter, Person, Reading, entries, one_line};
use crate::domain::governance::ownership::{Area, Asset, Group, OwnershipDocument, Standing};
use crate::domain::policy::{CharterSource, Governing};
use crate::domain::types::ids::{GroupId, Login};
use crate::domain::types::role::{Lead, Role};

use super::Found;

/// The groups of all charters. **Invariant:** a group that the policy names has its charter at the policy's path, and
/// nowhere else: no other file of that name can become the oversight or the staff.
pub(super) fn read(
    documents: &[&OwnershipDocument],
    governing: &Governing,
    reader: &dyn Fn(&OwnershipDocument) -> Reading,
) -> Found {
    let mut found = Found::default();
    for document in documents {
        let Some((id, source)) = governing.charter_at(&document.path) else {
            let message = "the name of this document cannot be a group's id, so it is not read";
            let help = "rename it: up to 100 bytes, none of \\ ` | < >";
            found.find(&document.path, Finding::new(Kind::NotRead, Span::START, message).with_help(help));
            continue;
        };
        let named = governing.charters.iter().find(|source| source.group.as_ref() == Some(&id));
        if let Some(named) = named.filter(|_| source.group.is_none()) {
            let message = format!("the charter of the group `{id}` is in {}, so this one is not read", named.path);
            let help = "rename the file";
            found.find(&document.path, Finding::new(Kind::NotRead, Span::START, message).with_help(help));
            continue;
        }
        if let Some(group) = group(id, document, reader(document), source, governing) {
            found.add(group, Span::START);
        }
    }
    found
}

/// Whether a charter's text gives its ownership. A text without a block never replaces one with a block.
pub(super) fn is_readable(text: &str) -> bool {
    charter::read(text).charter.is_some()
}

/// The group of a document; `None` if it is not a charter and does not have to be one.
///
/// **Invariant:** if a document is known to be a charter, but its block is missing or unreadable, the group exists and
/// is marked as unreadable. There are two exceptions: prose that never had a block, as before 2022, and groups outside
/// the automation on purpose.
fn group(
    id: GroupId,
    document: &OwnershipDocument,
    mut reading: Reading,
    source: &CharterSource,
    governing: &Governing,
) -> Option<Group> {
    let OwnershipDocument { path, text, last_good } = document;
    if governing.outside.contains(&id) {
        reading.unread.retain(|finding| finding.rule() != Rule::Y1);
        let is_charter = reading.is_charter() || reading.obstacle().is_some() || source.group.is_some();
        if is_charter && !reading.is_broken() {
            return Some(group_of(id, path, reading, source));
        }
    }
    if reading.charter.is_some() {
        return Some(group_of(id, path, reading, source));
    }
    let last_good = last_good.as_ref().map(|(text, at)| (charter::read(text), *at));
    let last_good = last_good.filter(|(kept, _)| kept.charter.is_some());
    let is_meant = reading.title.is_some() || last_good.is_some() || source.group.is_some() || text.trim().is_empty();
    let fault = match reading.obstacle() {
        Some(fault) => fault.clone(),
        None if is_meant => no_block(&reading, text).fault(),
        None => return None,
    };
    if reading.title.is_some() && reading.obstacle().is_none() && last_good.is_none() {
        reading.unread = vec![no_block(&reading, text)];
        return Some(group_of(id, path, reading, source));
    }
    let (mut kept, as_of) = last_good.map_or((reading, None), |(kept, at)| (kept, Some(at)));
    // The unreadable parts of an earlier text are on lines that no longer exist; the fault of the current text counts.
    kept.unread.clear();
    Some(Group { standing: Standing::Unreadable { fault, as_of }, ..group_of(id, path, kept, source) })
}

/// A charter without anything that looks like a block.
fn no_block(reading: &Reading, text: &str) -> Finding {
    let span = reading.title.as_ref().map_or(Span::START, |title| title.span);
    let message = match text.trim().is_empty() {
        true => "the document is empty, so the group has no known leads or repositories",
        false => "there is no block marked `yaml`, so the group has no known leads or repositories",
    };
    Finding::new(Kind::BlockMissing, span, message).with_help("add the block as in the charter of another group")
}

fn group_of(id: GroupId, path: &str, reading: Reading, source: &CharterSource) -> Group {
    let names = reading.slugs();
    let name = reading.name().unwrap_or_else(|| id.to_string());
    let charter = reading.charter.unwrap_or_default();
    Group {
        leads: leads(&charter, &source.leads),
        bots: logins(entries(&charter.bots)).into_iter().collect(),
        names,
        org: charter.org.map(|org| org.value),
        areas: charter.areas.iter().map(area).collect(),
        unread: reading.unread,
        ..Group::blank(id, &name, path)
    }
}

/// The leads with these roles, in this order, without duplicates.
fn leads(charter: &Charter, roles: &[Role]) -> Vec<Lead> {
    let mut seen = BTreeSet::new();
    let people = |role: &Role| match role {
        Role::Execution => entries(&charter.execution_leads),
        Role::Technical => entries(&charter.technical_leads),
        Role::Chair | Role::Lead | Role::CodeOwner => &[],
    };
    let lead = |role: Role, person: &Person| Lead { login: person.login.value.clone(), role };
    let all = roles.iter().flat_map(|role| people(role).iter().map(|person| lead(*role, person)));
    all.filter(|lead| seen.insert(lead.login.clone())).collect()
}

fn area(area: &charter::Area) -> Area {
    let list = |list: &At<Vec<Person>>| logins(list);
    Area {
        name: one_line(&area.name),
        approvers: logins(entries(&area.approvers)),
        reviewers: area.reviewers.as_ref().map(list),
        bots: area.bots.as_ref().map(list),
        assets: entries(&area.repositories).iter().map(|name| Asset::Repository(name.value.clone())).collect(),
    }
}

fn logins(people: &[Person]) -> Vec<Login> {
    people.iter().map(|person| person.login.value.clone()).collect()
}
