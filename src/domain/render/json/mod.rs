//! A plan, or the owners of a repository, as JSON with a stable format.
//!
//! The schemas allow unknown keys, because keys may be added; none is removed.

mod deliveries;
mod effects;
mod groups;
mod process;
mod rules;
mod teams;

use std::collections::BTreeSet;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use crate::domain::governance::ownership::{Area, Ownership, lookup};
use crate::domain::preview::Step;
use crate::domain::process::{ApprovalState, Assessment};
use crate::domain::pull::plan;
use crate::domain::render::terminal::Owners;
use crate::domain::types::ids::Login;
use crate::domain::types::reviewer;

pub use deliveries::{deliveries, work};
pub use effects::{Effects, effects, effects_schema};
pub use groups::{Groups, groups};
pub use rules::{Rules, rules, rules_schema};
pub use teams::{Teams, labels, teams, teams_schema};

/// The output of `wg-steward simulate --format json`: the plan for a change, with reasons.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "wg-steward simulate")]
pub struct Simulation {
    /// The groups that own the changes, ordered by id. Empty if there is no owner, or if nothing is to be done.
    owners: Vec<Owner>,
    /// The reviewers who would get a review request, in this order.
    reviewers: Vec<Reviewer>,
    /// The candidates who would get no review request.
    passed_over: Vec<PassedOver>,
    /// Labels that would be added and removed.
    labels: Labels,
    /// Check runs on the head commit.
    checks: Vec<Check>,
    /// The changes of the governing documents; empty if the documents are not available.
    changes: Vec<process::Change>,
    /// The agreements that they need.
    approvals: Vec<process::Approval>,
    /// Governing documents that are unreadable before or after, at least in part: their changes are unknown.
    unknown_documents: Vec<String>,
    /// With `--by`: every change of access if the pull request is merged, sorted as requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<effects::Step>")]
    access: Option<Vec<effects::Step>>,
}

/// The output of `wg-steward owners --format json`: the owners of a repository, or of paths in it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "wg-steward owners")]
pub struct Owned {
    /// The repository, `owner/name`, as requested.
    repository: String,
    /// The groups that own it, ordered by id.
    owners: Vec<OwningGroup>,
    /// How many approvals a pull request to it needs (RFC-0015), unless a setting of the repository overrides it; left
    /// out if there are no charters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32")]
    required_reviews: Option<u32>,
    /// Repositories with a similar name, most likely first, if this one has no owner.
    similar: Vec<String>,
    /// The requested paths that have no owner.
    unowned: Vec<String>,
    /// Ids of groups whose charters are unreadable: if `owners` is empty, one of them may be the owner.
    unreadable: Vec<String>,
    /// Groups known only by their projects, with a project whose name is like the repository's: if `owners` is empty,
    /// one of them may be the owner.
    projects: Vec<Project>,
}

/// A project of a group.
#[derive(Debug, Serialize, JsonSchema)]
struct Project {
    /// The group's id.
    group: String,
    /// The project, as named in the index.
    project: String,
}

/// A group that owns something.
#[derive(Debug, Serialize, JsonSchema)]
struct Owner {
    /// The group's id: the stem of its charter's file name, or the id in the policy, such as `toc`.
    group: String,
    /// The areas that own the repository or the changed paths; empty if the policy's path rules decide.
    areas: Vec<String>,
    /// The reasons, ordered.
    because: Vec<Because>,
}

/// An owning group, with its people.
#[derive(Debug, Serialize, JsonSchema)]
struct OwningGroup {
    #[serde(flatten)]
    owner: Owner,
    /// The group's name, as in its charter.
    name: String,
    /// Its leads, in the order in which reviews are requested.
    leads: Vec<groups::Lead>,
    /// People who may approve, from all those areas, without duplicates.
    approvers: Vec<String>,
    /// People who may review, from all those areas, without duplicates.
    reviewers: Vec<String>,
}

