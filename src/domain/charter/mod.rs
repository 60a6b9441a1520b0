//! A working group's charter: a Markdown document with one fenced `yaml` block that says who leads and what is owned.

pub mod index;
mod read;
mod write;

use std::collections::BTreeSet;
use std::fmt;

use super::document::{Fault, Place};
use super::ids::{Login, RepoName};
use super::slug::slug;

pub use read::read;
pub use write::write;

/// What the `yaml` block of a charter says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Charter {
    /// The group's name.
    pub name: String,
    /// The GitHub organization that its teams are made in; `None` where the charter leaves it to the default.
    pub org: Option<String>,
    /// Execution leads.
    pub execution_leads: Vec<Person>,
    /// Technical leads.
    pub technical_leads: Vec<Person>,
    /// Accounts of machines.
    pub bots: Vec<Person>,
    /// The parts of the group.
    pub areas: Vec<Area>,
}

/// A part of a group with the repositories that it owns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Area {
    /// Its name.
    pub name: String,
    /// Who may approve.
    pub approvers: Vec<Person>,
    /// Who may review.
    pub reviewers: Vec<Person>,
    /// Accounts of machines.
    pub bots: Vec<Person>,
    /// The asset list.
    pub repositories: Vec<RepoName>,
}

/// A person or machine in a charter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name in full, if the charter has it.
    pub name: String,
    /// The account, in the charter's spelling.
    pub login: Login,
}

/// Somebody who leads a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// The account.
    pub login: Login,
    /// In which role; the first one for a person with both.
    pub role: Role,
}

/// The role of a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// `execution_leads` in the charter.
    Execution,
    /// `technical_leads` in the charter.
    Technical,
}

/// What could be read of a document, and what could not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The first heading without `: Working Group Charter`, if it has that.
    pub title: Option<String>,
    /// The block; `None` if there is none or its owners can't be known from it.
    pub charter: Option<Charter>,
    /// Where the block stands; `None` if there is none.
    pub block: Option<Place>,
    /// Everything that is not as it should be, in the order of the document.
    pub faults: Vec<Fault>,
}

impl Reading {
    /// Whether this is a charter at all: one by its heading (as before 2022), or by its block.
    pub fn is_charter(&self) -> bool {
        self.title.is_some() || self.block.is_some()
    }

    /// Whether there is a block from which nothing can be known.
    pub fn is_broken(&self) -> bool {
        self.charter.is_none() && !self.faults.is_empty()
    }

    /// The names by which the index may call the group, as slugs: yaml name, title.
    pub fn slugs(&self) -> Vec<String> {
        let name = self.charter.as_ref().map(|charter| slug(&charter.name));
        name.into_iter().chain(self.title.as_deref().map(slug)).collect()
    }
}

impl Charter {
    /// The leads of the wanted roles, in their order, each person once.
    pub fn leads(&self, roles: &[Role]) -> Vec<Lead> {
        let mut seen = BTreeSet::new();
        let people = |role: &Role| match role {
            Role::Execution => &self.execution_leads,
            Role::Technical => &self.technical_leads,
        };
        let lead = |role: Role, person: &Person| Lead { login: person.login.clone(), role };
        let all = roles.iter().flat_map(|role| people(role).iter().map(|person| lead(*role, person)));
        all.filter(|lead| seen.insert(lead.login.clone())).collect()
    }

    /// Every repository of every area, as often as it stands there.
    pub fn repositories(&self) -> impl Iterator<Item = &RepoName> {
        self.areas.iter().flat_map(|area| &area.repositories)
    }

    /// The accounts of machines: the group's and those of its areas.
    pub fn bots(&self) -> impl Iterator<Item = &Person> {
        self.bots.iter().chain(self.areas.iter().flat_map(|area| &area.bots))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Execution => "execution lead",
            Self::Technical => "technical lead",
        })
    }
}
