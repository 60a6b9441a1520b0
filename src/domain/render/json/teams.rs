//! Teams and labels as JSON, ready to be created on GitHub.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::governance::ownership::teams::{Access, Scope, Team};
use crate::domain::governance::ownership::{Area, Asset};
use crate::domain::types::ids::{Login, RepoName};
use crate::domain::types::label::Label;

/// The output of `wg-steward export teams`: the GitHub teams of RFC-0014.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "wg-steward export teams")]
pub struct Teams {
    /// Ordered by organization and slug.
    teams: Vec<MadeTeam>,
}

/// A team.
#[derive(Debug, Serialize, JsonSchema)]
struct MadeTeam {
    /// The organization of the team.
    organization: String,
    /// Its slug there.
    slug: String,
    /// The team's maintainers, who are also members; ordered.
    maintainers: Vec<String>,
    /// The other members; ordered.
    members: Vec<String>,
    /// The permission in the repositories; left out if the team is only for mentions.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "super::groups::access")]
    access: Option<&'static str>,
    /// The repositories of that permission: `owner/name`, ordered. Some may be outside its own organization.
    repositories: Vec<String>,
    /// Patterns for more such repositories, such as `knative/kn-plugin-*`.
    patterns: Vec<String>,
}

/// A label in the form of GitHub's API.
#[derive(Debug, Serialize)]
struct MadeLabel<'a> {
    name: &'a str,
    color: &'a str,
    description: &'a str,
}

/// Teams to create, in any order. Teams with the same name are merged into one.
pub fn teams(teams: &[Team<'_>]) -> String {
    let mut merged: BTreeMap<(String, &str), Merged<'_>> = BTreeMap::new();
    for team in teams {
        merged.entry((team.organization.to_ascii_lowercase(), &team.slug)).or_default().add(team);
    }
    super::text(&Teams { teams: merged.into_values().map(Merged::made).collect() })
}

/// The JSON Schema of [`teams`].
pub fn teams_schema() -> String {
    super::schema::<Teams>()
}

/// Labels as a list for GitHub's API, in this order.
pub fn labels(labels: &[Label]) -> String {
    let made = labels.iter().map(|Label { name, color, description }| MadeLabel { name, color, description });
    super::text(&made.collect::<Vec<_>>())
}

/// All teams with the same name.
#[derive(Default)]
struct Merged<'a> {
    organization: &'a str,
    slug: &'a str,
    maintainers: BTreeSet<&'a Login>,
    members: BTreeSet<&'a Login>,
    access: Option<Access>,
    repositories: BTreeSet<&'a RepoName>,
    patterns: BTreeSet<&'a str>,
}

impl<'a> Merged<'a> {
    fn add(&mut self, team: &'a Team<'a>) {
        let Team { organization, slug, members, maintainers, access, scope } = team;
        if self.slug.is_empty() {
            (self.organization, self.slug) = (organization, slug);
        }
        self.maintainers.extend(maintainers.iter());
        self.members.extend(members);
        self.access = self.access.max(*access);
        match scope {
            _ if access.is_none() => {}
            Scope::Repository(name) => _ = self.repositories.insert(name),
            Scope::Areas(areas) => areas.iter().for_each(|area| self.reach(area)),
        }
    }

    fn reach(&mut self, area: &'a Area) {
        for asset in &area.assets {
            match asset {
                Asset::Repository(name) => _ = self.repositories.insert(name),
                Asset::Part(part) => _ = self.repositories.insert(&part.repository),
                Asset::Repositories(pattern) => _ = self.patterns.insert(pattern.as_str()),
            }
        }
    }

    fn made(self) -> MadeTeam {
        let members = self.members.difference(&self.maintainers);
        MadeTeam {
            organization: self.organization.to_owned(),
            slug: self.slug.to_owned(),
            members: members.map(ToString::to_string).collect(),
            maintainers: self.maintainers.iter().map(ToString::to_string).collect(),
            access: self.access.map(Access::word),
            repositories: self.repositories.into_iter().map(ToString::to_string).collect(),
            patterns: self.patterns.into_iter().map(str::to_owned).collect(),
        }
    }
}