/// One reason for ownership.
#[derive(Debug, Serialize, JsonSchema)]
struct Because {
    /// The path; left out for the whole repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    path: Option<String>,
    /// A stable word: `repository`, `repo-from`, `repo-to`, or one of the policy's.
    reason: String,
}

/// A reviewer who would get a review request: a person or a team.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(transform = one_of_login_and_team)]
struct Reviewer {
    /// The person's login.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    login: Option<String>,
    /// The team's slug.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    team: Option<String>,
    /// The id of the group that the reviewer stands for.
    group: String,
    /// The reviewer's role there: `execution lead`, `technical lead`.
    role: String,
    /// The reason, in words.
    reason: String,
}

/// A candidate who would get no review request: a person or a team.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(transform = one_of_login_and_team)]
struct PassedOver {
    /// The person's login.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    login: Option<String>,
    /// The team's slug.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    team: Option<String>,
    /// The reason, in words.
    reason: String,
}

/// Labels by name.
#[derive(Debug, Serialize, JsonSchema)]
struct Labels {
    /// Labels to add to the pull request.
    add: Vec<String>,
    /// Labels of ours to remove from it.
    remove: Vec<String>,
}

/// A check run.
#[derive(Debug, Serialize, JsonSchema)]
struct Check {
    /// Its name, such as `wg/ownership`.
    name: String,
    /// Its result: a `failure` blocks merging, and leads to exit code 1.
    #[schemars(schema_with = "conclusion")]
    conclusion: &'static str,
    /// The result in at most 60 characters.
    title: String,
    /// Markdown.
    summary: String,
    /// Annotations on lines of changed files.
    annotations: Vec<Annotation>,
}

/// An annotation on lines of a changed file.
#[derive(Debug, Serialize, JsonSchema)]
struct Annotation {
    /// The file.
    path: String,
    /// First line, from 1.
    start_line: usize,
    /// Last line.
    end_line: usize,
    /// The level.
    #[schemars(schema_with = "level")]
    level: &'static str,
    /// The id of the rule behind it.
    rule: String,
    /// The problem and the fix.
    message: String,
}

fn conclusion(_: &mut SchemaGenerator) -> Schema {
    schemars::json_schema!({ "enum": ["success", "neutral", "failure"] })
}

fn level(_: &mut SchemaGenerator) -> Schema {
    schemars::json_schema!({ "enum": ["notice", "warning", "failure"] })
}

/// A JSON Schema has no built-in "one of two keys". Neither optional key of the struct is required, but exactly one has
/// to be present.
fn one_of_login_and_team(schema: &mut Schema) {
    let choice = schemars::json_schema!({ "oneOf": [{ "required": ["login"] }, { "required": ["team"] }] });
    if let Some(one_of) = choice.get("oneOf") {
        schema.insert("oneOf".to_owned(), one_of.clone());
    }
}

