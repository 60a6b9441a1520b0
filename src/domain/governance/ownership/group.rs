//! A group as decisions need it: facts alone, independent of the source format.
//!
//! Cloud Foundry's charters, entries in Kubernetes' `sigs.yaml` and teams of rust-lang are all converted to this form.

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

/// A possible owner: a working group, the oversight group or the administration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its id: the charter's file stem, or the id in the policy.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// The path of its document in the governing repository.
    pub path: String,
    /// Other slugs that the index may use for it, in addition to its id.
    pub names: Vec<String>,
    /// The GitHub organization of its teams; `None` for that of the governing repository.
    pub org: Option<String>,
    /// Leads who review for the group, without duplicates, in the order in which reviews are requested.
    pub leads: Vec<Lead>,
    /// Bot accounts of the whole group; [`Self::has_bot`] includes those of its areas.
    pub bots: BTreeSet<Login>,
    /// Its areas, with their assets.
    pub areas: Vec<Area>,
    /// Its teams on GitHub, if its document names them. [`super::teams`] derives teams from charters by RFC-0014.
    pub teams: Vec<TeamName>,
    /// Its description in prose.
    pub words: Words,
    /// Entries of its document that are unreadable: they are in none of the lists above.
    pub unread: Vec<Finding>,
    /// Whether this matches the current document.
    pub standing: Standing,
    /// Whether this is a placeholder for an unreadable document whose groups are unknown, and not a group.
    pub is_stand_in: bool,
}

/// A team on GitHub: `acme/docs`, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TeamName {
    organization: Box<str>,
    slug: Box<str>,
}

/// A group's description in prose, as in the index of 2021: a mission, and projects with any number of repositories.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Its mission, one paragraph.
    pub mission: Option<String>,
    /// Its assets in prose, one paragraph.
    pub assets: Option<String>,
    /// The projects that this paragraph names, in order.
    pub projects: Vec<String>,
}

/// A part of a group, with its assets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Area {
    /// Its name.
    pub name: String,
    /// People who may approve.
    pub approvers: Vec<Login>,
    /// People who may review. `None` if the list is missing, which differs from an empty list: RFC-0014 creates a team
    /// for every existing list.
    pub reviewers: Option<Vec<Login>>,
    /// Bot accounts; `None` if the list is missing.
    pub bots: Option<Vec<Login>>,
    /// Its assets.
    pub assets: Vec<Asset>,
}

/// Whether our data about a group matches the current document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It matches.
    Current,
    /// The current document is unreadable.
    Unreadable {
        /// The reason.
        fault: Fault,
        /// The time of our data; `None` if there never was a readable version.
        as_of: Option<Timestamp>,
    },
}

impl Group {
    /// A group of which only the names and the document's path are known.
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

    /// Whether its document describes it in prose only, so that its leads and assets are unknown.
    pub fn is_described(&self) -> bool {
        self.words != Words::default() && self.leads.is_empty() && self.areas.is_empty()
    }

    /// Whether it is a GitHub team with unknown members, as with CODEOWNERS.
    pub fn is_team(&self) -> bool {
        let has_people = |area: &Area| !area.approvers.is_empty() || !area.reviewers().is_empty();
        !self.teams.is_empty() && self.leads.is_empty() && !self.areas.iter().any(has_people)
    }

    /// The slug of its name, as used in teams, topics and labels.
    pub fn slug(&self) -> String {
        slug(&self.name)
    }

    /// Whether an account is a bot of the group or of one of its areas.
    pub fn has_bot(&self, login: &Login) -> bool {
        self.bots.contains(login) || self.areas.iter().flat_map(Area::bots).any(|bot| bot == login)
    }
}

impl Area {
    /// People who may review; empty if the list is missing.
    pub fn reviewers(&self) -> &[Login] {
        self.reviewers.as_deref().unwrap_or_default()
    }

    /// Bot accounts; empty if the list is missing.
    pub fn bots(&self) -> &[Login] {
        self.bots.as_deref().unwrap_or_default()
    }

    /// The repositories that it owns as a whole and lists by name.
    pub fn repositories(&self) -> impl Iterator<Item = &RepoName> {
        self.assets.iter().filter_map(|asset| match asset {
            Asset::Repository(name) => Some(name),
            Asset::Part(_) | Asset::Repositories(_) => None,
        })
    }
}

impl TeamName {
    /// Its organization.
    pub fn organization(&self) -> &str {
        &self.organization
    }

    /// Its slug.
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
        // Organizations and teams use the same characters as logins.
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
