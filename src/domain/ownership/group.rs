//! A group as decisions need it: facts alone, wherever they were written down.
//!
//! A charter of Cloud Foundry, an entry of Kubernetes' `sigs.yaml`, a team of rust-lang: all become this.

use std::collections::BTreeSet;

use crate::domain::document::Fault;
use crate::domain::finding::Finding;
use crate::domain::ids::{GroupId, Login, RepoName};
use crate::domain::lead::Lead;
use crate::domain::slug::slug;
use crate::domain::time::Timestamp;

use super::asset::Asset;

/// A working group, the oversight or the administration: whoever owns something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its id: the charter's file stem, or what the policy says.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// The path of the document that it comes from, in the governing repository.
    pub path: String,
    /// Slugs under which the index may know it, besides its id.
    pub names: Vec<String>,
    /// The GitHub organization that its teams are made in; `None` for the one of the governing repository.
    pub org: Option<String>,
    /// Who may be asked in its name, each once, in the order of asking.
    pub leads: Vec<Lead>,
    /// Accounts of machines that work for the whole group; see [`Self::has_bot`] for those of its areas, too.
    pub bots: BTreeSet<Login>,
    /// Its parts with what they own.
    pub areas: Vec<Area>,
    /// What stands in its document and could not be read: it is in none of the lists above.
    pub unread: Vec<Finding>,
    /// Whether this is what its document says today.
    pub standing: Standing,
}

/// A part of a group with what it owns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Area {
    /// Its name.
    pub name: String,
    /// Who may approve.
    pub approvers: Vec<Login>,
    /// Who may review; `None` where there is no such list, which is not the same as an empty one: teams are made for
    /// lists that are there (RFC-0014).
    pub reviewers: Option<Vec<Login>>,
    /// Accounts of machines; `None` where there is no such list.
    pub bots: Option<Vec<Login>>,
    /// What it owns.
    pub assets: Vec<Asset>,
}

/// Whether what we know of a group is what its document says today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    Current,
    /// The document can't be read.
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

    /// Whether an account is that of a machine of the group or of one of its areas.
    pub fn has_bot(&self, login: &Login) -> bool {
        self.bots.contains(login) || self.areas.iter().flat_map(Area::bots).any(|bot| bot == login)
    }
}

impl Area {
    /// Who may review; nobody where there is no list.
    pub fn reviewers(&self) -> &[Login] {
        self.reviewers.as_deref().unwrap_or_default()
    }

    /// Accounts of machines; none where there is no list.
    pub fn bots(&self) -> &[Login] {
        self.bots.as_deref().unwrap_or_default()
    }

    /// The repositories that it owns as a whole and by their names.
    pub fn repositories(&self) -> impl Iterator<Item = &RepoName> {
        self.assets.iter().filter_map(|asset| match asset {
            Asset::Repository(name) => Some(name),
            Asset::Part(_) | Asset::Repositories(_) => None,
        })
    }
}
