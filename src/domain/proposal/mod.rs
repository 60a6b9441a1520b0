//! A working group that does not exist yet, and the documents that propose it: its charter, its place in the index, its
//! repositories in the org file. Each piece is also available separately.

mod artifact;
pub mod charter;
mod insertion;
mod list;
mod org_file;
mod people;
mod place;
mod plain;
mod question;
mod refusal;
#[cfg(test)]
mod sample;
pub mod section;
mod spelled;
mod write;

use std::collections::BTreeMap;

use super::text::slug::slug;
use super::types::ids::{GroupId, Login, RepoName};

pub use artifact::{ProposedArtifact, linked};
pub use insertion::{Insertion, inserted};
pub use list::list_entry;
pub use org_file::{OrgPage, repository_entry};
pub use people::{Acquaintance, acquaintances};
pub use place::section_place;
pub use question::{APPROVERS, Need, Question, missing};
pub use refusal::{Flaw, ProposalRefusal, flaw, refusals};
pub use write::write;

/// The content of a new group's documents. Each text is one line; mission, goals, scope and non-goals may contain
/// Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The group's name.
    pub name: String,
    /// The name of the charter's file without its extension; the slug of the name if left out.
    pub file_stem: Option<GroupId>,
    /// The organization of its teams; that of the governing repository if left out.
    pub org: Option<String>,
    /// The group's purpose.
    pub mission: String,
    /// Its goals.
    pub goals: Vec<String>,
    /// Its scope.
    pub scope: Vec<String>,
    /// Tasks outside its scope.
    pub non_goals: Vec<String>,
    /// Execution leads.
    pub execution_leads: Vec<Person>,
    /// Technical leads.
    pub technical_leads: Vec<Person>,
    /// Bot accounts.
    pub bots: Vec<Person>,
    /// Its areas.
    pub areas: Vec<Area>,
    /// Where it meets and writes, each as Markdown for a table cell.
    pub artifacts: BTreeMap<ProposedArtifact, String>,
}

/// A person with a role in the group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub login: Login,
    /// The full name.
    pub name: String,
    /// The employer; only required for leads.
    pub company: Option<String>,
}

/// An area of the group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Area {
    /// Its name.
    pub name: String,
    /// People who may approve.
    pub approvers: Vec<Person>,
    /// People who may review.
    pub reviewers: Vec<Person>,
    /// Bot accounts.
    pub bots: Vec<Person>,
    /// Its repositories.
    pub repositories: Vec<Repository>,
}

/// A repository of an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// Its full name.
    pub name: RepoName,
    /// Its description for the org file, if it is new there.
    pub description: Option<String>,
}

impl Draft {
    /// The group's id, which is the name of the charter's file without its extension; `None` while the group has no
    /// name.
    pub fn id(&self) -> Option<GroupId> {
        self.file_stem.clone().or_else(|| slug(&self.name).parse().ok())
    }

    /// The leads, without duplicates, with their company if it is given anywhere.
    pub fn leads(&self) -> Vec<Person> {
        let mut leads: Vec<Person> = Vec::new();
        for lead in self.execution_leads.iter().chain(&self.technical_leads) {
            match leads.iter_mut().find(|known| known.login == lead.login) {
                Some(known) => known.company = known.company.take().or_else(|| lead.company.clone()),
                None => leads.push(lead.clone()),
            }
        }
        leads
    }

    /// The repositories of all areas, with duplicates.
    pub fn repositories(&self) -> impl Iterator<Item = &Repository> {
        self.areas.iter().flat_map(|area| &area.repositories)
    }
}
