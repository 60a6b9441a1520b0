//! The part of a policy that says who has to agree to which change: the raw form, and its translation to the model.

use std::collections::BTreeSet;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::domain::document::{At, Span};
use crate::domain::policy::agreements::{Agreement, Alternative, PartyRole, RuleSource, Threshold, Wait, WaitStart};
use crate::domain::policy::{APPROVALS_CHECK, Mode};
use crate::domain::types::case::Case;

use super::PolicyFault;
use super::validate::Checker;

/// A rule of the process: a party that has to agree in some cases. Several rules for one case all apply.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAgreement {
    /// A name for the rule, which JSON shows as `reason`.
    #[schemars(with = "String")]
    name: At<String>,
    /// The cases of the process; docs/simulate.md lists them.
    #[schemars(schema_with = "case_words")]
    cases: At<BTreeSet<Case>>,
    /// The party, by the roles before the change.
    #[schemars(with = "RawParty")]
    who: At<RawParty>,
    /// How many of them have to agree.
    #[schemars(with = "RawNeed")]
    need: At<RawNeed>,
    /// The document with the rule.
    source: RawSource,
    /// A waiting period.
    wait: Option<RawWait>,
    /// Whether the check waits for it; `false` for a recommendation.
    #[serde(default = "yes")]
    required: bool,
    /// Whether the rule does not apply to a pull request of the person whose role changes.
    #[serde(default)]
    not_if_own: bool,
    /// A party that may decide instead.
    #[schemars(with = "Option<RawAlternative>")]
    alternative: Option<At<RawAlternative>>,
}

fn yes() -> bool {
    true
}

/// A list of words, so that a misspelt one is answered with the nearest.
fn case_words(_: &mut SchemaGenerator) -> Schema {
    let cases = schemars::schema_for!(Case);
    let words = cases.get("oneOf").and_then(|cases| cases.as_array()).into_iter().flatten();
    let words: Vec<_> = words.filter_map(|case| case.get("const")).collect();
    json_schema!({ "type": "array", "items": { "type": "string", "enum": words } })
}

/// `leads(group)`, the leads of each group that the change affects; `approvers(area)`, of the area; `approvers(group)`, of
/// all areas of the group; `members(oversight)`; `leads(any)`, the leads of any working group; `contributors(any)`, the
/// contributors, reviewers and approvers of any group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
enum RawParty {
    #[serde(rename = "leads(group)")]
    Leads,
    #[serde(rename = "approvers(area)")]
    AreaApprovers,
    #[serde(rename = "approvers(group)")]
    GroupApprovers,
    #[serde(rename = "members(oversight)")]
    Oversight,
    #[serde(rename = "leads(any)")]
    AnyLead,
    #[serde(rename = "contributors(any)")]
    AnyContributor,
}

/// `election`, which no approval replaces; `merge`, one of them approves and merges; or one of these keys.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(untagged)]
enum RawNeed {
    Word(RawNeedWord),
    Number(RawNumber),
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum RawNeedWord {
    Election,
    Merge,
}

/// Exactly one of `people`, `more_than_percent` and `percent_of_votes`.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct RawNumber {
    /// So many people.
    #[schemars(range(min = 1, max = 100))]
    people: Option<u8>,
    /// One person is enough if the party has fewer people than this. With `people` only.
    #[schemars(range(min = 2, max = 100))]
    one_if_fewer_than: Option<u8>,
    /// More than this share of the whole party: 50 is a quorum, 0 is one person.
    #[schemars(range(min = 0, max = 99))]
    more_than_percent: Option<u8>,
    /// At least this share of those who vote; an objection is a vote against.
    #[schemars(range(min = 1, max = 100))]
    percent_of_votes: Option<u8>,
}

/// A document.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawSource {
    /// Its name, such as `RFC-0007`.
    name: String,
    /// Its address, with `https://`. If left out, the rule is an unwritten practice.
    #[schemars(with = "Option<String>")]
    url: Option<At<String>>,
}

/// A waiting period. It begins again when an objection is withdrawn.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawWait {
    /// Its length.
    #[schemars(range(min = 1, max = 365))]
    days: u16,
    /// Whether Saturdays and Sundays do not count.
    #[serde(default)]
    working_days: bool,
    /// When it begins: `proposed`, when the change was first proposed; `agreed`, when enough people have agreed.
    #[serde(default)]
    from: RawStart,
    /// Whether the period is for the person whose role changes, to answer: their own pull request does not wait.
    #[serde(default)]
    to_answer: bool,
}

#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum RawStart {
    #[default]
    Proposed,
    Agreed,
}

/// `oversight_stands_in`, more than half of the oversight; `oversight_bypasses`, one of its members, with a reason.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum RawAlternative {
    OversightStandsIn,
    OversightBypasses,
}