/// A plan as JSON, with what the process asks for, and the changes of access if requested.
pub fn simulation(
    plan: &plan::Plan,
    (process, state): (&Assessment, &ApprovalState<'_>),
    access: Option<Vec<Step<'_>>>,
) -> String {
    text(&Simulation {
        changes: process::changes(process),
        approvals: process::approvals(state),
        unknown_documents: process.changes.unknown.iter().map(|unknown| unknown.path.clone()).collect(),
        owners: plan.owners.iter().map(owner).collect(),
        reviewers: plan.reviewers.iter().map(reviewer).collect(),
        passed_over: plan.passed_over.iter().map(passed_over).collect(),
        labels: Labels { add: plan.labels.add.clone(), remove: plan.labels.remove.clone() },
        checks: plan.checks.iter().map(check).collect(),
        access: access.map(|steps| steps.iter().map(effects::step).collect()),
    })
}

/// The owners of a repository, as JSON.
pub fn owners(view: &Owners<'_>) -> String {
    let Owners { snapshot, verdict, ownership, policy, similar } = *view;
    let repository = &snapshot.repository;
    text(&Owned {
        repository: repository.to_string(),
        owners: verdict.owners.iter().map(|owner| owning(owner, ownership)).collect(),
        required_reviews: groups::required_reviews(ownership, &policy.governing, repository),
        similar: similar.iter().map(ToString::to_string).collect(),
        unowned: verdict.unowned.clone(),
        unreadable: verdict.unreadable.keys().map(ToString::to_string).collect(),
        projects: if verdict.owners.is_empty() { projects(view) } else { Vec::new() },
    })
}

fn projects(view: &Owners<'_>) -> Vec<Project> {
    let like = lookup::projects(view.ownership, &view.snapshot.repository).into_iter();
    like.map(|(group, project)| Project { group: group.id.to_string(), project: project.to_owned() }).collect()
}

/// The JSON Schema of [`groups()`].
pub fn groups_schema() -> String {
    schema::<groups::Groups>()
}

/// The JSON Schema of [`simulation`].
pub fn simulation_schema() -> String {
    schema::<Simulation>()
}

/// The JSON Schema of [`owners`].
pub fn owners_schema() -> String {
    schema::<Owned>()
}

/// The schema of the output, in which optional keys are not required.
pub(super) fn schema<T: JsonSchema>() -> String {
    text(&SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>())
}

/// The schema of a severity.
pub(super) fn severity(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "enum": ["error", "warning", "notice"] })
}

/// **Invariant:** all keys are strings, so serialization can't fail.
pub(super) fn text(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

fn owner(owner: &plan::Owner) -> Owner {
    let because =
        |because: &plan::OwnershipReason| Because { path: because.path.clone(), reason: because.reason.clone() };
    Owner {
        group: owner.group.to_string(),
        areas: owner.areas.clone(),
        because: owner.because.iter().map(because).collect(),
    }
}

fn owning(owned: &plan::Owner, ownership: &Ownership) -> OwningGroup {
    let group = ownership.group(&owned.group);
    let areas = || {
        let areas = group.into_iter().flat_map(|group| &group.areas);
        areas.filter(|area| owned.areas.contains(&area.name))
    };
    OwningGroup {
        owner: owner(owned),
        name: owned.name.clone(),
        leads: group.map(groups::leads).unwrap_or_default(),
        approvers: each_once(areas().flat_map(|area| &area.approvers)),
        reviewers: each_once(areas().flat_map(Area::reviewers)),
    }
}

fn each_once<'a>(logins: impl Iterator<Item = &'a Login>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    logins.filter(|login| seen.insert(*login)).map(ToString::to_string).collect()
}

fn reviewer(asked: &plan::Asked) -> Reviewer {
    let plan::Asked { reviewer, group, role, reason } = asked;
    let (login, team) = login_or_team(reviewer);
    Reviewer { login, team, group: group.to_string(), role: role.clone(), reason: reason.clone() }
}

fn passed_over(passed: &plan::PassedOver) -> PassedOver {
    let (login, team) = login_or_team(&passed.reviewer);
    PassedOver { login, team, reason: passed.reason.clone() }
}

fn login_or_team(reviewer: &reviewer::Reviewer) -> (Option<String>, Option<String>) {
    match reviewer {
        reviewer::Reviewer::Person(login) => (Some(login.to_string()), None),
        reviewer::Reviewer::Team(slug) => (None, Some(slug.clone())),
    }
}

fn check(check: &plan::Check) -> Check {
    let plan::Check { name, conclusion, title, summary, annotations } = check;
    Check {
        name: name.clone(),
        conclusion: conclusion.as_str(),
        title: title.clone(),
        summary: summary.clone(),
        annotations: annotations.iter().map(annotation).collect(),
    }
}

fn annotation(annotation: &plan::Annotation) -> Annotation {
    let plan::Annotation { path, start_line, end_line, columns: _, level, rule, title: _, message } = annotation;
    Annotation {
        path: path.clone(),
        start_line: *start_line,
        end_line: *end_line,
        level: level.as_str(),
        rule: rule.clone(),
        message: message.clone(),
    }
}
