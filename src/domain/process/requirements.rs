//! The agreements that a list of changes needs, by the table of rules and the roles before the change.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::governance::tree::Tree;
use crate::domain::policy::Policy;
use crate::domain::types::ids::Login;

use super::change::{Case, Change, ChangePlace};
use super::changes::{ProcessChanges, changes};
use super::documents::TouchedPath;
use super::electorate::{Electorate, Eligible, Party};
use super::rules::{Agreement, PartyRole, RULES, Threshold};

/// One agreement that is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The rule that requires it.
    pub rule: &'static Agreement,
    /// The party.
    pub party: Party,
    /// The number of people.
    pub count: Count,
    /// The people who may agree: without the author, the person whose role changes, and bots.
    pub eligible: Eligible,
    /// The minimum number of days.
    pub days: Option<u16>,
    /// The indexes of the changes in the list, ascending.
    pub changes: Vec<usize>,
}

/// The number of people who have to agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Count {
    /// A number of people.
    People(usize),
    /// At least this share of those who vote, in percent.
    Votes(u8),
    /// An election decides.
    Elected,
    /// The role is unreadable.
    Unknown,
}

/// The agreements that are needed, and the changes without a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requirements {
    /// Ordered as in the table, and by party.
    pub all: Vec<Requirement>,
    /// The indexes of changes without a rule, ascending.
    pub without_rule: Vec<usize>,
}

/// The changes of a pull request, and the agreements that it needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assessment {
    /// The changes, and the documents whose changes are unknown.
    pub changes: ProcessChanges,
    /// The agreements that it needs.
    pub requirements: Requirements,
}

impl Assessment {
    /// Assesses a pull request of `author`, by the trees of governing documents before and after it.
    pub fn of(trees: &[Tree; 2], touched: &[TouchedPath<'_>], author: Option<&Login>, policy: &Policy) -> Self {
        let [before, after] = trees;
        let changes = changes(before, after, touched, policy);
        let requirements = requirements(&changes.all, before, author, policy);
        Self { changes, requirements }
    }
}

/// The identity of a requirement: the same people agree to all its changes.
type Key = (usize, Party, Eligible, Count, Option<u16>);

/// Lists the agreements that are needed. Changes that need the same from the same people are one requirement.
pub fn requirements(changes: &[Change], base: &Tree, author: Option<&Login>, policy: &Policy) -> Requirements {
    let electorate = Electorate::of(base, policy);
    let mut found: BTreeMap<Key, (&'static Agreement, Vec<usize>)> = BTreeMap::new();
    let mut without_rule = Vec::new();
    for (place, change) in changes.iter().enumerate() {
        let own = author.is_some() && change.candidate() == author;
        let rows = RULES.iter().enumerate().filter(|(_, row)| row.cases.contains(&change.case));
        let mut ruled = own && change.case == Case::LeadRemoved;
        // A lead may give up the role alone (RFC-0024).
        for (number, row) in rows.filter(|_| !(own && change.case == Case::LeadRemoved)) {
            for party in parties(row.who, change, &electorate, policy) {
                ruled = true;
                let members = electorate.members(&party);
                let count = count(row.need, members.as_ref());
                let eligible = members.map_or(Eligible::Unknown, |members| eligible(members, change, author));
                let days = row.days.filter(|_| !(own && row.to_answer));
                let key = (number, party, eligible, count, days);
                found.entry(key).or_insert_with(|| (row, Vec::new())).1.push(place);
            }
        }
        without_rule.extend((!ruled).then_some(place));
    }
    let requirement = |((_, party, eligible, count, days), (rule, changes))| Requirement {
        rule,
        party,
        count,
        eligible,
        days,
        changes,
    };
    Requirements { all: found.into_iter().map(requirement).collect(), without_rule }
}

fn parties(who: PartyRole, change: &Change, electorate: &Electorate<'_>, policy: &Policy) -> BTreeSet<Party> {
    let groups = || change.groups().into_iter().filter(|group| electorate.has(group)).cloned();
    match who {
        PartyRole::Leads => groups().map(Party::Leads).collect(),
        PartyRole::GroupApprovers => groups().map(Party::GroupApprovers).collect(),
        PartyRole::AreaApprovers => change.from.iter().chain(&change.to).filter_map(area).collect(),
        PartyRole::Oversight => policy.governing.oversight.iter().cloned().map(Party::Oversight).collect(),
        PartyRole::AnyLead => [Party::AnyLead].into(),
        PartyRole::AnyContributor => [Party::AnyContributor].into(),
    }
}

fn area(place: &ChangePlace) -> Option<Party> {
    match place {
        ChangePlace::Seat { group, area: Some(area), .. } => Some(Party::AreaApprovers(group.clone(), area.clone())),
        _ => None,
    }
}

fn eligible(mut members: BTreeSet<Login>, change: &Change, author: Option<&Login>) -> Eligible {
    members.retain(|member| Some(member) != author && Some(member) != change.candidate());
    Eligible::Known(members)
}

fn count(need: Threshold, members: Option<&BTreeSet<Login>>) -> Count {
    match (need, members) {
        (Threshold::Election, _) => Count::Elected,
        (Threshold::Votes(percent), _) => Count::Votes(percent),
        (Threshold::One | Threshold::Merge, _) => Count::People(1),
        (Threshold::Two, _) => Count::People(2),
        (Threshold::TwoOrOneOfFew, Some(members)) => Count::People(if members.len() < FEW { 1 } else { 2 }),
        (Threshold::MoreThanHalf, Some(members)) => Count::People(members.len() / 2 + 1),
        (Threshold::TwoOrOneOfFew | Threshold::MoreThanHalf, None) => Count::Unknown,
    }
}

/// Below this number of approvers, one approval is enough (RFC-0008).
const FEW: usize = 4;

impl Requirement {
    /// Whether enough people may agree; `None` if that is unknown, or if an election decides.
    pub fn is_possible(&self) -> Option<bool> {
        match (&self.eligible, self.count) {
            (Eligible::Known(people), Count::People(needed)) => Some(people.len() >= needed),
            (Eligible::Known(people), Count::Votes(_)) => Some(!people.is_empty()),
            (Eligible::Unknown, _) | (_, Count::Elected | Count::Unknown) => None,
        }
    }
}
