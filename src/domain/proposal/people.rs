//! People who are already known, so that users do not have to enter names and companies that are in the documents.

use std::collections::BTreeMap;

use crate::domain::governance::charter::Charter;
use crate::domain::governance::tree::Tree;
use crate::domain::types::ids::Login;

use super::Person;

/// The documents' data on an account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Acquaintance {
    /// The full name.
    pub name: Option<String>,
    /// The employer, from the index's lists of leads.
    pub company: Option<String>,
}

/// Everyone who is named in charters, index or list of contributors, with the first spelling found.
pub fn acquaintances(tree: &Tree) -> BTreeMap<Login, Acquaintance> {
    let mut known: BTreeMap<Login, Acquaintance> = BTreeMap::new();
    let charters = tree.charters.values().filter_map(|charter| charter.reading.charter.as_ref());
    for person in charters.flat_map(Charter::people) {
        let entry = known.entry(person.login.value.clone()).or_default();
        let name = person.name.as_ref().map(|name| name.value.clone());
        entry.name = entry.name.take().or(name.filter(|name| !name.trim().is_empty()));
    }
    for row in tree.index.iter().flat_map(|index| &index.read.sections).flat_map(|section| section.people()) {
        let Some(login) = row.login() else { continue };
        let entry = known.entry(login.value).or_default();
        let told = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        entry.name = entry.name.take().or_else(|| told(&row.name.text));
        entry.company = entry.company.take().or_else(|| told(&row.company.text));
    }
    let contributors = tree.contributors.iter().flat_map(|named| &named.read.organizations);
    for login in contributors.flat_map(|(_, logins)| logins) {
        known.entry(login.value.clone()).or_default();
    }
    known
}

impl Person {
    /// A person by their account, with missing data from the documents; `None` without a name.
    pub fn of(
        login: &Login,
        name: Option<&str>,
        company: Option<&str>,
        known: &BTreeMap<Login, Acquaintance>,
    ) -> Option<Self> {
        let told = |text: Option<&str>| text.map(str::to_owned).filter(|text| !text.is_empty());
        let found = known.get_key_value(login);
        let known = found.map(|(_, known)| known.clone()).unwrap_or_default();
        Some(Self {
            login: found.map_or(login, |(login, _)| login).clone(),
            name: told(name).or(known.name)?,
            company: told(company).or(known.company),
        })
    }
}