impl Checker<'_> {
    /// The rules, in the order of the policy.
    pub(super) fn agreements(&mut self, raw: Vec<RawAgreement>) -> Vec<Agreement> {
        let mut found: Vec<Agreement> = Vec::new();
        for rule in raw {
            let span = rule.name.span;
            if let Some(other) = found.iter().find(|known| known.name == rule.name.value) {
                let message = format!("another rule has the name `{}` already: give this one another", other.name);
                self.faults.push(PolicyFault::at(span, message));
            }
            found.extend(self.agreement(rule));
        }
        found
    }

    fn agreement(&mut self, raw: RawAgreement) -> Option<Agreement> {
        let RawAgreement { name, cases, who, need, source, wait, required, not_if_own, alternative } = raw;
        if cases.value.is_empty() {
            let message =
                format!("the rule `{}` has no case, so it is never used: add one, or remove the rule", name.value);
            self.faults.push(PolicyFault::at(cases.span, message));
        }
        self.role(party(who.value).1, who.span);
        if let Some(alternative) = &alternative {
            self.role("oversight", alternative.span);
        }
        let url = source.url.and_then(|url| self.address(url));
        Some(Agreement {
            name: name.value,
            cases: cases.value,
            who: party(who.value).0,
            need: self.need(&need)?,
            source: RuleSource { name: source.name, url },
            wait: wait.map(wait_of),
            must: required,
            not_if_own,
            alternative: alternative.map(|raw| match raw.value {
                RawAlternative::OversightStandsIn => Alternative::StandIn,
                RawAlternative::OversightBypasses => Alternative::Bypass,
            }),
        })
    }

    fn address(&mut self, url: At<String>) -> Option<String> {
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"()<>[]\\\"'`".contains(&byte);
        if url.value.starts_with("https://") && url.value.bytes().all(is_plain) {
            return Some(url.value);
        }
        let message = format!("`{}` can't be linked: write an address with `https://`", url.value);
        self.faults.push(PolicyFault::at(url.span, message));
        None
    }

    fn need(&mut self, need: &At<RawNeed>) -> Option<Threshold> {
        let raw = match need.value {
            RawNeed::Word(RawNeedWord::Election) => return Some(Threshold::Election),
            RawNeed::Word(RawNeedWord::Merge) => return Some(Threshold::Merge),
            RawNeed::Number(raw) => raw,
        };
        let RawNumber { people, one_if_fewer_than, more_than_percent, percent_of_votes } = raw;
        match (people, one_if_fewer_than, more_than_percent, percent_of_votes) {
            (Some(people), None, None, None) => Some(Threshold::People(people.into())),
            (Some(people), Some(below), None, None) => {
                Some(Threshold::OrOneOfFew { people: people.into(), below: below.into() })
            }
            (None, None, Some(percent), None) => Some(Threshold::MoreThan(percent)),
            (None, None, None, Some(percent)) => Some(Threshold::Votes(percent)),
            // A number that was removed is reported already.
            (None, None, None, None) if !self.is_whole => None,
            _ => {
                let message = "`need` takes exactly one of `people`, `more_than_percent` and `percent_of_votes`, and \
                               `one_if_fewer_than` only with `people`";
                self.faults.push(PolicyFault::at(need.span, message.to_owned()));
                None
            }
        }
    }

    /// **Invariant:** the check on agreements has rules: without one nobody can agree to anything.
    pub(super) fn agreements_exist(&mut self, any: bool, checks: &[(&'static str, Span, Mode)]) {
        let on = checks.iter().find(|(name, _, mode)| *name == APPROVALS_CHECK && *mode != Mode::Off);
        if let Some((name, span, _)) = on.filter(|_| !any && self.is_whole) {
            let message = format!("`{name}` has no rules, so nobody could agree to a change: add `agreements`");
            self.faults.push(PolicyFault::at(*span, message));
        }
    }
}

/// The party, and the role that has to exist for it.
fn party(raw: RawParty) -> (PartyRole, &'static str) {
    match raw {
        RawParty::Leads => (PartyRole::Leads, "leads"),
        RawParty::AreaApprovers => (PartyRole::AreaApprovers, "approvers"),
        RawParty::GroupApprovers => (PartyRole::GroupApprovers, "approvers"),
        RawParty::Oversight => (PartyRole::Oversight, "oversight"),
        RawParty::AnyLead => (PartyRole::AnyLead, "leads"),
        RawParty::AnyContributor => (PartyRole::AnyContributor, "approvers"),
    }
}

fn wait_of(raw: RawWait) -> Wait {
    let RawWait { days, working_days: working, from, to_answer } = raw;
    let from = match from {
        RawStart::Proposed => WaitStart::Proposed,
        RawStart::Agreed => WaitStart::Agreed,
    };
    Wait { days, working, from, to_answer }
}
