//! The real foundation: its charters, and the owners of every pull request of six years.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use wg_steward::domain::decide::decide;
use wg_steward::domain::governance::ownership::Ownership;
use wg_steward::domain::policy::{self, Policy};
use wg_steward::domain::pull::plan::{OwnershipReason, Plan};
use wg_steward::domain::pull::snapshot::{ChangedFile, Changes, DocumentChange, FileStatus, Snapshot};

use crate::support::bases::Bases;
use crate::support::shared::{History, json_lines, shared};

/// Pull requests for which the data names leads that the app does not request.
///
/// The charter of Concourse had its block in a bare fence then, on purpose, to stay out of the automation. The
/// organization's generator did not read it, and neither does the app. The data uses its leads anyway.
const OUT_OF_THE_AUTOMATION: [u64; 1] = [1086];

fn cloudfoundry() -> Policy {
    policy::parse(include_str!("../../policies/cloudfoundry/policy.yml")).unwrap()
}

/// Texts by group with our ids: the data calls the oversight `TOC` and the administration `ADMIN`.
fn by_group(value: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let ours = |name: &str| match name {
        "TOC" => "toc".to_owned(),
        "ADMIN" => "admin".to_owned(),
        other => other.to_owned(),
    };
    let texts = |list: &Value| list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect();
    value.as_object().unwrap().iter().map(|(name, list)| (ours(name), texts(list))).collect()
}

/// The leads in the base of each group in `groups`, in lower case.
fn leads<'a>(groups: impl Iterator<Item = &'a String>, base: &Ownership) -> BTreeMap<String, BTreeSet<String>> {
    let leads = |id: &String| {
        let group = base.group(&id.parse().unwrap());
        let leads = group.into_iter().flat_map(|group| &group.leads);
        (id.clone(), leads.map(|lead| lead.login.as_str().to_lowercase()).collect())
    };
    groups.map(leads).collect()
}

/// The differences from the data in a pull request's owners and reviewers.
fn differences(pull: &Value, plan: &Plan, base: &Ownership) -> Vec<String> {
    let reasons = |list: &[OwnershipReason]| list.iter().map(|because| because.reason.clone()).collect::<BTreeSet<_>>();
    let owners: BTreeMap<_, _> =
        plan.owners.iter().map(|owner| (owner.group.to_string(), reasons(&owner.because))).collect();
    let expected = by_group(&pull["owners"]);
    let mut asked = by_group(&pull["lead_reviewers"]);
    asked.values_mut().for_each(|logins| *logins = logins.iter().map(|login| login.to_lowercase()).collect());
    let leads = leads(asked.keys(), base);
    let owned = (owners != expected).then(|| format!("#{}: expected {expected:?}, found {owners:?}", pull["pr"]));
    let number = pull["pr"].as_u64().unwrap();
    let excepted = OUT_OF_THE_AUTOMATION.contains(&number) && leads.values().all(BTreeSet::is_empty);
    let led =
        (leads != asked && !excepted).then(|| format!("#{}: expected leads {asked:?}, found {leads:?}", pull["pr"]));
    owned.into_iter().chain(led).collect()
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
        number: pull["pr"].as_u64(),
        documents: paths.into_iter().map(change).collect(),
        changes: Changes::Files { files, of: None },
        ..Snapshot::bare(policy.governing.repository.clone())
    }
}

#[test]
fn every_pull_request_of_the_community_has_the_owners_and_leads_that_it_should_have() {
    let (Some(pulls), Some(store)) = (shared("history/pulls.jsonl"), shared("history/objects.git")) else { return };
    let policy = cloudfoundry();
    let mut history = History::open(store);
    let pulls = json_lines(&pulls);
    assert_eq!(pulls.len(), 1060);
    let mut bases = Bases::default();
    let mut found = Vec::new();
    for pull in &pulls {
        let snapshot = snapshot(pull, &mut history, &policy);
        let base = bases.of(pull["base_tree"].as_str().unwrap(), &mut history, &policy);
        found.extend(differences(pull, &decide(&snapshot, base, &policy), base));
    }
    assert!(found.is_empty(), "{} differences:\n{}", found.len(), found.join("\n"));
}
