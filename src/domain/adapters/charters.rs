//! Charters, as Cloud Foundry has them: each is a document of its own and makes one group. The default.

use std::collections::BTreeSet;

use crate::domain::charter::{self, Charter, Person, Reading, entries, one_line};
use crate::domain::document::At;
use crate::domain::ids::{GroupId, Login};
use crate::domain::lead::{Lead, Role};
use crate::domain::ownership::{Area, Asset, Document, Group, Standing};
use crate::domain::policy::{CharterSource, Governing};

use super::Found;

/// The groups of all charters; of two documents with one id the last counts.
pub(super) fn read(documents: &[&Document], governing: &Governing) -> Found {
    let groups = documents.iter().filter_map(|document| {
        let (id, source) = governing.charter_at(&document.path)?;
        let group = group(id.clone(), document, source)?;
        Some((id, group))
    });
    Found { groups: groups.collect(), ..Found::default() }
}

/// Whether ownership can be known from a charter's text.
pub(super) fn is_readable(text: &str) -> bool {
    !charter::read(text).is_broken()
}

/// The group of a document; `None` if it is no charter and nobody says that it has to be one.
fn group(id: GroupId, document: &Document, source: &CharterSource) -> Option<Group> {
    let reading = charter::read(&document.text);
    if !reading.is_charter() && source.group.is_none() {
        return None;
    }
    if !reading.is_broken() {
        return Some(group_of(id, &document.path, reading, source));
    }
    let fault = reading.fault().cloned()?;
    let (kept, as_of) = match &document.last_good {
        Some((text, at)) => {
            let mut kept = charter::read(text);
            // What was not read of an earlier text stands in lines that are gone.
            kept.unread.clear();
            (kept, Some(*at))
        }
        None => (reading, None),
    };
    let standing = Standing::Unreadable { fault, as_of };
    Some(Group { standing, ..group_of(id, &document.path, kept, source) })
}

fn group_of(id: GroupId, path: &str, reading: Reading, source: &CharterSource) -> Group {
    let names = reading.slugs();
    let name = reading.name().unwrap_or_else(|| id.to_string());
    let charter = reading.charter.unwrap_or_default();
    Group {
        leads: leads(&charter, &source.leads),
        bots: logins(entries(&charter.bots)).into_iter().collect(),
        name,
        path: path.to_owned(),
        names,
        org: charter.org.map(|org| org.value),
        areas: charter.areas.iter().map(area).collect(),
        unread: reading.unread,
        standing: Standing::Current,
        id,
    }
}

/// The leads of the wanted roles, in their order, each person once.
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
