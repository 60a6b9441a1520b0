//! A working group's charter: a Markdown document with one fenced `yaml` block that lists leads and assets.
//!
//! Every value has its position, for rules that point at it. Two charters are equal if they have the same content,
//! whatever the positions. A reading is a model *and* findings: the model has everything readable, and there is a
//! finding for everything else.

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

/// A list of a charter; `None` if its key is missing or has no value.
pub type Listed<T> = Option<At<Vec<T>>>;

/// The items of a list; empty if it is missing.
pub fn entries<T>(list: &Listed<T>) -> &[T] {
    list.as_ref().map(|list| list.value.as_slice()).unwrap_or_default()
}

/// A name on one line: quoted names may span several.
pub fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The content of a charter's `yaml` block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Charter {
    /// The group's name, never blank.
    pub name: At<String>,
    /// The GitHub organization of its teams; `None` for the default.
    pub org: Option<At<String>>,
    /// Execution leads.
    pub execution_leads: Listed<Person>,
    /// Technical leads.
    pub technical_leads: Listed<Person>,
    /// Bot accounts.
    pub bots: Listed<Person>,
    /// The areas of the group.
    pub areas: Vec<Area>,
    /// Settings for the organization's own tools; `None` if there are none.
    pub config: Option<At<Config>>,
}

/// An area of a group, with its repositories. **Invariant:** equality depends on the content, not on the position.
#[derive(Debug, Clone, Default)]
pub struct Area {
    /// Its name; empty if it has none.
    pub name: At<String>,
    /// People who may approve.
    pub approvers: Listed<Person>,
    /// People who may review.
    pub reviewers: Listed<Person>,
    /// Bot accounts.
    pub bots: Listed<Person>,
    /// The asset list.
    pub repositories: Listed<At<RepoName>>,
    /// The whole entry.
    pub span: Span,
}

/// A person or bot in a charter. **Invariant:** equality depends on the content, not on the position.
#[derive(Debug, Clone)]
pub struct Person {
    /// The full name, if the charter has it.
    pub name: Option<At<String>>,
    /// The account, in the charter's spelling.
    pub login: At<Login>,
    /// The whole entry.
    pub span: Span,
}

/// The parts of a charter's `config` that rules check; the rest is for other tools and not kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The flag `generate_rfc0015_branch_protection_rules`, from its key to its value, if it is present.
    pub branch_protection: Option<At<bool>>,
    /// The repositories of `deploy_keys`, as written.
    pub deploy_keys: Vec<At<String>>,
}

/// The readable content of a document, and the findings on the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The first heading, without `: Working Group Charter` if it has that; the span is that of the heading.
    pub title: Option<At<String>>,
    /// The block; `None` if there is none, or if it does not give the owners.
    pub charter: Option<Charter>,
    /// The position of the block, from fence to fence; `None` if there is none.
    pub block: Option<Span>,
    /// All problems, in document order.
    pub findings: Vec<Finding>,
    /// The findings whose text is missing from `charter`.
    pub unread: Vec<Finding>,
    /// What the organization's own generator does with the document.
    pub generator: generator::GeneratorVerdict,
    /// Why there is no charter although there is a block.
    fatal: Option<Fault>,
    /// Text that looks like a block, if there is no block.
    astray: Option<Fault>,
}

impl Reading {
    /// Whether this is a charter at all: by its heading (as before 2022), or by its block.
    pub fn is_charter(&self) -> bool {
        self.title.is_some() || self.block.is_some()
    }

    /// Whether there is a block, but it is unreadable.
    pub fn is_broken(&self) -> bool {
        self.fatal.is_some()
    }

    /// The reading of a document that is unreadable as a whole.
    fn unreadable(fault: Fault) -> Self {
        let findings = vec![Finding::of(Kind::DocumentLimit, fault.clone())];
        let generator = generator::GeneratorVerdict::Unknown;
        Self { findings, fatal: Some(fault), block: Some(Span::START), generator, ..Self::default() }
    }

    /// Why there is no charter although the document has one, or something that looks like one: the fault of its block,
    /// or of the text that is not read as a block.
    pub fn obstacle(&self) -> Option<&Fault> {
        self.fatal.as_ref().or(self.astray.as_ref())
    }

    /// The group's name on one line: from the block, or from the title; `None` if neither is readable.
    pub fn name(&self) -> Option<String> {
        let name = self.charter.as_ref().map(|charter| &charter.name).or(self.title.as_ref());
        name.map(|name| one_line(name))
    }

    /// The names that the index may use for the group, as slugs: the name in the block, the title.
    pub fn slugs(&self) -> Vec<String> {
        let name = self.charter.as_ref().map(|charter| &charter.name);
        name.into_iter().chain(&self.title).map(|name| slug(name)).collect()
    }
}

impl Charter {
    /// Every repository of every area, with duplicates.
    pub fn repositories(&self) -> impl Iterator<Item = &At<RepoName>> {
        self.areas.iter().flat_map(|area| entries(&area.repositories))
    }

    /// All leads, execution leads first, with duplicates.
    pub fn leads(&self) -> impl Iterator<Item = &Person> {
        entries(&self.execution_leads).iter().chain(entries(&self.technical_leads))
    }

    /// All people, with duplicates: leads, bots, and then area by area.
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
    /// A person of whom only the account is known, outside any document.
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
