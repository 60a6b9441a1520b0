//! The foundation as it really is: its charters, and the owners of every pull request of six years.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use wg_steward::domain::decide::decide;
use wg_steward::domain::ownership::{Document, Ownership};
use wg_steward::domain::policy::{self, Policy};
use wg_steward::domain::snapshot::{ChangedFile, Changes, DocumentChange, FileStatus, Memory, PullState, Snapshot};

use crate::support::shared::{History, json_lines, shared};

fn cloudfoundry() -> Policy {
    policy::parse(include_str!("../../policies/cloudfoundry/policy.yml")).unwrap()
}

/// The owners that were asked for, in our names: the data calls the oversight `TOC` and the administration `ADMIN`.
fn expected_owners(pull: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let ours = |name: &str| match name {
        "TOC" => "toc".to_owned(),
        "ADMIN" => "admin".to_owned(),
        other => other.to_owned(),
    };
    let reasons =
        |list: &Value| list.as_array().unwrap().iter().map(|reason| reason.as_str().unwrap().to_owned()).collect();
    pull["owners"].as_object().unwrap().iter().map(|(name, list)| (ours(name), reasons(list))).collect()
}

fn file(file: &Value) -> ChangedFile {
    let status = match &file["status"].as_str().unwrap()[..1] {
        "A" => FileStatus::Added,
        "D" => FileStatus::Removed,
        "R" => FileStatus::Renamed,
        "C" => FileStatus::Copied,
        _ => FileStatus::Modified,
    };
    let previous = file["from"].as_str().map(str::to_owned);
    ChangedFile { path: file["path"].as_str().unwrap().to_owned(), previous, status }
}

fn snapshot(pull: &Value, history: &mut History, policy: &Policy) -> Snapshot {
    let (base, head) = (pull["base_tree"].as_str().unwrap(), pull["head_tree"].as_str().unwrap());
    let files: Vec<_> = pull["files"].as_array().unwrap().iter().map(file).collect();
    let paths = files.iter().flat_map(|file| file.previous.iter().chain([&file.path]));
    let paths: BTreeSet<_> = paths.filter(|path| policy.governing.is_document(path)).cloned().collect();
    let change = |path: String| {
        let change = DocumentChange { before: history.text(base, &path), after: history.text(head, &path) };
        (path, change)
    };
    Snapshot {
        repository: policy.governing.repository.clone(),
        site: "https://github.com".to_owned(),
        installation: None,
        number: pull["pr"].as_u64(),
        author: None,
        state: PullState::Open,
        commit: None,
        queued: false,
        documents: paths.into_iter().map(change).collect(),
        changes: Changes::Files { files, of: None },
        requested: BTreeSet::new(),
        reviewed: BTreeSet::new(),
        requested_teams: BTreeSet::new(),
        labels: BTreeSet::new(),
        memory: Memory::default(),
    }
}

fn ownership(tree: &str, history: &mut History, policy: &Policy) -> Ownership {
    let paths = history.paths(tree).into_iter().filter(|path| policy.governing.charter_at(path).is_some());
    let paths: Vec<_> = paths.collect();
    let document = |path: String| {
        let text = history.text(tree, &path).unwrap();
        Document { path, text, last_good: None }
    };
    let documents: Vec<_> = paths.into_iter().map(document).collect();
    Ownership::of(&documents, &policy.governing)
}

#[test]
fn every_pull_request_of_the_community_has_the_owners_that_it_should_have() {
    let (Some(pulls), Some(store)) = (shared("history/pulls.jsonl"), shared("history/objects.git")) else { return };
    let policy = cloudfoundry();
    let mut history = History::open(store);
    let pulls = json_lines(&pulls);
    assert_eq!(pulls.len(), 1060);
    let mut differences = Vec::new();
    for pull in &pulls {
        let snapshot = snapshot(pull, &mut history, &policy);
        let ownership = ownership(pull["base_tree"].as_str().unwrap(), &mut history, &policy);
        let plan = decide(&snapshot, &ownership, &policy);
        let reasons =
            |list: &[wg_steward::domain::plan::Because]| list.iter().map(|because| because.reason.clone()).collect();
        let found: BTreeMap<String, BTreeSet<String>> =
            plan.owners.iter().map(|owner| (owner.group.to_string(), reasons(&owner.because))).collect();
        let expected = expected_owners(pull);
        if found != expected {
            differences.push(format!("#{}: expected {expected:?}, found {found:?}", pull["pr"]));
        }
    }
    assert!(differences.is_empty(), "{} of {}:\n{}", differences.len(), pulls.len(), differences.join("\n"));
}
