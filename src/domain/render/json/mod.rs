//! What programs are told: a plan, or the owners of a repository, as JSON that stays as it is.
//!
//! Keys may come, so the schemas allow more than they name; none goes.

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
use crate::domain::process::Assessment;
use crate::domain::pull::plan;
use crate::domain::render::terminal::Owners;
use crate::domain::types::ids::Login;
use crate::domain::types::reviewer;

pub use deliveries::{deliveries, work};
pub use effects::{Effects, effects, effects_schema};
pub use groups::{Groups, groups};
pub use rules::{Rules, rules, rules_schema};
pub use teams::{Teams, labels, teams, teams_schema};

/// What `wg-steward simulate --format json` prints: what would be done about a change, and why.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "wg-steward simulate")]
pub struct Simulation {
    /// The groups that own what is changed, ordered by id. None: nobody owns it, or nothing is to be done.
    owners: Vec<Owner>,
    /// Who would be asked for a review, in the order of asking.
    reviewers: Vec<Reviewer>,
    /// Who was considered and would not be asked.
    passed_over: Vec<PassedOver>,
    /// Labels that would come and go.
    labels: Labels,
    /// Check runs on the head commit.
    checks: Vec<Check>,
    /// What changes in the governing documents, each thing for itself; none where they are not at hand.
    changes: Vec<process::Change>,
    /// Who has to agree to that.
    approvals: Vec<process::Approval>,
    /// Governing documents that can't be read before or after, or only in part: what changes in them is not known.
    unknown_documents: Vec<String>,
    /// With `--by`: every change of access if the pull request is merged, sorted that way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<effects::Step>")]
    access: Option<Vec<effects::Step>>,
}

/// What `wg-steward owners --format json` prints: who owns a repository, or paths of it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "wg-steward owners")]
pub struct Owned {
    /// The repository, `owner/name`, as it was asked for.
    repository: String,
    /// The groups that own it, ordered by id.
    owners: Vec<OwningGroup>,
    /// How many approvals a pull request to it needs (RFC-0015), if no setting of the repository says otherwise; left
    /// out where there are no charters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32")]
    required_reviews: Option<u32>,
    /// Repositories that may be meant instead, the likeliest first, if nobody owns this one.
    similar: Vec<String>,
    /// Paths that nobody owns, of those that were asked for.
    unowned: Vec<String>,
    /// Groups whose charters can't be read, by id: where `owners` is empty, one of them may be the owner.
    unreadable: Vec<String>,
    /// Groups of which only projects are known, with a project that is called like the repository: where `owners` is empty,
    /// one of them may be the owner.
    projects: Vec<Project>,
}

/// A project of a group.
#[derive(Debug, Serialize, JsonSchema)]
struct Project {
    /// The group's id.
    group: String,
    /// The project, as the index names it.
    project: String,
}

/// A group that owns something.
#[derive(Debug, Serialize, JsonSchema)]
struct Owner {
    /// The group's id: its charter's file stem, or what the policy says, such as `toc`.
    group: String,
    /// The areas that own the repository or the changed paths; none where the policy's rules for paths decide.
    areas: Vec<String>,
    /// Why it owns, ordered.
    because: Vec<Because>,
}

/// A group that owns something, with its people.
#[derive(Debug, Serialize, JsonSchema)]
struct OwningGroup {
    #[serde(flatten)]
    owner: Owner,
    /// The group's name, as its charter writes it.
    name: String,
    /// Who speaks for it, in the order of asking.
    leads: Vec<groups::Lead>,
    /// Who may approve: of all those areas, each once.
    approvers: Vec<String>,
    /// Who may review: of all those areas, each once.
    reviewers: Vec<String>,
}

/// One reason for an ownership.
#[derive(Debug, Serialize, JsonSchema)]
struct Because {
    /// The path; left out where the whole repository is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    path: Option<String>,
    /// A stable word: `repository`, `repo-from`, `repo-to`, or one of the policy's.
    reason: String,
}

/// Somebody who would be asked for a review: a person or a team.
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
    /// The id of the group in whose name it would answer.
    group: String,
    /// Its part there: `execution lead`, `technical lead`.
    role: String,
    /// Why, in words.
    reason: String,
}

/// Somebody who would not be asked: a person or a team.
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
    /// Why not, in words.
    reason: String,
}

/// Labels by name.
#[derive(Debug, Serialize, JsonSchema)]
struct Labels {
    /// Those that would be put on the pull request.
    add: Vec<String>,
    /// Those of ours that would be taken off it.
    remove: Vec<String>,
}

/// A check run.
#[derive(Debug, Serialize, JsonSchema)]
struct Check {
    /// Its name, such as `wg/ownership`.
    name: String,
    /// Its result: a `failure` blocks, and is exit code 1.
    #[schemars(schema_with = "conclusion")]
    conclusion: &'static str,
    /// The result in at most 60 characters.
    title: String,
    /// Markdown.
    summary: String,
    /// Remarks on lines of changed files.
    annotations: Vec<Annotation>,
}

/// A remark on lines of a changed file.
#[derive(Debug, Serialize, JsonSchema)]
struct Annotation {
    /// The file.
    path: String,
    /// First line, from 1.
    start_line: usize,
    /// Last line.
    end_line: usize,
    /// How much it weighs.
    #[schemars(schema_with = "level")]
    level: &'static str,
    /// The id of the rule that says so.
    rule: String,
    /// What is wrong, and the way out.
    message: String,
}

fn conclusion(_: &mut SchemaGenerator) -> Schema {
    schemars::json_schema!({ "enum": ["success", "neutral", "failure"] })
}

fn level(_: &mut SchemaGenerator) -> Schema {
    schemars::json_schema!({ "enum": ["notice", "warning", "failure"] })
}

/// Schemas know no "one of two keys" by themselves. The struct's optional keys are not required, one of them is.
fn one_of_login_and_team(schema: &mut Schema) {
    let choice = schemars::json_schema!({ "oneOf": [{ "required": ["login"] }, { "required": ["team"] }] });
    if let Some(one_of) = choice.get("oneOf") {
        schema.insert("oneOf".to_owned(), one_of.clone());
    }
}

/// A plan for programs, with what the process says of it, and the changes of access that are asked for.
pub fn simulation(plan: &plan::Plan, process: &Assessment, access: Option<Vec<Step<'_>>>) -> String {
    text(&Simulation {
        changes: process::changes(process),
        approvals: process::approvals(process),
        unknown_documents: process.changes.unknown.iter().map(|unknown| unknown.path.clone()).collect(),
        owners: plan.owners.iter().map(owner).collect(),
        reviewers: plan.reviewers.iter().map(reviewer).collect(),
        passed_over: plan.passed_over.iter().map(passed_over).collect(),
        labels: Labels { add: plan.labels.add.clone(), remove: plan.labels.remove.clone() },
        checks: plan.checks.iter().map(check).collect(),
        access: access.map(|steps| steps.iter().map(effects::step).collect()),
    })
}

/// Who owns a repository, for programs.
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

/// The schema of what is written, in which a key that may be left out is not required.
pub(super) fn schema<T: JsonSchema>() -> String {
    text(&SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>())
}

/// The schema of a severity.
pub(super) fn severity(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "enum": ["error", "warning", "notice"] })
}

/// **Invariant:** nothing that is written here has a key that is no text, so it can always be written.
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
