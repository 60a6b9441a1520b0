//! Whose agreement a list of changes needs, by the table of rules and the roles of the documents before.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::governance::tree::Tree;
use crate::domain::policy::Policy;
use crate::domain::types::ids::Login;

use super::change::{Case, Change, ChangePlace};
use super::changes::{ProcessChanges, changes};
use super::documents::TouchedPath;
use super::electorate::{Electorate, Eligible, Party};
use super::rules::{Agreement, PartyRole, RULES, Threshold};

/// What a party has to agree to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The rule that asks for it.
    pub rule: &'static Agreement,
    /// Who.
    pub party: Party,
    /// How many of them.
    pub count: Count,
    /// Who may agree: not the author, not the person whom it is about, no machine.
    pub eligible: Eligible,
    /// How many days it takes at least.
    pub days: Option<u16>,
    /// To what: the places of the changes in the list, ascending.
    pub changes: Vec<usize>,
}

/// How many have to agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Count {
    /// So many persons.
    People(usize),
    /// At least this share of those who vote, in percent.
    Votes(u8),
    /// They are elected.
    Elected,
    /// The role can't be read.
    Unknown,
}

/// Whose agreement is needed, and to what no rule says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requirements {
    /// In the order of the table, and in that of the parties.
    pub all: Vec<Requirement>,
    /// The places of changes for which there is no rule, ascending.
    pub without_rule: Vec<usize>,
}

/// What a pull request changes, and who has to agree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assessment {
    /// What changes, and what is not known.
    pub changes: ProcessChanges,
    /// Whose agreement it needs.
    pub requirements: Requirements,
}

impl Assessment {
    /// Of a pull request by `author` that makes one tree of governing documents of another.
    pub fn of(trees: &[Tree; 2], touched: &[TouchedPath<'_>], author: Option<&Login>, policy: &Policy) -> Self {
        let [before, after] = trees;
        let changes = changes(before, after, touched, policy);
        let requirements = requirements(&changes.all, before, author, policy);
        Self { changes, requirements }
    }
}

/// What tells one requirement from another: in it, all changes are agreed to by the same people.
type Key = (usize, Party, Eligible, Count, Option<u16>);

/// Works out who has to agree. Changes that need the same of the same people are one requirement.
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

/// With fewer approvers than this, one is enough (RFC-0008).
const FEW: usize = 4;

impl Requirement {
    /// Whether enough people may agree; `None` where that is not known, or no approval makes it so.
    pub fn is_possible(&self) -> Option<bool> {
        match (&self.eligible, self.count) {
            (Eligible::Known(people), Count::People(needed)) => Some(people.len() >= needed),
            (Eligible::Known(people), Count::Votes(_)) => Some(!people.is_empty()),
            (Eligible::Unknown, _) | (_, Count::Elected | Count::Unknown) => None,
        }
    }
}
