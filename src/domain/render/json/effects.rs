//! The effects of merging a change, as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::governance::ownership::teams;
use crate::domain::preview;
use crate::domain::preview::{AffectedPerson, Holding, Required, Shift, Subject};

/// The effects of merging a change: a part of what `wg-steward simulate` and `check` print.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "The effects of a change")]
pub struct Effects {
    /// Ids of groups with unknown effects because their document is unreadable; ordered.
    unknown: Vec<String>,
    /// GitHub teams that are created, removed or renamed, or whose members change.
    teams: Vec<Team>,
    /// Permissions that people gain or lose.
    access: Vec<Access>,
    /// Repositories whose required number of approvals changes, unless a setting of the repository overrides it.
    required_reviews: Vec<Reviews>,
    /// Repositories whose owners change.
    owners: Vec<Owners>,
    /// Labels that are created, removed or renamed.
    labels: Vec<Label>,
    /// Whether changes of teams or permissions are omitted because there are too many; left out if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    cut: bool,
}

/// A team that changes.
#[derive(Debug, Serialize, JsonSchema)]
struct Team {
    /// Its organization.
    organization: String,
    /// Its slug before; left out if it is created.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    before: Option<String>,
    /// Its slug after, a different one if it is renamed; left out if it is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    after: Option<String>,
    /// Logins of new members, ordered; all members if the team is created.
    joined: Vec<String>,
    /// Logins of former members, ordered; all members if the team is removed.
    left: Vec<String>,
}

/// People with the same change in the same repositories.
#[derive(Debug, Serialize, JsonSchema)]
struct Access {
    /// Logins of people, ordered.
    people: Vec<String>,
    /// Logins of bots, ordered.
    bots: Vec<String>,
    /// The repositories: `owner/name`, or patterns of it, ordered.
    repositories: Vec<String>,
    /// The permission before; left out if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "super::groups::access")]
    before: Option<&'static str>,
    /// The permission after; left out if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "super::groups::access")]
    after: Option<&'static str>,
}

/// One account's change of access in one repository.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Step {
    /// Its login.
    login: String,
    /// Whether it is a bot account.
    bot: bool,
    /// The repository: `owner/name`, or a pattern of it.
    repository: String,
    /// The permission before; left out if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "super::groups::access")]
    before: Option<&'static str>,
    /// The permission after; left out if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "super::groups::access")]
    after: Option<&'static str>,
}

/// Repositories in which the same number of approvals changes.
#[derive(Debug, Serialize, JsonSchema)]
struct Reviews {
    /// The repositories: `owner/name`, or patterns of it, ordered.
    repositories: Vec<String>,
    /// The requirement before.
    before: Approvals,
    /// The requirement after.
    after: Approvals,
}

/// How many approvals a pull request needs.
#[derive(Debug, Serialize, JsonSchema)]
struct Approvals {
    /// The number.
    required: u32,
    /// How many people can approve.
    approvers: usize,
}

/// Repositories that move from the same owners to the same new owners.
#[derive(Debug, Serialize, JsonSchema)]
struct Owners {
    /// What changes: the groups, only the areas, or whether there is an owner at all.
    #[schemars(schema_with = "shift")]
    change: &'static str,
    /// The repositories: `owner/name`, or patterns of it, ordered.
    repositories: Vec<String>,
    /// The owners before, ordered by group.
    from: Vec<Owner>,
    /// The owners after, ordered by group.
    to: Vec<Owner>,
}

/// A group that owns something.
#[derive(Debug, Serialize, JsonSchema)]
struct Owner {
    /// Its id.
    group: String,
    /// The names of its owning areas.
    areas: Vec<String>,
}

/// A group's label that changes.
#[derive(Debug, Serialize, JsonSchema)]
struct Label {
    /// The group's id.
    group: String,
    /// The label's name before; left out if the group is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    before: Option<String>,
    /// Its name after; left out if the group is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    after: Option<String>,
}

fn shift(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let words = [Shift::Groups, Shift::First, Shift::Last, Shift::Areas].map(word);
    schemars::json_schema!({ "enum": words })
}

/// The JSON Schema of [`effects()`].
pub fn effects_schema() -> String {
    super::schema::<Effects>()
}

/// Effects as JSON, to be written alone or as a part of something else.
pub fn effects(all: &preview::Effects) -> Effects {
    let preview::Effects { unknown, teams, access, reviews, owners, labels, cut } = all;
    Effects {
        unknown: unknown.iter().map(|unknown| unknown.group.to_string()).collect(),
        teams: teams.iter().map(team).collect(),
        access: access.iter().map(permission).collect(),
        required_reviews: reviews.iter().map(review).collect(),
        owners: owners.iter().map(owner).collect(),
        labels: labels.iter().map(label).collect(),
        cut: *cut,
    }
}

fn team(change: &preview::TeamChange) -> Team {
    let preview::TeamChange { organization, before, after, joined, left } = change;
    Team {
        organization: organization.clone(),
        before: before.clone(),
        after: after.clone(),
        joined: logins(joined.iter()),
        left: logins(left.iter()),
    }
}

fn permission(change: &preview::AccessChange) -> Access {
    let preview::AccessChange { before, after, people, subjects } = change;
    Access {
        people: logins(people.iter().filter(|person| !person.bot)),
        bots: logins(people.iter().filter(|person| person.bot)),
        repositories: names(subjects),
        before: before.map(teams::Access::word),
        after: after.map(teams::Access::word),
    }
}

pub(super) fn step(step: &preview::Step<'_>) -> Step {
    let preview::Step { person, subject, before, after } = step;
    Step {
        login: person.login.to_string(),
        bot: person.bot,
        repository: subject.as_str().to_owned(),
        before: before.map(teams::Access::word),
        after: after.map(teams::Access::word),
    }
}

fn review(change: &preview::ReviewChange) -> Reviews {
    let preview::ReviewChange { before, after, subjects } = change;
    let approvals =
        |Required { approvals, approvers }: &Required| Approvals { required: *approvals, approvers: *approvers };
    Reviews { repositories: names(subjects), before: approvals(before), after: approvals(after) }
}

fn owner(change: &preview::OwnerChange) -> Owners {
    let preview::OwnerChange { shift, from, to, subjects } = change;
    let owner = |Holding { group, areas, .. }: &Holding| Owner { group: group.to_string(), areas: areas.clone() };
    Owners {
        change: word(*shift),
        repositories: names(subjects),
        from: from.iter().map(owner).collect(),
        to: to.iter().map(owner).collect(),
    }
}

fn label(change: &preview::LabelChange) -> Label {
    let preview::LabelChange { group, before, after } = change;
    Label { group: group.to_string(), before: before.clone(), after: after.clone() }
}

fn word(shift: Shift) -> &'static str {
    match shift {
        Shift::Groups => "groups",
        Shift::First => "first",
        Shift::Last => "last",
        Shift::Areas => "areas",
    }
}

fn logins<'a>(people: impl Iterator<Item = &'a AffectedPerson>) -> Vec<String> {
    people.map(|person| person.login.to_string()).collect()
}

fn names(subjects: &[Subject]) -> Vec<String> {
    subjects.iter().map(ToString::to_string).collect()
}
