//! A working group's charter: a Markdown document with one fenced `yaml` block that says who leads and what is owned.
//!
//! Every value knows where it is written, for rules that point at it; two charters are the same if they say the same,
//! wherever they say it. A reading is a model *and* findings: whatever can be read is in the model, and for everything
//! that is not there is a finding.

mod block;
mod content;
pub mod generator;
mod messages;
mod model_reader;
mod read;
mod schema;
mod slips;
mod write;

use crate::domain::diagnostics::finding::{Finding, Kind};
use crate::domain::document::{At, Fault, Span};
use crate::domain::text::slug::slug;
use crate::domain::types::ids::{Login, RepoName};

pub use read::{read, read_with_outline};
pub use write::{block, write};

/// A list of a charter; `None` where its key is not written, or nothing is written behind it.
pub type Listed<T> = Option<At<Vec<T>>>;

/// What a list has, written or not.
pub fn entries<T>(list: &Listed<T>) -> &[T] {
    list.as_ref().map(|list| list.value.as_slice()).unwrap_or_default()
}

/// A name as it is shown: quoted ones may go over lines.
pub fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the `yaml` block of a charter says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Charter {
    /// The group's name, never blank.
    pub name: At<String>,
    /// The GitHub organization that its teams are made in; `None` where the charter leaves it to the default.
    pub org: Option<At<String>>,
    /// Execution leads.
    pub execution_leads: Listed<Person>,
    /// Technical leads.
    pub technical_leads: Listed<Person>,
    /// Accounts of machines.
    pub bots: Listed<Person>,
    /// The parts of the group.
    pub areas: Vec<Area>,
    /// Settings for the organization's own tools; `None` where there are none.
    pub config: Option<At<Config>>,
}

/// A part of a group with the repositories that it owns. **Invariant:** equality is that of what it says, not of where.
#[derive(Debug, Clone, Default)]
pub struct Area {
    /// Its name; empty where it has none.
    pub name: At<String>,
    /// Who may approve.
    pub approvers: Listed<Person>,
    /// Who may review.
    pub reviewers: Listed<Person>,
    /// Accounts of machines.
    pub bots: Listed<Person>,
    /// The asset list.
    pub repositories: Listed<At<RepoName>>,
    /// The whole entry.
    pub span: Span,
}

/// A person or machine in a charter. **Invariant:** equality is that of what it says, not of where.
#[derive(Debug, Clone)]
pub struct Person {
    /// The name in full, if the charter has it.
    pub name: Option<At<String>>,
    /// The account, in the charter's spelling.
    pub login: At<Login>,
    /// The whole entry.
    pub span: Span,
}

/// What rules ask of a charter's `config`; the rest of it is for other tools, and not kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The flag `generate_rfc0015_branch_protection_rules`, from its key to its value, if it is written.
    pub branch_protection: Option<At<bool>>,
    /// The repositories of `deploy_keys`, as they are written.
    pub deploy_keys: Vec<At<String>>,
}

/// What could be read of a document, and what could not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The first heading without `: Working Group Charter`, if it has that; the span is the heading's.
    pub title: Option<At<String>>,
    /// The block; `None` if there is none or its owners can't be known from it.
    pub charter: Option<Charter>,
    /// Where the block stands, from fence to fence; `None` if there is none.
    pub block: Option<Span>,
    /// Everything that is not as it should be, in the order of the document.
    pub findings: Vec<Finding>,
    /// Those of the findings by which something that is written is not in `charter`.
    pub unread: Vec<Finding>,
    /// What the organization's own generator will do with the document.
    pub generator: generator::GeneratorVerdict,
    /// Why there is no charter though there is a block.
    fatal: Option<Fault>,
    /// What looks like a block and is none, where there is no block.
    astray: Option<Fault>,
}

impl Reading {
    /// Whether this is a charter at all: one by its heading (as before 2022), or by its block.
    pub fn is_charter(&self) -> bool {
        self.title.is_some() || self.block.is_some()
    }

    /// Whether there is a block from which nothing can be known.
    pub fn is_broken(&self) -> bool {
        self.fatal.is_some()
    }

    /// Of a document that can't be read at all.
    fn unreadable(fault: Fault) -> Self {
        let findings = vec![Finding::of(Kind::DocumentLimit, fault.clone())];
        let generator = generator::GeneratorVerdict::Unknown;
        Self { findings, fatal: Some(fault), block: Some(Span::START), generator, ..Self::default() }
    }

    /// Why there is no charter though the document has one, or something that looks like one: the fault of its block, or
    /// what stands where a block is not read.
    pub fn obstacle(&self) -> Option<&Fault> {
        self.fatal.as_ref().or(self.astray.as_ref())
    }

    /// What the group is called, in one line: its name, or what the title says; `None` if neither can be read.
    pub fn name(&self) -> Option<String> {
        let name = self.charter.as_ref().map(|charter| &charter.name).or(self.title.as_ref());
        name.map(|name| one_line(name))
    }

    /// The names by which the index may call the group, as slugs: yaml name, title.
    pub fn slugs(&self) -> Vec<String> {
        let name = self.charter.as_ref().map(|charter| &charter.name);
        name.into_iter().chain(&self.title).map(|name| slug(name)).collect()
    }
}

impl Charter {
    /// Every repository of every area, as often as it stands there.
    pub fn repositories(&self) -> impl Iterator<Item = &At<RepoName>> {
        self.areas.iter().flat_map(|area| entries(&area.repositories))
    }

    /// All leads, execution leads first, as often as they stand there.
    pub fn leads(&self) -> impl Iterator<Item = &Person> {
        entries(&self.execution_leads).iter().chain(entries(&self.technical_leads))
    }

    /// Everybody who is named, as often as they stand there: leads, bots, and then area by area.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        let own = [&self.execution_leads, &self.technical_leads, &self.bots];
        let areas = self.areas.iter().flat_map(|area| [&area.approvers, &area.reviewers, &area.bots]);
        own.into_iter().chain(areas).flat_map(entries)
    }
}

impl PartialEq for Area {
    fn eq(&self, other: &Self) -> bool {
        let Self { name, approvers, reviewers, bots, repositories, span: _ } = self;
        (name, approvers, reviewers, bots, repositories)
            == (&other.name, &other.approvers, &other.reviewers, &other.bots, &other.repositories)
    }
}

impl Eq for Area {}

impl Person {
    /// A person of whom only the account is known, in no document.
    pub fn known_as(login: Login) -> Self {
        Self { name: None, login: At::nowhere(login), span: Span::START }
    }
}

impl PartialEq for Person {
    fn eq(&self, other: &Self) -> bool {
        let Self { name, login, span: _ } = self;
        (name, login) == (&other.name, &other.login)
    }
}

impl Eq for Person {}
