//! A working group's charter: a Markdown document with one fenced `yaml` block that says who leads and what is owned.

pub mod index;
mod read;
mod write;

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
    /// Who may review; `None` where there is no such list.
    pub reviewers: Option<Vec<Person>>,
    /// Accounts of machines; `None` where there is no such list.
    pub bots: Option<Vec<Person>>,
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
    /// Every repository of every area, as often as it stands there.
    pub fn repositories(&self) -> impl Iterator<Item = &RepoName> {
        self.areas.iter().flat_map(|area| &area.repositories)
    }
}
