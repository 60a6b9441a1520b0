//! A working group as decisions need it.

use std::collections::BTreeSet;

use crate::domain::charter::{Area, Lead};
use crate::domain::document::Fault;
use crate::domain::finding::Finding;
use crate::domain::ids::{GroupId, Login};
use crate::domain::slug::slug;
use crate::domain::time::Timestamp;

/// A working group, the oversight or the administration: whoever has a charter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its id: the charter's file stem, or what the policy says.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// Its charter's path in the governing repository.
    pub path: String,
    /// Slugs under which the index may know it, besides its id.
    pub names: Vec<String>,
    /// Who may be asked in its name, each once, in the charter's order.
    pub leads: Vec<Lead>,
    /// Accounts of machines, its own and those of its areas.
    pub bots: BTreeSet<Login>,
    /// Its parts with their asset lists.
    pub areas: Vec<Area>,
    /// What stands in its charter and could not be read: it is in none of the lists above.
    pub unread: Vec<Finding>,
    /// Whether this is what its charter says today.
    pub standing: Standing,
}

/// Whether what we know of a group is what its charter says today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    Current,
    /// The charter can't be read.
    Unreadable {
        /// Why not.
        fault: Fault,
        /// Of when our knowledge is; `None` if there never was a readable one.
        as_of: Option<Timestamp>,
    },
}

impl Group {
    /// The slug of its name, as teams, topics and labels use it.
    pub fn slug(&self) -> String {
        slug(&self.name)
    }
}
