//! One change of the governing documents, and its case in the process.

use std::fmt;

use crate::domain::types::case::Case;
use crate::domain::types::ids::{GroupId, Login, RepoName};

/// One change: a party agrees to it or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its case in the process.
    pub case: Case,
    /// The thing that changes.
    pub subject: ChangeSubject,
    /// Its places or names before; ordered.
    pub from: Vec<ChangePlace>,
    /// Its places or names after; ordered.
    pub to: Vec<ChangePlace>,
    /// The people whose roles change; ordered.
    pub people: Vec<Login>,
    /// What an approval agrees to beyond that, for a thing that is added or changed as a whole: its content, in any form.
    pub content: Option<String>,
}

/// The thing that changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeSubject {
    /// A repository, by its name before.
    Repository(RepoName),
    /// A group.
    Group(GroupId),
    /// An area of a group, by its name before.
    Area(GroupId, String),
    /// A person or a bot.
    Account(Login),
    /// A document, by its path.
    Document(String),
}

/// A place in the governing documents, or a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangePlace {
    /// An area's asset list.
    Area {
        /// The group.
        group: GroupId,
        /// The area's name.
        area: String,
    },
    /// A list of people.
    Seat {
        /// The group.
        group: GroupId,
        /// The area's name; `None` for a list of the whole group.
        area: Option<String>,
        /// The list.
        list: RoleList,
    },
    /// The contributors of an organization.
    Contributors(String),
    /// A name.
    Name(String),
}

/// A list of people in a charter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoleList {
    /// `execution_leads`.
    ExecutionLeads,
    /// `technical_leads`.
    TechnicalLeads,
    /// `approvers` of an area.
    Approvers,
    /// `reviewers` of an area.
    Reviewers,
    /// `bots` of a group or an area.
    Bots,
}

impl Change {
    /// A change without places and people.
    pub(super) fn new(case: Case, subject: ChangeSubject) -> Self {
        Self { case, subject, from: Vec::new(), to: Vec::new(), people: Vec::new(), content: None }
    }

    #[must_use]
    pub(super) fn between(self, from: Vec<ChangePlace>, to: Vec<ChangePlace>) -> Self {
        Self { from, to, ..self }
    }

    #[must_use]
    pub(super) fn of_content(self, content: Option<String>) -> Self {
        Self { content, ..self }
    }

    #[must_use]
    pub(super) fn of_people(self, people: impl IntoIterator<Item = Login>) -> Self {
        let people = std::collections::BTreeSet::from_iter(people);
        Self { people: people.into_iter().collect(), ..self }
    }

    /// The affected groups: those of the subject before and after; ordered.
    pub fn groups(&self) -> Vec<&GroupId> {
        let own = match &self.subject {
            ChangeSubject::Group(group) | ChangeSubject::Area(group, _) => Some(group),
            ChangeSubject::Repository(_) | ChangeSubject::Account(_) | ChangeSubject::Document(_) => None,
        };
        let places = self.from.iter().chain(&self.to).filter_map(ChangePlace::group);
        let mut groups: Vec<_> = own.into_iter().chain(places).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    /// The person whose role changes. This person does not count as a party.
    pub fn candidate(&self) -> Option<&Login> {
        match &self.subject {
            ChangeSubject::Account(login) => Some(login),
            _ => None,
        }
    }
}

impl ChangePlace {
    /// Its group.
    pub fn group(&self) -> Option<&GroupId> {
        match self {
            Self::Area { group, .. } | Self::Seat { group, .. } => Some(group),
            Self::Contributors(_) | Self::Name(_) => None,
        }
    }
}

impl RoleList {
    /// The key of the list in a charter.
    pub fn word(self) -> &'static str {
        match self {
            Self::ExecutionLeads => "execution_leads",
            Self::TechnicalLeads => "technical_leads",
            Self::Approvers => "approvers",
            Self::Reviewers => "reviewers",
            Self::Bots => "bots",
        }
    }
}

impl fmt::Display for ChangeSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Repository(name) => write!(f, "{name}"),
            Self::Group(group) => write!(f, "{group}"),
            Self::Area(group, area) => write!(f, "{group}: {area}"),
            Self::Account(login) => write!(f, "{login}"),
            Self::Document(path) => f.write_str(path),
        }
    }
}

impl fmt::Display for ChangePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Area { group, area } => write!(f, "{group}: {area}"),
            Self::Seat { group, area: Some(area), list } => write!(f, "{group}: {area}: {}", list.word()),
            Self::Seat { group, area: None, list } => write!(f, "{group}: {}", list.word()),
            Self::Contributors(organization) => write!(f, "contributors of {organization}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}
