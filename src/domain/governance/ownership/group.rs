//! A group as decisions need it: facts alone, wherever they were written down.
//!
//! A charter of Cloud Foundry, an entry of Kubernetes' `sigs.yaml`, a team of rust-lang: all become this.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::domain::diagnostics::finding::Finding;
use crate::domain::document::Fault;
use crate::domain::text::slug::slug;
use crate::domain::types::ids::{GroupId, InvalidName, Login, RepoName};
use crate::domain::types::role::Lead;
use crate::domain::types::time::Timestamp;

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
    /// Its teams on GitHub, where its document names them. What RFC-0014 makes of charters is in [`super::teams`].
    pub teams: Vec<TeamName>,
    /// What its document says of it in words.
    pub words: Words,
    /// What stands in its document and could not be read: it is in none of the lists above.
    pub unread: Vec<Finding>,
    /// Whether this is what its document says today.
    pub standing: Standing,
    /// Whether this is not a group: it stands in for a document that can't be read, and the groups of the document are
    /// not known.
    pub is_stand_in: bool,
}

/// A team on GitHub: `acme/docs`, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TeamName {
    organization: Box<str>,
    slug: Box<str>,
}

/// What a document says of a group in words, as the index of 2021 does: a mission, and projects that may have any number
/// of repositories.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// What it is there for, one paragraph.
    pub mission: Option<String>,
    /// What it owns, one paragraph.
    pub assets: Option<String>,
    /// The projects that this paragraph names, in its order.
    pub projects: Vec<String>,
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
    /// A group of which nothing but its names and its document's path is known.
    pub fn blank(id: GroupId, name: &str, path: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            path: path.to_owned(),
            names: Vec::new(),
            org: None,
            leads: Vec::new(),
            bots: BTreeSet::new(),
            areas: Vec::new(),
            teams: Vec::new(),
            words: Words::default(),
            unread: Vec::new(),
            standing: Standing::Current,
            is_stand_in: false,
        }
    }

    /// Whether its document describes it in words alone: neither leads nor what it owns are known.
    pub fn is_described(&self) -> bool {
        self.words != Words::default() && self.leads.is_empty() && self.areas.is_empty()
    }

    /// Whether it is a team on GitHub of whose people nothing is known, as with CODEOWNERS.
    pub fn is_team(&self) -> bool {
        let has_people = |area: &Area| !area.approvers.is_empty() || !area.reviewers().is_empty();
        !self.teams.is_empty() && self.leads.is_empty() && !self.areas.iter().any(has_people)
    }

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

impl TeamName {
    /// The organization that it is in.
    pub fn organization(&self) -> &str {
        &self.organization
    }

    /// Its name there.
    pub fn slug(&self) -> &str {
        &self.slug
    }
}

impl FromStr for TeamName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let rule = "`organization/team`, both in letters, digits and dashes";
        let invalid = || InvalidName { kind: "team on GitHub", text: text.to_owned(), rule };
        let (organization, slug) = text.split_once('/').ok_or_else(invalid)?;
        // Organizations and teams have the letters of logins.
        let is_name = |name: &str| name.parse::<Login>().is_ok_and(|name| !name.is_app());
        if !is_name(organization) || !is_name(slug) {
            return Err(invalid());
        }
        let lower = |name: &str| name.to_ascii_lowercase().into_boxed_str();
        Ok(Self { organization: lower(organization), slug: lower(slug) })
    }
}

impl fmt::Display for TeamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.organization, self.slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_team_is_named_with_its_organization_in_any_spelling() {
        let team: TeamName = "Acme/Docs".parse().unwrap();
        assert_eq!((team.organization(), team.slug(), team.to_string().as_str()), ("acme", "docs", "acme/docs"));
        for text in ["docs", "acme/", "/docs", "acme/docs/x", "acme/a b", "acme/x[bot]"] {
            assert!(text.parse::<TeamName>().is_err(), "{text}");
        }
    }
}
