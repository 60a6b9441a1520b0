//! Six years of pull requests: the preview of each agrees with what moved, appeared or disappeared.

use std::collections::BTreeSet;

use serde_json::Value;
use wg_steward::domain::governance::ownership::{Group, Ownership};
use wg_steward::domain::preview::{Effects, Holding, Shift};
use wg_steward::domain::text::slug::slug;

use crate::support::bases::Bases;
use crate::support::shared::{History, json_lines, shared};

use super::cloudfoundry;

/// TOC.md gets its first block: the earlier assets of the oversight are unknown, so the preview shows no moves to it.
const FIRST_BLOCK: u64 = 266;

/// The pull request that renamed an area. The data has a removed area, an added one, and all repositories moving
/// between them; the preview shows renamed teams and no moves.
const AREA_RENAMED: u64 = 337;

/// A repository in lower case, the groups that it leaves, those that it joins, and those that it stays in.
type Move = (String, BTreeSet<String>, BTreeSet<String>, BTreeSet<String>);

/// Our ids: the data calls the oversight `TOC` and the administration `ADMIN`.
fn ours(name: &Value) -> String {
    match name.as_str().unwrap() {
        "TOC" => "toc".to_owned(),
        "ADMIN" => "admin".to_owned(),
        other => other.to_owned(),
    }
}

fn each(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn moves_of_the_data(changes: &Value) -> BTreeSet<Move> {
    let groups = |list: &Value| each(list).map(ours).collect();
    let step = |it: &Value| {
        (it["repo"].as_str().unwrap().to_lowercase(), groups(&it["from"]), groups(&it["to"]), groups(&it["stays"]))
    };
    each(&changes["repos"]).map(step).collect()
}

fn moves(effects: &Effects) -> BTreeSet<Move> {
    let groups = |holdings: &[Holding]| holdings.iter().map(|it| it.group.to_string()).collect::<BTreeSet<_>>();
    let changes = effects.owners.iter().filter(|change| change.shift != Shift::Areas);
    let steps = changes.flat_map(|change| {
        let (from, to) = (groups(&change.from), groups(&change.to));
        let [gone, come, stay] = [&from - &to, &to - &from, &from & &to];
        change.subjects.iter().map(move |it| (it.as_str().to_lowercase(), gone.clone(), come.clone(), stay.clone()))
    });
    steps.collect()
}

/// Repositories that move from some areas of a group to others.
fn area_moves(effects: &Effects) -> BTreeSet<(String, String)> {
    let changes = effects.owners.iter().filter(|change| change.shift == Shift::Areas);
    let steps = changes.flat_map(|change| {
        let group = change.to[0].group.to_string();
        change.subjects.iter().map(move |it| (group.clone(), it.as_str().to_lowercase()))
    });
    steps.collect()
}

fn area_moves_of_the_data(changes: &Value) -> BTreeSet<(String, String)> {
    let step = |it: &Value| (ours(&it["group"]), it["repo"].as_str().unwrap().to_lowercase());
    each(&changes["area_moves"]).map(step).collect()
}

/// People who join or leave a list of an area: the list's team has to show the same, unless the person leads the group
/// before or after and so is in the team anyway.
fn roles_missing(changes: &Value, effects: &Effects, [before, after]: [&Ownership; 2]) -> Vec<String> {
    let missing = each(&changes["roles"]).filter(|role| role["area"].is_string()).filter(|role| {
        let id = ours(&role["group"]).parse().unwrap();
        let groups: Vec<&Group> = [before, after].into_iter().filter_map(|side| side.group(&id)).collect();
        let login = role["login"].as_str().unwrap().parse().unwrap();
        if groups.iter().any(|group| group.leads.iter().any(|lead| lead.login == login)) {
            return false;
        }
        let (area, list) = (role["area"].as_str().unwrap(), role["role"].as_str().unwrap());
        let slugs: BTreeSet<_> = groups.iter().map(|group| slug(&format!("wg-{}-{area}-{list}", group.name))).collect();
        let is_added = role["op"] == "add";
        !effects.teams.iter().any(|team| {
            let (name, people) = if is_added { (&team.after, &team.joined) } else { (&team.before, &team.left) };
            name.as_ref().is_some_and(|name| slugs.contains(name)) && people.iter().any(|it| it.login == login)
        })
    });
    missing.map(ToString::to_string).collect()
}

/// The differences between the data and the preview, in both directions.
fn differences<T: Ord + std::fmt::Debug>(what: &str, data: &BTreeSet<T>, said: &BTreeSet<T>) -> Option<String> {
    let less: Vec<_> = data.difference(said).collect();
    let more: Vec<_> = said.difference(data).collect();
    (data != said).then(|| format!("{what}: not said {less:?}, said {more:?}"))
}

#[test]
fn what_moved_in_six_years_is_what_is_said_to_move() {
    let (Some(pulls), Some(store)) = (shared("history/pulls.jsonl"), shared("history/objects.git")) else { return };
    let policy = cloudfoundry();
    let (mut history, mut bases) = (History::open(store), Bases::default());
    let (mut found, mut moved) = (Vec::new(), 0);
    for pull in json_lines(&pulls) {
        let mut side = |side: &str| bases.of(pull[side].as_str().unwrap(), &mut history, &policy).clone();
        let (before, after) = (side("base_tree"), side("head_tree"));
        let effects = Effects::between(&before, &after, &policy);
        let changes = &pull["changes"];
        let expected = moves_of_the_data(changes);
        moved += expected.len();
        let mut all: Vec<_> = differences("between groups", &expected, &moves(&effects)).into_iter().collect();
        if pull["pr"] == FIRST_BLOCK {
            assert_eq!(effects.unknown.len(), 1, "{:?}", effects.unknown);
            all.clear();
        }
        if pull["pr"] != AREA_RENAMED {
            all.extend(differences("within groups", &area_moves_of_the_data(changes), &area_moves(&effects)));
        }
        all.extend(roles_missing(changes, &effects, [&before, &after]));
        found.extend(all.iter().map(|it| format!("#{}: {it}", pull["pr"])));
    }
    assert!(found.is_empty(), "{} differences:\n{}", found.len(), found.join("\n"));
    assert_eq!(moved, 475);
}
