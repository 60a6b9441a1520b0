//! A working group that does not exist yet, and the documents that propose it: its charter, its place in the index, its
//! repositories in the org file. Each piece can be had alone, for those who lack one.

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

/// Everything that the documents of a new group say. Texts are one line each; those of the mission, of goals, scope and
/// non-goals may have Markdown in them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The group's name.
    pub name: String,
    /// The name of the charter's file without its ending; the slug of the name if left out.
    pub file_stem: Option<GroupId>,
    /// The organization that its teams are made in; that of the governing repository if left out.
    pub org: Option<String>,
    /// Why it exists.
    pub mission: String,
    /// What it wants to reach.
    pub goals: Vec<String>,
    /// What it does for that.
    pub scope: Vec<String>,
    /// What it leaves to others.
    pub non_goals: Vec<String>,
    /// Execution leads.
    pub execution_leads: Vec<Person>,
    /// Technical leads.
    pub technical_leads: Vec<Person>,
    /// Accounts of machines.
    pub bots: Vec<Person>,
    /// Its parts.
    pub areas: Vec<Area>,
    /// Where it meets and writes, each as Markdown for a table's cell.
    pub artifacts: BTreeMap<ProposedArtifact, String>,
}

/// Somebody with a part in the group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub login: Login,
    /// The name in full.
    pub name: String,
    /// Who employs them; asked of leads only.
    pub company: Option<String>,
}

/// A part of the group.
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
    /// What it owns.
    pub repositories: Vec<Repository>,
}

/// A repository of an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// Its full name.
    pub name: RepoName,
    /// What it is, for the org file, if it is new there.
    pub description: Option<String>,
}

impl Draft {
    /// The group's id, which is the name of the charter's file without its ending; `None` as long as it has no name.
    pub fn id(&self) -> Option<GroupId> {
        self.file_stem.clone().or_else(|| slug(&self.name).parse().ok())
    }

    /// The leads, each once, with the company that is told of them anywhere.
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

    /// The repositories of all areas, as often as they are named.
    pub fn repositories(&self) -> impl Iterator<Item = &Repository> {
        self.areas.iter().flat_map(|area| &area.repositories)
    }
}
