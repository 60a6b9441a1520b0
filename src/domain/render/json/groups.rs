//! Groups for programs: who leads them, what they own, which teams are made for them.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::governance::ownership;
use crate::domain::governance::ownership::teams::Team;
use crate::domain::governance::ownership::{Asset, Ownership, Standing, TeamName, reviews, teams};
use crate::domain::policy::{Governing, Policy};
use crate::domain::types::ids::{Login, RepoName};
use crate::domain::types::role::Role;

/// What `wg-steward groups --format json` prints: all groups, or the one that was asked for.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "wg-steward groups")]
pub struct Groups {
    /// Ordered by foundation and id.
    groups: Vec<Group>,
}

/// A working group, the oversight or the administration.
#[derive(Debug, Serialize, JsonSchema)]
struct Group {
    /// Its id: its charter's file stem, or what the policy says, such as `toc`.
    id: String,
    /// Its name, as its charter writes it.
    name: String,
    /// The foundation's name.
    foundation: String,
    /// The repository in which its document lies.
    governing: String,
    /// The path of its document there.
    document: String,
    /// Whether its document can be read as it is now. If not, this is what is known all the same.
    readable: bool,
    /// The GitHub organization that its teams are made in.
    organization: String,
    /// The name of its label on pull requests.
    label: String,
    /// Who speaks for it, in the order of asking.
    leads: Vec<Lead>,
    /// Accounts of machines of the whole group, ordered.
    bots: Vec<String>,
    /// Its parts, in the order of its document.
    areas: Vec<Area>,
    /// The GitHub teams of RFC-0014; where there are no charters those that its document names.
    teams: Vec<GroupTeam>,
    /// Its mission, as an index says it; left out where none says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    mission: Option<String>,
    /// What it owns in words, as the index of 2021 says it; left out where none says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    technical_assets: Option<String>,
    /// The projects that these words name, in their order.
    projects: Vec<String>,
}

/// Somebody who leads a group.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Lead {
    /// The login.
    login: String,
    /// In which role.
    #[schemars(schema_with = "role")]
    role: &'static str,
}

/// A part of a group.
#[derive(Debug, Serialize, JsonSchema)]
struct Area {
    /// Its name.
    name: String,
    /// Who may approve.
    approvers: Vec<String>,
    /// Who may review; left out where the document has no such list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<String>")]
    reviewers: Option<Vec<String>>,
    /// Accounts of machines; left out where the document has no such list.
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
    /// How many approvals a pull request to it needs (RFC-0015), if no setting of the repository says otherwise; left
    /// out where there are no charters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32")]
    required_reviews: Option<u32>,
}

/// Some paths of a repository.
#[derive(Debug, Serialize, JsonSchema)]
struct Part {
    /// The repository, `owner/name`.
    repository: String,
    /// A folder with all below it; left out if `paths` is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    folder: Option<String>,
    /// A pattern of CODEOWNERS; left out if `folder` is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    paths: Option<String>,
    /// Of all parts that mean a path those of the highest rank own it.
    rank: u32,
}

/// A GitHub team of a group.
#[derive(Debug, Serialize, JsonSchema)]
struct GroupTeam {
    /// The organization.
    organization: String,
    /// Its slug there.
    slug: String,
    /// What it may do in the repositories of its areas; left out if it is for mentions alone, or
    /// not known.
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

/// Groups, each with the policy of its foundation and all that is known there.
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
