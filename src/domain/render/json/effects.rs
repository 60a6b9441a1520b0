//! What a change brings about if it is merged, for programs.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::governance::ownership::teams;
use crate::domain::preview;
use crate::domain::preview::{AffectedPerson, Holding, Required, Shift, Subject};

/// What a change brings about if it is merged: a part of what `wg-steward simulate` and `check` print.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What a change brings about")]
pub struct Effects {
    /// Ids of groups of which it is not known, because their document can't be read; ordered.
    unknown: Vec<String>,
    /// GitHub teams that come, go, are renamed or change their members.
    teams: Vec<Team>,
    /// Who gains or loses which permission where.
    access: Vec<Access>,
    /// Repositories in which another number of approvals will be required, if no setting of theirs says otherwise.
    required_reviews: Vec<Reviews>,
    /// Repositories that change their owner.
    owners: Vec<Owners>,
    /// Labels that come, go or are called otherwise.
    labels: Vec<Label>,
    /// Whether teams or permissions are left out, since there are too many changes of them; left out if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    cut: bool,
}

/// A team that changes.
#[derive(Debug, Serialize, JsonSchema)]
struct Team {
    /// The organization that it is in.
    organization: String,
    /// Its slug before; left out if it is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    before: Option<String>,
    /// Its slug after, another one if it is renamed; left out if it is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    after: Option<String>,
    /// Logins of those who come, ordered; everybody if it is made.
    joined: Vec<String>,
    /// Logins of those who go, ordered; everybody if it is removed.
    left: Vec<String>,
}

/// People with the same change in the same repositories.
#[derive(Debug, Serialize, JsonSchema)]
struct Access {
    /// Logins of people, ordered.
    people: Vec<String>,
    /// Logins of machines, ordered.
    bots: Vec<String>,
    /// Where: `owner/name`, or patterns of it, ordered.
    repositories: Vec<String>,
    /// What they may do before; left out for nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "super::groups::access")]
    before: Option<&'static str>,
    /// What they may do after; left out for nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "super::groups::access")]
    after: Option<&'static str>,
}

/// One account's change of access in one place.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Step {
    /// Its login.
    login: String,
    /// Whether it is that of a machine.
    bot: bool,
    /// Where: `owner/name`, or a pattern of it.
    repository: String,
    /// What it may do before; left out for nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "super::groups::access")]
    before: Option<&'static str>,
    /// What it may do after; left out for nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "super::groups::access")]
    after: Option<&'static str>,
}

/// Repositories in which the same number of approvals changes.
#[derive(Debug, Serialize, JsonSchema)]
struct Reviews {
    /// Where: `owner/name`, or patterns of it, ordered.
    repositories: Vec<String>,
    /// What is required before.
    before: Approvals,
    /// What is required after.
    after: Approvals,
}

/// How many approvals a pull request needs.
#[derive(Debug, Serialize, JsonSchema)]
struct Approvals {
    /// How many.
    required: u32,
    /// How many people could give one.
    approvers: usize,
}

/// Repositories that go from the same owners to the same others.
#[derive(Debug, Serialize, JsonSchema)]
struct Owners {
    /// What changes: the groups, the areas alone, or that there is an owner at all.
    #[schemars(schema_with = "shift")]
    change: &'static str,
    /// Which: `owner/name`, or patterns of it, ordered.
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
    /// The names of its areas that do.
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
    /// Its name after; left out if the group is gone.
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

/// Effects for programs, to be written as they are or as a part of something.
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
