//! Areas of a group that come, go or are called otherwise (C11).

use crate::domain::governance::charter::{Area, Charter, entries, one_line};

use super::change::{Case, Change, ChangePlace, ChangeSubject};
use super::same::{Areas, Pair};

pub(super) fn changes(pair: &Pair<'_>, before: &Charter, after: &Charter) -> Vec<Change> {
    let group = &pair.before.id;
    let areas = Areas::of(before, after);
    let change = |case, area: &Area| {
        let people = entries(&area.approvers).iter().chain(entries(&area.reviewers));
        let people = people.map(|person| person.login.value.clone());
        Change::new(case, ChangeSubject::Area(group.clone(), one_line(&area.name))).of_people(people)
    };
    let gone = areas.gone.iter().filter_map(|place| before.areas.get(*place));
    let come = areas.come.iter().filter_map(|place| after.areas.get(*place));
    let renamed = areas.kept.iter().filter_map(|(was, is)| {
        let (was, is) = (one_line(&before.areas.get(*was)?.name), one_line(&after.areas.get(*is)?.name));
        let names = [was.clone(), is.clone()].map(|name| vec![ChangePlace::Name(name)]);
        let [from, to] = names;
        let changed = was != is;
        changed.then(|| Change::new(Case::AreaRenamed, ChangeSubject::Area(group.clone(), was)).between(from, to))
    });
    let gone = gone.map(|area| change(Case::AreaRemoved, area));
    gone.chain(come.map(|area| change(Case::AreaAdded, area))).chain(renamed).collect()
}
