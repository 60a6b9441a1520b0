//! Groups as JSON: their leads, assets and teams.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::governance::ownership;
use crate::domain::governance::ownership::teams::Team;
use crate::domain::governance::ownership::{Asset, Ownership, Standing, TeamName, reviews, teams};
use crate::domain::policy::{Governing, Policy};
use crate::domain::types::ids::{Login, RepoName};
use crate::domain::types::role::Role;

/// The output of `wg-steward groups --format json`: all groups, or the requested one.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "wg-steward groups")]
pub struct Groups {
    /// Ordered by foundation and id.
    groups: Vec<Group>,
}

/// A working group, the oversight or the administration.
#[derive(Debug, Serialize, JsonSchema)]
struct Group {
    /// Its id: the stem of its charter's file name, or the id in the policy, such as `toc`.
    id: String,
    /// Its name, as in its charter.
    name: String,
    /// The foundation's name.
    foundation: String,
    /// The repository that contains its document.
    governing: String,
    /// The path of its document there.
    document: String,
    /// Whether its current document is readable. If not, the rest is from the last readable version or unknown.
    readable: bool,
    /// The GitHub organization of its teams.
    organization: String,
    /// The name of its label on pull requests.
    label: String,
    /// Its leads, in the order in which reviews are requested.
    leads: Vec<Lead>,
    /// Bot accounts of the whole group, ordered.
    bots: Vec<String>,
    /// Its areas, in the order of its document.
    areas: Vec<Area>,
    /// The GitHub teams of RFC-0014; without charters, the teams that its document names.
    teams: Vec<GroupTeam>,
    /// Its mission, as in an index; left out if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    mission: Option<String>,
    /// Its assets in prose, as in the index of 2021; left out if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    technical_assets: Option<String>,
    /// The projects that this text names, in order.
    projects: Vec<String>,
}

/// A lead of a group.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Lead {
    /// The login.
    login: String,
    /// The role.
    #[schemars(schema_with = "role")]
    role: &'static str,
}

/// A part of a group.
#[derive(Debug, Serialize, JsonSchema)]
struct Area {
    /// Its name.
    name: String,
    /// People who may approve.
    approvers: Vec<String>,
    /// People who may review; left out if the document has no such list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<String>")]
    reviewers: Option<Vec<String>>,
    /// Bot accounts; left out if the document has no such list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<String>")]
    bots: Option<Vec<String>>,
    /// The repositories that it owns as a whole, in the order of the document.
    repositories: Vec<Repository>,
    /// Patterns for repositories that it owns as a whole, such as `knative/kn-plugin-*`.
    patterns: Vec<String>,
    /// Parts of repositories that it owns.
    parts: Vec<Part>,
}

/// A repository.
#[derive(Debug, Serialize, JsonSchema)]
struct Repository {
    /// `owner/name`, in the document's spelling.
    name: String,
    /// How many approvals a pull request to it needs (RFC-0015), unless a setting of the repository overrides it; left
    /// out if there are no charters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32")]
    required_reviews: Option<u32>,
}

/// Some paths of a repository.
#[derive(Debug, Serialize, JsonSchema)]
struct Part {
    /// The repository, `owner/name`.
    repository: String,
    /// A folder with everything below it; left out if `paths` is present.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    folder: Option<String>,
    /// A CODEOWNERS pattern; left out if `folder` is present.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    paths: Option<String>,
    /// The priority: of all parts that match a path, those with the highest rank own it.
    rank: u32,
}

/// A GitHub team of a group.
#[derive(Debug, Serialize, JsonSchema)]
struct GroupTeam {
    /// The organization.
    organization: String,
    /// Its slug there.
    slug: String,
    /// The permission in the repositories of its areas; left out if the team is only for mentions, or if it is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "access")]
    access: Option<&'static str>,
}

fn role(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "enum": Role::ALL.map(Role::word) })
}

pub(super) fn access(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "enum": ["read", "write", "admin"] })
}

/// Groups, each with its foundation's policy and ownership data.
pub fn groups<'a>(groups: impl Iterator<Item = (&'a ownership::Group, &'a Ownership, &'a Policy)>) -> String {
    super::text(&Groups { groups: groups.map(|(it, ownership, policy)| group(it, ownership, policy)).collect() })
}

pub(super) fn required_reviews(ownership: &Ownership, governing: &Governing, repository: &RepoName) -> Option<u32> {
    governing.has_charters().then(|| reviews::required(ownership, repository))
}

pub(super) fn leads(group: &ownership::Group) -> Vec<Lead> {
    group.leads.iter().map(|lead| Lead { login: lead.login.to_string(), role: lead.role.word() }).collect()
}

fn group(group: &ownership::Group, ownership: &Ownership, policy: &Policy) -> Group {
    let governing = &policy.governing;
    let is_made = governing.has_charters() && !group.is_described();
    let made = if is_made { teams::of_group(group, governing) } else { Vec::new() };
    let named = group.teams.iter().map(named);
    let words = group.words.clone();
    Group {
        id: group.id.to_string(),
        name: group.name.clone(),
        foundation: policy.foundation.clone(),
        governing: governing.repository.to_string(),
        document: group.path.clone(),
        readable: group.standing == Standing::Current,
        organization: group.org.as_deref().unwrap_or_else(|| governing.repository.owner()).to_owned(),
        label: policy.labels.of(&group.id, &group.name).name,
        leads: leads(group),
        bots: logins(group.bots.iter()),
        areas: group.areas.iter().map(|it| area(it, ownership, governing)).collect(),
        teams: made.iter().map(team).chain(named).collect(),
        mission: words.mission,
        technical_assets: words.assets,
        projects: words.projects,
    }
}

fn area(area: &ownership::Area, ownership: &Ownership, governing: &Governing) -> Area {
    let (mut repositories, mut patterns, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    for asset in &area.assets {
        match asset {
            Asset::Repository(name) => {
                let required_reviews = required_reviews(ownership, governing, name);
                repositories.push(Repository { name: name.to_string(), required_reviews });
            }
            Asset::Repositories(pattern) => patterns.push(pattern.to_string()),
            Asset::Part(it) => parts.push(part(it)),
        }
    }
    Area {
        name: area.name.clone(),
        approvers: logins(area.approvers.iter()),
        reviewers: area.reviewers.as_ref().map(|list| logins(list.iter())),
        bots: area.bots.as_ref().map(|list| logins(list.iter())),
        repositories,
        patterns,
        parts,
    }
}

fn part(part: &ownership::RepositoryPart) -> Part {
    let text = || part.paths.as_str().to_owned();
    let is_folder = part.paths.is_folder();
    Part {
        repository: part.repository.to_string(),
        folder: is_folder.then(text),
        paths: (!is_folder).then(text),
        rank: part.rank,
    }
}

fn team(team: &Team<'_>) -> GroupTeam {
    GroupTeam {
        organization: team.organization.to_owned(),
        slug: team.slug.clone(),
        access: team.access.map(teams::Access::word),
    }
}

fn named(team: &TeamName) -> GroupTeam {
    GroupTeam { organization: team.organization().to_owned(), slug: team.slug().to_owned(), access: None }
}

fn logins<'a>(logins: impl Iterator<Item = &'a Login>) -> Vec<String> {
    logins.map(ToString::to_string).collect()
}
