//! Areas of a group that are added, removed or renamed (C11).

use crate::domain::governance::charter::{Area, entries, one_line};

use super::change::{Change, ChangePlace, ChangeSubject};
use super::same::Charters;
use crate::domain::types::case::Case;
use crate::domain::types::ids::GroupId;

pub(super) fn changes(group: &GroupId, charters: &Charters<'_>) -> Vec<Change> {
    let Charters { before, after, areas } = charters;
    let change = |case, area: &Area| {
        let people = entries(&area.approvers).iter().chain(entries(&area.reviewers));
        let people = people.map(|person| person.login.value.clone());
        Change::new(case, ChangeSubject::Area(group.clone(), one_line(&area.name))).of_people(people)
    };
    let gone = areas.gone.iter().filter_map(|place| before.areas.get(*place));
    let come = areas.come.iter().filter_map(|place| after.areas.get(*place));
    let renamed = charters.kept_areas().filter_map(|(was, is)| {
        let (was, is) = (one_line(&was.name), one_line(&is.name));
        let names = [was.clone(), is.clone()].map(|name| vec![ChangePlace::Name(name)]);
        let [from, to] = names;
        let changed = was != is;
        changed.then(|| Change::new(Case::AreaRenamed, ChangeSubject::Area(group.clone(), was)).between(from, to))
    });
    let gone = gone.map(|area| change(Case::AreaRemoved, area));
    gone.chain(come.map(|area| change(Case::AreaAdded, area))).chain(renamed).collect()
}
