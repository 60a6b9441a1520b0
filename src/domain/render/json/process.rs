//! The changes of the governing documents, and the agreements that they need, as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::policy::Alternative;
use crate::domain::process::{
    self, AgreementState, ApprovalState, Assessment, ChangePlace, Count, Eligible, Party, Progress, Requirement,
};
use crate::domain::types::review::SubmittedReview;

/// A change of the governing documents.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Change {
    /// The case of the process, such as `C3`; left out if the process does not have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    case: Option<&'static str>,
    /// A stable word for the case, such as `repository_moved`.
    kind: &'static str,
    /// The thing that changes: a repository, a login, a group, `group: area`, or a path.
    subject: String,
    /// Its places or names before.
    from: Vec<Spot>,
    /// Its places or names after.
    to: Vec<Spot>,
    /// The people whose roles change.
    people: Vec<String>,
    /// Whether a rule names the parties that have to agree. Without a rule, no agreement is enough.
    has_rule: bool,
}

/// A place or a name, with some of these keys.
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
    /// The party that has to agree.
    party: PartyOf,
    /// The kind of agreement: `number`, a number of people; `quorum`, more than half of them; `share`, a share of the votes;
    /// `merge`, one of them merges the pull request; `election`, an election decides.
    need: &'static str,
    /// The number of people, or the percentage of the votes; left out if it is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    count: Option<usize>,
    /// The people who may agree, by the roles before the change; left out if the document with the roles is unreadable.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<String>")]
    eligible: Option<Vec<String>>,
    /// How far it is: `agreed`; `waiting`, the waiting period is not over; `missing`; `objected`, somebody objects;
    /// `impossible`, fewer people may agree than have to; `election`; `unknown`.
    progress: &'static str,
    /// How many more people have to agree; left out if that is not known or none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    missing: Option<usize>,
    /// The people whose approval counts, by time.
    have: Vec<String>,
    /// The people who object, by time.
    objections: Vec<String>,
    /// The rule.
    source: Source,
    /// The minimum number of days.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u16")]
    days: Option<u16>,
    /// The party that may decide instead: `oversight_stands_in`, more than half of the oversight; `oversight_bypasses`, one of
    /// its members.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    alternative: Option<&'static str>,
    /// Whether it is required; a recommendation is not.
    required: bool,
    /// The name of the rule in the policy.
    reason: String,
    /// Indexes in `changes`, from 0.
    changes: Vec<usize>,
}

/// A party.
#[derive(Debug, Serialize, JsonSchema)]
struct PartyOf {
    /// `oversight`, `leads`, `approvers`, `any_lead` or `any_contributor`.
    role: &'static str,
    /// The id of the group, if the party belongs to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    group: Option<String>,
    /// The name of the area, if the party belongs to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    area: Option<String>,
}

/// The document with a rule.
#[derive(Debug, Serialize, JsonSchema)]
struct Source {
    /// Its name; `practice` for an unwritten rule.
    name: String,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    url: Option<String>,
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

pub(super) fn approvals(state: &ApprovalState<'_>) -> Vec<Approval> {
    state.all.iter().map(approval).collect()
}

fn approval(state: &AgreementState<'_>) -> Approval {
    let people = |reviews: &[&SubmittedReview]| reviews.iter().map(|review| review.author.to_string()).collect();
    let requirement = state.requirement;
    let progress = match state.progress {
        Progress::Agreed => "agreed",
        Progress::Waiting => "waiting",
        Progress::Missing(_) => "missing",
        Progress::Objected(_) => "objected",
        Progress::Impossible => "impossible",
        Progress::Election => "election",
        Progress::Unknown => "unknown",
    };
    let Requirement { rule, party, count, eligible, wait, changes, .. } = requirement;
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
        progress,
        missing: state.missing(),
        have: people(&state.have),
        objections: people(&state.objections),
        source: Source { name: rule.source.name.clone(), url: rule.source.url.clone() },
        days: wait.map(|wait| wait.days),
        alternative: rule.alternative.map(Alternative::word),
        required: rule.must,
        reason: rule.name.clone(),
        changes: changes.clone(),
    }
}
