//! What a pull request changes in the governing documents, and who has to agree, for programs.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::process::{self, Assessment, ChangePlace, Count, Eligible, Party, Requirement};

/// A change of the governing documents.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Change {
    /// The case of the process, such as `C3`; left out where the process does not know one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    case: Option<&'static str>,
    /// A stable word for the case, such as `repository_moved`.
    kind: &'static str,
    /// What changes: a repository, a login, a group, `group: area`, or a path.
    subject: String,
    /// Where it was, or what it was called.
    from: Vec<Spot>,
    /// Where it will be, or what it will be called.
    to: Vec<Spot>,
    /// Whose roles change.
    people: Vec<String>,
    /// Whether a rule says who has to agree. Where none does, no agreement is enough.
    has_rule: bool,
}

/// Where something is: some of these keys.
#[derive(Debug, Default, Serialize, JsonSchema)]
struct Spot {
    /// The id of the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    group: Option<String>,
    /// The name of its area.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    area: Option<String>,
    /// The key of the list in the charter, or `contributors`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    list: Option<&'static str>,
    /// The organization whose contributors they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    organization: Option<String>,
    /// A name, or a path.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    name: Option<String>,
}

/// The agreement of one party.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Approval {
    /// Who has to agree.
    party: PartyOf,
    /// How: `number`, so many of them; `quorum`, more than half of all of them; `share`, of those who vote; `merge`, one of them
    /// merges the pull request; `election`, no approval makes it so.
    need: &'static str,
    /// How many of them, or which percentage of those who vote; left out where that can't be known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    count: Option<usize>,
    /// Who may agree, by the roles before the change; left out where the document with the roles can't be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<String>")]
    eligible: Option<Vec<String>>,
    /// The rule.
    source: Source,
    /// How many days it takes at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u16")]
    days: Option<u16>,
    /// Who may decide in their place: `oversight_stands_in`, more than half of the oversight; `oversight_bypasses`, one of
    /// its members.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    alternative: Option<&'static str>,
    /// Whether it is needed; what only should be is not.
    required: bool,
    /// A stable word for the rule.
    reason: &'static str,
    /// To what: places in `changes`, from 0.
    changes: Vec<usize>,
}

/// A party.
#[derive(Debug, Serialize, JsonSchema)]
struct PartyOf {
    /// `oversight`, `leads`, `approvers`, `any_lead` or `any_contributor`.
    role: &'static str,
    /// The id of the group, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    group: Option<String>,
    /// The name of the area, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    area: Option<String>,
}

/// Where a rule is written.
#[derive(Debug, Serialize, JsonSchema)]
struct Source {
    /// What it is called; `practice` for one that is not written down.
    name: &'static str,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    url: Option<&'static str>,
}

pub(super) fn changes(process: &Assessment) -> Vec<Change> {
    let numbered = process.changes.all.iter().enumerate();
    let change = |(place, change): (usize, &process::Change)| Change {
        case: change.case.id(),
        kind: change.case.code(),
        subject: change.subject.to_string(),
        from: change.from.iter().map(spot).collect(),
        to: change.to.iter().map(spot).collect(),
        people: change.people.iter().map(ToString::to_string).collect(),
        has_rule: !process.requirements.without_rule.contains(&place),
    };
    numbered.map(change).collect()
}

fn spot(place: &ChangePlace) -> Spot {
    match place {
        ChangePlace::Area { group, area } => {
            Spot { group: Some(group.to_string()), area: Some(area.clone()), ..Spot::default() }
        }
        ChangePlace::Seat { group, area, list } => {
            Spot { group: Some(group.to_string()), area: area.clone(), list: Some(list.word()), ..Spot::default() }
        }
        ChangePlace::Contributors(organization) => {
            Spot { list: Some("contributors"), organization: Some(organization.clone()), ..Spot::default() }
        }
        ChangePlace::Name(name) => Spot { name: Some(name.clone()), ..Spot::default() },
    }
}

pub(super) fn approvals(process: &Assessment) -> Vec<Approval> {
    process.requirements.all.iter().map(approval).collect()
}

fn approval(requirement: &Requirement) -> Approval {
    let Requirement { rule, party, count, eligible, days, changes } = requirement;
    let area = match party {
        Party::AreaApprovers(_, area) => Some(area.clone()),
        _ => None,
    };
    Approval {
        party: PartyOf { role: party.role(), group: party.group().map(ToString::to_string), area },
        need: rule.need.word(),
        count: match count {
            Count::People(number) => Some(*number),
            Count::Votes(percent) => Some(usize::from(*percent)),
            Count::Elected | Count::Unknown => None,
        },
        eligible: match eligible {
            Eligible::Known(people) => Some(people.iter().map(ToString::to_string).collect()),
            Eligible::Unknown => None,
        },
        source: Source { name: rule.source.name, url: rule.source.url },
        days: *days,
        alternative: rule.alternative.map(process::Alternative::word),
        required: rule.must,
        reason: rule.code,
        changes: changes.clone(),
    }
}
