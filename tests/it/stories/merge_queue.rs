//! In a merge queue the trial merge is checked against its base, not each pull request separately.

use std::collections::BTreeMap;

use serde_json::json;
use wg_steward::domain::types::ids::Sha;
use wg_steward::sandbox::{Delivery, FileChanges};

use crate::support::stage::{Acme, acme_with_all_checks, login, repo};

const GOVERNANCE: &str = "acme/governance";

fn charter(name: &str, lead: &str) -> String {
    format!(
        "# {name}: Working Group Charter\n\n## Mission\n\nTo work.\n\n## Goals\n\n- Work\n\n## Scope\n\n- Work\n\n## Non-Goals\n\n- \
         Rest\n\n## Roles & Technical Assets\n\n```yaml\nname: {name}\nexecution_leads:\n- name: Lead\n  github: {lead}\n\
         technical_leads:\n- name: Lead\n  github: {lead}\nbots: []\nareas:\n- name: Kettles\n  approvers:\n  - name: Lead\n    \
         github: {lead}\n  repositories:\n  - acme/kettle\n```\n"
    )
}

/// A pull request with a charter that takes `acme/kettle`, which has no owner.
fn claim(acme: &Acme, name: &str, lead: &str) -> u64 {
    let path = format!("groups/{}.md", name.to_lowercase());
    acme.open_with(GOVERNANCE, lead, FileChanges::new().write(&path, charter(name, lead)), false)
}

fn checks(acme: &Acme, commit: &Sha) -> BTreeMap<String, (String, String, String)> {
    let runs = acme.stage.github.check_runs(&repo(GOVERNANCE), commit).into_iter();
    runs.map(|run| (run.name, (run.conclusion.unwrap(), run.title.unwrap(), run.summary.unwrap()))).collect()
}

fn names_the_double_owner(acme: &Acme, commit: &Sha) -> bool {
    checks(acme, commit)
        .values()
        .any(|(result, _, summary)| result == "failure" && summary.contains("`acme/kettle` is owned by Boilers"))
}

#[tokio::test]
async fn two_pull_requests_that_give_one_repository_to_two_groups_fail_together() {
    let acme = Acme::start_with(acme_with_all_checks()).await;
    let (first, second) = (claim(&acme, "Boilers", "octocat"), claim(&acme, "Teapots", "monalisa"));
    acme.deliver().await;
    for number in [first, second] {
        assert!(
            !names_the_double_owner(&acme, &acme.pull(GOVERNANCE, number).head),
            "each by itself takes what is free"
        );
    }
    let by = login("octocat");
    let name = repo(GOVERNANCE);
    let ahead = acme.stage.github.enqueue_merge_group(&name, first, &by).unwrap();
    let behind = acme.stage.github.enqueue_merge_group_on(&name, Some(&ahead), &[second], &by).unwrap();
    acme.deliver().await;
    assert!(!names_the_double_owner(&acme, &ahead), "{:?}", checks(&acme, &ahead));
    assert!(names_the_double_owner(&acme, &behind), "{:?}", checks(&acme, &behind));
}

#[tokio::test]
async fn a_group_of_several_is_judged_as_a_whole_and_names_them() {
    let acme = Acme::start_with(acme_with_all_checks()).await;
    let (first, second) = (claim(&acme, "Boilers", "octocat"), claim(&acme, "Teapots", "monalisa"));
    acme.deliver().await;
    let name = repo(GOVERNANCE);
    let trial = acme.stage.github.enqueue_merge_group_on(&name, None, &[first, second], &login("octocat")).unwrap();
    acme.deliver().await;
    assert!(names_the_double_owner(&acme, &trial), "{:?}", checks(&acme, &trial));
    for (check, (_, _, summary)) in checks(&acme, &trial) {
        let named =
            summary.contains(&format!("the merge group of [#{first}](")) && summary.contains(&format!("[#{second}]("));
        assert!(named && summary.contains(&format!("/{GOVERNANCE}/pull/{second})")), "{check}: {summary}");
    }
}

#[tokio::test]
async fn a_branch_that_only_looks_like_a_queues_is_no_queue() {
    let mut acme = Acme::start_with(acme_with_all_checks()).await;
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    acme.calls();
    let head = acme.pull("acme/boiler", number).head;
    let zeros = "0".repeat(40);
    for (event, body) in [
        (
            "check_suite",
            json!({ "action": "rerequested", "check_suite": {
            "head_sha": head.as_str(), "head_branch": format!("gh-readonly-queue/main/pr-999-{zeros}"),
        } }),
        ),
        (
            "merge_group",
            json!({ "action": "checks_requested", "merge_group": {
            "head_sha": head.as_str(), "head_ref": format!("refs/heads/me/gh-readonly-queue/main/pr-999-{zeros}"),
            "base_sha": zeros, "base_ref": "refs/heads/main",
        } }),
        ),
    ] {
        let mut body = body;
        body["repository"] = json!({ "full_name": "acme/boiler", "owner": { "login": "acme" } });
        body["installation"] = json!({ "id": 100 });
        let body = body.to_string().into_bytes();
        acme.stage.post(Delivery { id: format!("by-hand-{}", event.len()), event, body }).await.unwrap();
    }
    acme.deliver().await;
    let calls = acme.calls();
    assert!(
        calls.contains(&format!("GET /repos/acme/boiler/pulls/{number}")),
        "re-run finds it by its commit: {calls:?}"
    );
    assert!(calls.iter().all(|call| !call.contains("/pulls/999")), "{calls:?}");
}

#[tokio::test]
async fn a_trial_merge_is_found_again_by_its_commit_when_its_check_is_run_again() {
    let mut acme = Acme::start_with(acme_with_all_checks()).await;
    let number = claim(&acme, "Boilers", "octocat");
    acme.deliver().await;
    let trial = acme.stage.github.enqueue_merge_group(&repo(GOVERNANCE), number, &login("octocat")).unwrap();
    acme.deliver().await;
    let before = checks(&acme, &trial);
    acme.calls();
    acme.stage.github.rerequest_check_suite(&repo(GOVERNANCE), &trial, &login("octocat")).unwrap();
    acme.deliver().await;
    let written =
        acme.calls().into_iter().filter(|call| call.starts_with("PATCH") && call.contains("check-runs")).count();
    assert_eq!((written, checks(&acme, &trial)), (3, before));
}
