//! Areas of a group that are added, removed or renamed (C11).

use crate::domain::governance::charter::{Area, Charter, Listed, Person, entries, one_line};

use super::change::{Change, ChangePlace, ChangeSubject};
use super::same::{Charters, bounded};
use crate::domain::types::case::Case;
use crate::domain::types::ids::GroupId;

pub(super) fn changes(group: &GroupId, charters: &Charters<'_>) -> Vec<Change> {
    let Charters { before, after, areas } = charters;
    let change = |case, area: &Area| {
        let people = entries(&area.approvers).iter().chain(entries(&area.reviewers));
        let people = people.map(|person| person.login.value.clone());
        Change::new(case, ChangeSubject::Area(group.clone(), bounded(&area.name))).of_people(people)
    };
    let gone = areas.gone.iter().filter_map(|place| before.areas.get(*place));
    let come = areas.come.iter().filter_map(|place| after.areas.get(*place));
    let renamed = charters.kept_areas().filter_map(|(was, is)| {
        let (was, is) = (bounded(&was.name), bounded(&is.name));
        let names = [was.clone(), is.clone()].map(|name| vec![ChangePlace::Name(name)]);
        let [from, to] = names;
        let changed = was != is;
        changed.then(|| Change::new(Case::AreaRenamed, ChangeSubject::Area(group.clone(), was)).between(from, to))
    });
    let gone = gone.map(|area| change(Case::AreaRemoved, area));
    gone.chain(come.map(|area| change(Case::AreaAdded, area).of_content(Some(area_content(area)))))
        .chain(renamed)
        .collect()
}

/// The people and repositories of a charter in one text, whatever the spelling and the positions are.
pub(super) fn content(charter: &Charter) -> String {
    let leads = [&charter.execution_leads, &charter.technical_leads, &charter.bots].map(people);
    let areas: Vec<_> = charter.areas.iter().map(area_content).collect();
    serde_json::json!([one_line(&charter.name), leads, areas]).to_string()
}

fn area_content(area: &Area) -> String {
    let repositories = entries(&area.repositories).iter().map(|name| name.value.as_str().to_lowercase());
    let people = [&area.approvers, &area.reviewers, &area.bots].map(people);
    serde_json::json!([one_line(&area.name), people, repositories.collect::<Vec<_>>()]).to_string()
}

fn people(list: &Listed<Person>) -> Vec<String> {
    entries(list).iter().map(|person| person.login.value.as_str().to_lowercase()).collect()
}
