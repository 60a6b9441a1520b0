//! The agreements that a list of changes needs, by the table of rules and the roles before the change.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::governance::tree::Tree;
use crate::domain::policy::{Agreement, Alternative, PartyRole, Policy, Threshold, Wait};
use crate::domain::types::ids::{GroupId, Login};

use super::change::{Change, ChangePlace};
use super::changes::{ProcessChanges, changes};
use super::documents::TouchedPath;
use super::electorate::{Electorate, Eligible, Party};

/// One agreement that is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The rule that requires it.
    pub rule: Arc<Agreement>,
    /// The party.
    pub party: Party,
    /// The number of people.
    pub count: Count,
    /// The people who may agree: without the author, the person whose role changes, and bots.
    pub eligible: Eligible,
    /// More than half of all with the role, whether they may agree here or not; `None` if the role is unreadable.
    pub majority: Option<usize>,
    /// The members of the oversight who may decide instead or bypass the rule; `None` if the rule does not let them.
    pub stand_in: Option<StandIn>,
    /// The waiting period.
    pub wait: Option<Wait>,
    /// The indexes of the changes in the list, ascending.
    pub changes: Vec<usize>,
}

/// The oversight in place of a party, or with the right to bypass a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StandIn {
    /// Its members who may agree.
    pub eligible: BTreeSet<Login>,
    /// How many of them decide instead: more than half of all members. To bypass a rule, one is enough.
    pub count: usize,
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
    /// The names of the groups before the change.
    pub names: BTreeMap<GroupId, String>,
}

impl Assessment {
    /// Assesses a pull request of `author`, by the trees of governing documents before and after it. The roles are those of
    /// `present`, the documents of the base branch now: the pull request may start from an older commit.
    pub fn of(
        [before, after]: [&Tree; 2],
        present: &Tree,
        touched: &[TouchedPath<'_>],
        author: Option<&Login>,
        policy: &Policy,
    ) -> Self {
        let changes = changes(before, after, touched, policy);
        let requirements = requirements(&changes.all, present, author, policy);
        let names = present.ownership.groups().map(|(id, group)| (id.clone(), group.name.clone())).collect();
        Self { changes, requirements, names }
    }
}

/// The identity of a requirement: the same people agree to all its changes.
type Key = (usize, Party, Eligible, Count, Option<usize>, Option<StandIn>, Option<Wait>);

/// Lists the agreements that are needed. Changes that need the same from the same people are one requirement.
pub fn requirements(changes: &[Change], base: &Tree, author: Option<&Login>, policy: &Policy) -> Requirements {
    let electorate = Electorate::of(base, policy);
    let mut found: BTreeMap<Key, (&Arc<Agreement>, Vec<usize>)> = BTreeMap::new();
    let mut without_rule = Vec::new();
    for (place, change) in changes.iter().enumerate() {
        let own = author.is_some() && change.candidate() == author;
        let rows = policy.agreements.iter().enumerate().filter(|(_, row)| row.cases.contains(&change.case));
        let mut ruled = false;
        for (number, row) in rows {
            if own && row.not_if_own {
                ruled = true;
                continue;
            }
            for party in parties(row.who, change, &electorate, policy) {
                ruled = true;
                let members = electorate.members(&party);
                let count = count(row.need, members.as_ref());
                let majority = members.as_ref().map(more_than_half);
                let stand_in = row.alternative.and_then(|_| stand_in_for(&electorate, policy, change, author));
                let eligible = members.map_or(Eligible::Unknown, |members| eligible(members, change, author));
                let wait = row.wait.filter(|wait| !(own && wait.to_answer));
                let key = (number, party, eligible, count, majority, stand_in, wait);
                found.entry(key).or_insert_with(|| (row, Vec::new())).1.push(place);
            }
        }
        without_rule.extend((!ruled).then_some(place));
    }
    let requirement =
        |((_, party, eligible, count, majority, stand_in, wait), (rule, changes)): (Key, (&Arc<_>, _))| Requirement {
            rule: Arc::clone(rule),
            party,
            count,
            eligible,
            majority,
            stand_in,
            wait,
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
        (Threshold::Merge, _) => Count::People(1),
        (Threshold::People(people), _) => Count::People(people),
        (Threshold::OrOneOfFew { people, below }, Some(members)) => {
            Count::People(if members.len() < below { 1 } else { people })
        }
        (Threshold::MoreThan(percent), Some(members)) => Count::People(members.len() * usize::from(percent) / 100 + 1),
        (Threshold::OrOneOfFew { .. } | Threshold::MoreThan(_), None) => Count::Unknown,
    }
}

fn more_than_half(members: &BTreeSet<Login>) -> usize {
    members.len() / 2 + 1
}

/// The oversight, unless its members are unreadable.
fn stand_in_for(
    electorate: &Electorate<'_>,
    policy: &Policy,
    change: &Change,
    author: Option<&Login>,
) -> Option<StandIn> {
    let members = electorate.members(&Party::Oversight(policy.governing.oversight.clone()?))?;
    let count = more_than_half(&members);
    match eligible(members, change, author) {
        Eligible::Known(eligible) => Some(StandIn { eligible, count }),
        Eligible::Unknown => None,
    }
}

impl Requirement {
    /// The members of the oversight who may decide instead of the party.
    pub fn substitutes(&self) -> Option<&StandIn> {
        self.stand_in.as_ref().filter(|_| self.rule.alternative == Some(Alternative::StandIn))
    }

    /// Whether a person may bypass the rule.
    pub fn may_bypass(&self, login: &Login) -> bool {
        let instead = self.stand_in.as_ref().filter(|_| self.rule.alternative == Some(Alternative::Bypass));
        instead.is_some_and(|instead| instead.eligible.contains(login))
    }

    /// Whether a person may agree, for the party or in its place.
    pub fn may_agree(&self, login: &Login) -> bool {
        let is_eligible = matches!(&self.eligible, Eligible::Known(people) if people.contains(login));
        is_eligible || self.substitutes().is_some_and(|instead| instead.eligible.contains(login))
    }

    /// Whether enough people may agree; `None` if that is unknown, or if an election decides.
    pub fn is_possible(&self) -> Option<bool> {
        match (&self.eligible, self.count) {
            (Eligible::Known(people), Count::People(needed)) => Some(people.len() >= needed),
            (Eligible::Known(people), Count::Votes(_)) => Some(!people.is_empty()),
            (Eligible::Unknown, _) | (_, Count::Elected | Count::Unknown) => None,
        }
    }
}
