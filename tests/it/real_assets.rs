//! The foundation's asset lists as they really are: our charter reader, and the snapshot that is built in, held against
//! what the organization's own generator makes of the same charters.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use wg_steward::domain::finding::Finding;
use wg_steward::domain::ids::{Login, RepoName};
use wg_steward::domain::ownership::{Area, Claim, Group, Ownership};
use wg_steward::folder::Folder;
use wg_steward::policies::{Foundation, Foundations};

use crate::support::shared::shared;

/// The oversight's `technical_leads` are staff with admin rights: they do not speak for it, so they are none of ours.
const STAFF: &str = "toc";

fn foundation() -> Foundation {
    Foundations::embedded().unwrap().for_organization("cloudfoundry").unwrap().clone()
}

fn expected() -> Option<Value> {
    shared("ownership.json").map(|file| serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap())
}

fn logins(list: &Value) -> BTreeSet<Login> {
    let texts = list.as_array().into_iter().flatten().map(|login| login.as_str().or(login["github"].as_str()).unwrap());
    texts.map(|login| login.parse().unwrap()).collect()
}

fn set(list: &[Login]) -> BTreeSet<Login> {
    list.iter().cloned().collect()
}

fn of_charters(root: &Path) -> Ownership {
    let governing = foundation().policy.governing;
    Ownership::of(&Folder::open(root).unwrap().charters(&governing).unwrap(), &governing)
}

fn compare(ownership: &Ownership, expected: &Value) {
    assert_eq!(ownership.unreadable().count(), 0);
    assert_eq!(ownership.unread().map(|(.., finding)| finding).collect::<Vec<_>>(), Vec::<&Finding>::new());
    let groups = expected["groups"].as_object().unwrap();
    let found: BTreeSet<_> = ownership.groups().map(|(id, _)| id.as_str()).collect();
    let wanted: BTreeSet<_> = groups.values().map(|group| group["file_slug"].as_str().unwrap()).collect();
    assert_eq!(found, wanted);
    for group in groups.values() {
        compare_group(ownership, group);
    }
    let repositories = expected["repositories"].as_object().unwrap();
    assert_eq!(repositories.len(), 446);
    let found: BTreeSet<RepoName> = ownership.repositories().cloned().collect();
    assert_eq!(found, repositories.keys().map(|name| name.parse().unwrap()).collect());
    for (name, owned) in repositories {
        compare_repository(ownership, name, owned);
    }
}

fn by_id<'a>(ownership: &'a Ownership, group: &Value) -> &'a Group {
    let id = group["file_slug"].as_str().unwrap().parse().unwrap();
    ownership.group(&id).unwrap()
}

fn compare_group(ownership: &Ownership, expected: &Value) {
    let group = by_id(ownership, expected);
    let name = expected["teams"]["root"].as_str();
    assert_eq!(group.path, expected["file"].as_str().unwrap());
    assert_eq!(group.slug(), expected["name_slug"].as_str().unwrap());
    if let Some(team) = name.filter(|team| team.starts_with("wg-")) {
        assert_eq!(format!("wg-{}", group.slug()), team);
    }
    let leads: BTreeSet<_> = group.leads.iter().map(|lead| lead.login.clone()).collect();
    let key = if group.id.as_str() == STAFF { "execution_leads" } else { "leads" };
    assert_eq!(leads, logins(&expected[key]), "{}", group.id);
    assert_eq!(logins(&expected["bots"]), group.bots, "{}", group.id);
    let areas: Vec<_> =
        expected["areas"].as_array().unwrap().iter().map(|area| area["name"].as_str().unwrap()).collect();
    assert_eq!(group.areas.iter().map(|area| area.name.as_str()).collect::<Vec<_>>(), areas, "{}", group.id);
}

fn compare_repository(ownership: &Ownership, name: &str, expected: &Value) {
    let repository: RepoName = name.parse().unwrap();
    let owners = ownership.owners(&repository);
    let wanted = expected["owners"].as_array().unwrap();
    assert_eq!(owners.len(), wanted.len(), "{name}");
    for owner in wanted {
        let file = owner["file"].as_str().unwrap();
        let Claim { group, areas } = owners.iter().find(|claim| claim.group.path == file).unwrap();
        assert_eq!(group.name, owner["wg"].as_str().unwrap());
        let wanted = owner["areas"].as_array().unwrap();
        let names: BTreeSet<_> = wanted.iter().map(|area| area["name"].as_str().unwrap()).collect();
        assert_eq!(areas.iter().map(|area| area.name.as_str()).collect::<BTreeSet<_>>(), names, "{name}");
        for area in wanted {
            let ours = area_called(group, area["name"].as_str().unwrap());
            assert_eq!(set(&ours.approvers), logins(&area["approvers"]), "{name}");
            assert_eq!(set(ours.reviewers()), logins(&area["reviewers"]), "{name}");
        }
    }
}

fn area_called<'a>(group: &'a Group, name: &str) -> &'a Area {
    group.areas.iter().find(|area| *area.name == *name).unwrap()
}

#[test]
fn every_repository_has_the_owners_that_the_generator_sees_in_the_charters() {
    let (Some(root), Some(expected)) = (shared("community"), expected()) else { return };
    compare(&of_charters(&root), &expected);
}

#[test]
fn the_lists_that_are_built_in_say_what_the_charters_said_on_their_day() {
    let (Some(root), Some(expected)) = (shared("community"), expected()) else { return };
    let lists = foundation().assets.unwrap();
    let source = &expected["source"];
    assert_eq!(
        lists.source,
        format!("{}@{}", source["repository"].as_str().unwrap(), source["commit"].as_str().unwrap())
    );
    compare(&lists.ownership, &expected);
    // Leads in their order, bots and index names are the same, too: all but the names of persons.
    let charters = of_charters(&root);
    for ((id, kept), (_, live)) in lists.ownership.groups().zip(charters.groups()) {
        assert_eq!((&kept.leads, &kept.bots, &kept.names), (&live.leads, &live.bots, &live.names), "{id}");
    }
}
