//! People and machines that enter or leave the lists of a charter (P2 to P6, P8, P12).
//!
//! A person who goes from one list to another one of the same rank or above has one change: a reviewer who becomes an
//! approver, a lead who gets the other role.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::governance::charter::{Area, Charter, Listed, Person, entries, one_line};
use crate::domain::policy::Policy;
use crate::domain::types::ids::Login;

use super::change::{Case, Change, ChangePlace, ChangeSubject, RoleList};
use super::same::{Areas, Pair};

/// The lists that a person is in, before and after.
#[derive(Default)]
struct Seats {
    before: BTreeSet<RoleList>,
    after: BTreeSet<RoleList>,
}

impl Seats {
    /// The lists that the person leaves, and those that the person enters.
    fn moved(&self) -> Self {
        let [gone, come] = [(&self.before, &self.after), (&self.after, &self.before)]
            .map(|(one, other)| one.difference(other).copied().collect());
        Self { before: gone, after: come }
    }
}

type Lists<'a> = [(RoleList, &'a Listed<Person>)];

pub(super) fn changes(pair: &Pair<'_>, before: &Charter, after: &Charter, policy: &Policy) -> Vec<Change> {
    let oversees = policy.governing.oversight.as_ref() == Some(&pair.before.id);
    let mut found = Vec::new();
    for (login, seats) in seats(&leads(before), &leads(after)) {
        let moved = seats.moved();
        let case = match (oversees, moved.before.is_empty(), moved.after.is_empty()) {
            (_, true, true) => continue,
            (true, ..) => Case::OversightChanged,
            (false, true, false) => Case::LeadAdded,
            (false, false, true) => Case::LeadRemoved,
            (false, false, false) => Case::LeadChanged,
        };
        found.push(change(case, pair, None, login, moved));
    }
    found.extend(bots(pair, None, &before.bots, &after.bots));
    for (was, is) in Areas::of(before, after).kept {
        let (Some(was), Some(is)) = (before.areas.get(was), after.areas.get(is)) else { continue };
        found.extend(of_area(pair, was, is));
    }
    found
}

fn leads(charter: &Charter) -> [(RoleList, &Listed<Person>); 2] {
    [(RoleList::ExecutionLeads, &charter.execution_leads), (RoleList::TechnicalLeads, &charter.technical_leads)]
}

fn of_area(pair: &Pair<'_>, before: &Area, after: &Area) -> Vec<Change> {
    let was = [(RoleList::Approvers, &before.approvers), (RoleList::Reviewers, &before.reviewers)];
    let is = [(RoleList::Approvers, &after.approvers), (RoleList::Reviewers, &after.reviewers)];
    let name = one_line(&before.name);
    let mut found = Vec::new();
    for (login, seats) in seats(&was, &is) {
        let had = |roster| seats.before.contains(&roster);
        let has = |roster| seats.after.contains(&roster);
        let promoted = !had(RoleList::Approvers) && has(RoleList::Approvers);
        let mut say = |case, seats| found.push(change(case, pair, Some(&name), login, seats));
        let only = |roster| Seats {
            before: seats.before.iter().filter(|it| **it == roster).copied().collect(),
            after: seats.after.iter().filter(|it| **it == roster).copied().collect(),
        };
        if promoted {
            say(Case::ApproverAdded, Seats { after: [RoleList::Approvers].into(), ..seats.moved() });
        } else if had(RoleList::Approvers) && !has(RoleList::Approvers) {
            say(Case::ApproverRemoved, only(RoleList::Approvers));
        }
        if !had(RoleList::Reviewers) && has(RoleList::Reviewers) {
            say(Case::ReviewerAdded, only(RoleList::Reviewers));
        } else if had(RoleList::Reviewers) && !has(RoleList::Reviewers) && !promoted {
            say(Case::ReviewerRemoved, only(RoleList::Reviewers));
        }
    }
    found.extend(bots(pair, Some(&name), &before.bots, &after.bots));
    found
}

fn bots(pair: &Pair<'_>, area: Option<&str>, before: &Listed<Person>, after: &Listed<Person>) -> Vec<Change> {
    let changed = seats(&[(RoleList::Bots, before)], &[(RoleList::Bots, after)]).into_iter();
    let changed = changed.filter(|(_, seats)| seats.before != seats.after);
    changed.map(|(login, seats)| change(Case::BotChanged, pair, area, login, seats)).collect()
}

fn change(case: Case, pair: &Pair<'_>, area: Option<&str>, login: &Login, seats: Seats) -> Change {
    let place = |list: &RoleList| ChangePlace::Seat {
        group: pair.before.id.clone(),
        area: area.map(str::to_owned),
        list: *list,
    };
    let [from, to] = [&seats.before, &seats.after].map(|lists| lists.iter().map(place).collect());
    Change::new(case, ChangeSubject::Account(login.clone())).between(from, to).of_people([login.clone()])
}

/// Everybody in the lists of both sides, in any spelling.
fn seats<'a>(before: &Lists<'a>, after: &Lists<'a>) -> BTreeMap<&'a Login, Seats> {
    let mut found: BTreeMap<&Login, Seats> = BTreeMap::new();
    for (roster, list) in before {
        for person in entries(list) {
            found.entry(&person.login.value).or_default().before.insert(*roster);
        }
    }
    for (roster, list) in after {
        for person in entries(list) {
            found.entry(&person.login.value).or_default().after.insert(*roster);
        }
    }
    found
}
