//! The app's manifest requests exactly the permissions and events that the code needs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use wg_steward::domain::pull::event::EventKind;
use wg_steward::domain::types::app_permissions::{EVENTS, PERMISSIONS};
use wg_steward::github::webhook;

use crate::support::shared::shared;

const PAGE: &str = include_str!("../../docs/install.md");

fn manifest() -> Value {
    serde_saphyr::from_str(include_str!("../../app-manifest.yml")).unwrap()
}

fn permissions() -> BTreeMap<&'static str, &'static str> {
    PERMISSIONS.iter().map(|(permission, access, _)| (*permission, *access)).collect()
}

/// The cells of a table's rows, below a header row.
fn table(head: &str) -> Vec<Vec<&'static str>> {
    let (_, rest) = PAGE.split_once(head).unwrap();
    let rows = rest.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// The API name of a permission or event: `Pull requests` is `pull_requests`.
fn in_api(words: &str) -> String {
    words.to_lowercase().replace(' ', "_")
}

#[test]
fn the_manifest_asks_for_what_the_code_needs() {
    let manifest = manifest();
    assert_eq!(manifest["default_events"], json!(EVENTS));
    assert_eq!(manifest["default_permissions"], json!(permissions()));
    let name = manifest["name"].as_str().unwrap();
    assert!(name.len() <= 34, "GitHub takes names of up to 34 characters: {name}");
}

#[test]
fn every_event_comes_with_a_permission_and_no_permission_is_for_nothing() {
    let heard: BTreeSet<&str> = PERMISSIONS.iter().flat_map(|(_, _, uses)| uses.iter().copied()).collect();
    for event in EVENTS {
        assert!(heard.contains(event), "no permission lets the app hear `{event}`");
    }
    for (permission, access, uses) in PERMISSIONS {
        assert!(!uses.is_empty(), "nothing takes `{permission}: {access}`");
        let writes =
            uses.iter().any(|it| ["POST ", "PATCH ", "PUT ", "DELETE "].iter().any(|verb| it.starts_with(verb)));
        assert_eq!(*access == "write", writes, "`{permission}: {access}` and what takes it: {uses:?}");
    }
}

#[test]
fn the_app_subscribes_to_the_events_that_make_work() {
    let Some(path) = shared("webhooks.json") else { return };
    let events: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let makes_work = |name: &str, example: &Value| {
        let mut example = example.clone();
        // A comment needs a run if it contains a command.
        if name == "issue_comment" {
            example["issue"]["pull_request"] = json!({});
            example["comment"]["body"] = json!("/wg help");
        }
        let event = webhook::read(name, example.to_string().as_bytes()).unwrap();
        let is_none_or_reaches_every_app = matches!(
            event.happening,
            EventKind::Nothing { .. }
                | EventKind::Ping
                | EventKind::InstallationChanged
                | EventKind::Unsuspended
                | EventKind::Withdrawn { .. }
        );
        !is_none_or_reaches_every_app
    };
    let heard = events.iter().filter_map(|event| {
        let name = event["name"].as_str().unwrap();
        event["examples"].as_array().unwrap().iter().any(|example| makes_work(name, example)).then_some(name)
    });
    assert_eq!(heard.collect::<BTreeSet<_>>(), EVENTS.iter().copied().collect());
}

#[test]
fn every_operation_that_takes_a_permission_is_one_of_github() {
    let Some(path) = shared("github-rest-full.json") else { return };
    let description: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let operations = description["operations"].as_array().unwrap().iter();
    let known: BTreeSet<String> = operations
        .map(|it| format!("{} {}", it["method"].as_str().unwrap(), it["template"].as_str().unwrap()))
        .collect();
    let named = PERMISSIONS.iter().flat_map(|(_, _, uses)| uses.iter()).filter(|it| it.contains(' '));
    let unknown: Vec<_> = named.filter(|it| !known.contains(**it)).collect();
    assert!(unknown.is_empty(), "GitHub describes no such operation: {unknown:?}");
}

#[test]
fn the_page_shows_the_manifest_as_json() {
    let (_, rest) = PAGE.split_once("<textarea").unwrap();
    let (_, rest) = rest.split_once('>').unwrap();
    let (text, _) = rest.split_once("</textarea>").unwrap();
    let shown: Value = serde_json::from_str(text).unwrap();
    assert_eq!(shown, manifest());
}

#[test]
fn the_page_tells_every_permission_and_every_event() {
    let rows = table("| permission | access | for |");
    let told: BTreeMap<String, &str> = rows.iter().map(|row| (in_api(row[0]), row[1])).collect();
    let needed: BTreeMap<String, &str> =
        permissions().into_iter().map(|(name, access)| (name.to_owned(), access)).collect();
    assert_eq!(told, needed);
    let rows = table("| event | for |");
    let told: BTreeSet<String> = rows.iter().flat_map(|row| row[0].split(", ").map(in_api)).collect();
    assert_eq!(told, EVENTS.iter().map(|event| (*event).to_owned()).collect());
}
