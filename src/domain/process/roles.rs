//! People and bots that are added to or removed from the lists of a charter (P2 to P6, P8, P12).
//!
//! A move to a list of the same or a higher rank is one change: a reviewer becomes an approver, a lead gets the other
//! role.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::governance::charter::{Area, Charter, Listed, Person, entries};
use crate::domain::policy::Policy;
use crate::domain::types::case::Case;
use crate::domain::types::ids::Login;

use super::change::{Change, ChangePlace, ChangeSubject, RoleList};
use super::same::{Charters, Pair, bounded};

/// The lists with a person, before and after.
#[derive(Default)]
struct Seats {
    before: BTreeSet<RoleList>,
    after: BTreeSet<RoleList>,
}

impl Seats {
    /// The lists that the person leaves and enters.
    fn moved(&self) -> Self {
        let [gone, come] = [(&self.before, &self.after), (&self.after, &self.before)]
            .map(|(one, other)| one.difference(other).copied().collect());
        Self { before: gone, after: come }
    }
}

type Lists<'a> = [(RoleList, &'a Listed<Person>)];

pub(super) fn changes(pair: &Pair<'_>, charters: &Charters<'_>, policy: &Policy) -> Vec<Change> {
    let Charters { before, after, .. } = charters;
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
    found.extend(charters.kept_areas().flat_map(|(was, is)| of_area(pair, was, is)));
    found
}

fn leads(charter: &Charter) -> [(RoleList, &Listed<Person>); 2] {
    [(RoleList::ExecutionLeads, &charter.execution_leads), (RoleList::TechnicalLeads, &charter.technical_leads)]
}

fn of_area(pair: &Pair<'_>, before: &Area, after: &Area) -> Vec<Change> {
    let was = [(RoleList::Approvers, &before.approvers), (RoleList::Reviewers, &before.reviewers)];
    let is = [(RoleList::Approvers, &after.approvers), (RoleList::Reviewers, &after.reviewers)];
    let name = bounded(&before.name);
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

/// All people in the lists of both sides, ignoring case.
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
