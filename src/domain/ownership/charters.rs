//! From charters to groups: the one place where ownership knows what a charter looks like.

use std::collections::BTreeSet;

use crate::domain::charter::{self, Charter, Person, Reading};
use crate::domain::ids::{GroupId, Login};
use crate::domain::lead::{Lead, Role};
use crate::domain::policy::CharterSource;

use super::{Area, Asset, Document, Group, Standing};

/// The group of a document; `None` if it is no charter and nobody says that it has to be one.
pub(super) fn group(id: GroupId, document: &Document, source: &CharterSource) -> Option<Group> {
    let reading = charter::read(&document.text);
    if !reading.is_charter() && source.group.is_none() {
        return None;
    }
    if !reading.is_broken() {
        return Some(group_of(id, &document.path, reading, source));
    }
    let fault = reading.faults.first().cloned()?;
    let (kept, as_of) = match &document.last_good {
        Some((text, at)) => (charter::read(text), Some(*at)),
        None => (reading, None),
    };
    let standing = Standing::Unreadable { fault, as_of };
    Some(Group { standing, ..group_of(id, &document.path, kept, source) })
}

fn group_of(id: GroupId, path: &str, reading: Reading, source: &CharterSource) -> Group {
    let names = reading.slugs();
    let title = reading.title.clone().unwrap_or_else(|| id.to_string());
    let charter = reading.charter.unwrap_or_else(|| Charter { name: title, ..Charter::default() });
    Group {
        leads: leads(&charter, &source.leads),
        bots: charter.bots.into_iter().map(|bot| bot.login).collect(),
        name: charter.name,
        path: path.to_owned(),
        names,
        org: charter.org,
        areas: charter.areas.into_iter().map(area).collect(),
        standing: Standing::Current,
        id,
    }
}

/// The leads of the wanted roles, in their order, each person once.
fn leads(charter: &Charter, roles: &[Role]) -> Vec<Lead> {
    let mut seen = BTreeSet::new();
    let people = |role: &Role| match role {
        Role::Execution => &charter.execution_leads,
        Role::Technical => &charter.technical_leads,
    };
    let lead = |role: Role, person: &Person| Lead { login: person.login.clone(), role };
    let all = roles.iter().flat_map(|role| people(role).iter().map(|person| lead(*role, person)));
    all.filter(|lead| seen.insert(lead.login.clone())).collect()
}

fn area(area: charter::Area) -> Area {
    Area {
        name: area.name,
        approvers: logins(area.approvers),
        reviewers: area.reviewers.map(logins),
        bots: area.bots.map(logins),
        assets: area.repositories.into_iter().map(Asset::Repository).collect(),
    }
}

fn logins(people: Vec<Person>) -> Vec<Login> {
    people.into_iter().map(|person| person.login).collect()
}
