//! Labels with a record of who added them, which follow the policy.

use serde_json::json;
use wg_steward::sandbox::{FileChanges, InjectedResponse};

use crate::support::stage::{Acme, acme_with, acme_with_policy, login, repo};

#[tokio::test]
async fn a_label_that_is_no_longer_right_goes_unless_somebody_put_it_back() {
    let acme = Acme::start().await;
    let [ours, theirs] = [(); 2].map(|()| acme.open("acme/boiler", "contributor"));
    let boiler = repo("acme/boiler");
    acme.deliver().await;
    acme.stage.github.remove_label(&boiler, theirs, "wg/engines", &login("ada")).unwrap();
    acme.stage.github.add_label(&boiler, theirs, "wg/engines", &login("ada")).unwrap();
    let governance = repo("acme/governance");
    let engines = acme.stage.github.file(&governance, "groups/engines.md").unwrap();
    let less = FileChanges::new().write("groups/engines.md", engines.replace("acme/boiler", "acme/kettle"));
    acme.stage.github.push_to_default_branch(&governance, &login("ada"), &less).unwrap();
    for number in [ours, theirs] {
        acme.stage.github.push_to_pull(&boiler, number, &FileChanges::of_paths(["y"])).unwrap();
    }
    acme.deliver().await;
    assert!(acme.pull("acme/boiler", ours).labels.is_empty());
    assert_eq!(acme.pull("acme/boiler", theirs).labels, ["wg/engines"]);
}

#[tokio::test]
async fn a_new_name_in_the_policy_renames_the_label_wherever_it_is() {
    let acme = Acme::start().await;
    let [first, second] = [(); 2].map(|()| acme.open("acme/boiler", "contributor"));
    acme.deliver().await;
    let acme =
        acme.restart_with(acme_with_policy(|policy| policy.replace("name: wg/<slug>", "name: group/<slug>"))).await;
    acme.stage.github.push_to_pull(&repo("acme/boiler"), first, &FileChanges::of_paths(["y"])).unwrap();
    acme.deliver().await;
    for number in [first, second] {
        assert_eq!(acme.pull("acme/boiler", number).labels, ["group/engines"]);
    }
    acme.stage.github.push_to_pull(&repo("acme/boiler"), second, &FileChanges::of_paths(["y"])).unwrap();
    acme.deliver().await;
    assert_eq!(acme.pull("acme/boiler", second).labels, ["group/engines"]);
}

#[tokio::test]
async fn a_label_of_the_new_name_that_is_there_already_is_put_on_and_left_as_it_is() {
    let acme = Acme::start().await;
    let number = acme.open("acme/boiler", "contributor");
    let other = acme.open("acme/boiler", "contributor");
    acme.stage.github.add_label(&repo("acme/boiler"), other, "Group/Engines", &login("ada")).unwrap();
    acme.deliver().await;
    let acme =
        acme.restart_with(acme_with_policy(|policy| policy.replace("name: wg/<slug>", "name: group/<slug>"))).await;
    acme.stage.github.push_to_pull(&repo("acme/boiler"), number, &FileChanges::of_paths(["y"])).unwrap();
    acme.deliver().await;
    assert_eq!(acme.pull("acme/boiler", number).labels, ["Group/Engines"]);
}

#[tokio::test]
async fn an_issue_gets_the_label_of_its_repositorys_owner_also_where_it_moves() {
    let acme =
        Acme::start_with(acme_with_policy(|policy| policy.replace("  color:", "  issues: true\n  color:"))).await;
    let (boiler, microscope) = (repo("acme/boiler"), repo("acme-labs/microscope"));
    let number = acme.stage.github.open_issue(&boiler, &login("contributor"), "It leaks", "Everywhere.").unwrap();
    acme.deliver().await;
    assert_eq!(acme.stage.github.issue_labels(&boiler, number), ["wg/engines"]);
    let moved = acme.stage.github.transfer_issue(&boiler, number, &microscope, &login("ada")).unwrap();
    acme.deliver().await;
    assert_eq!(acme.stage.github.issue_labels(&microscope, moved), ["wg/laboratory"]);
}

#[tokio::test]
async fn issues_stay_as_they_are_unless_the_policy_says_so() {
    let mut acme = Acme::start_with(acme_with("")).await;
    acme.calls();
    acme.stage.github.open_issue(&repo("acme/boiler"), &login("contributor"), "It leaks", "").unwrap();
    acme.deliver().await;
    assert!(acme.calls().is_empty());
}

#[tokio::test]
async fn a_label_that_an_administrator_deleted_or_renamed_comes_back_with_its_colour() {
    let mut acme = Acme::start().await;
    let boiler = repo("acme/boiler");
    acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    let look = acme.stage.github.label(&boiler, "wg/engines");
    for renamed in [false, true] {
        match renamed {
            false => acme.stage.github.delete_label(&boiler, "wg/engines").unwrap(),
            true => acme.stage.github.rename_label(&boiler, "wg/engines", "engines").unwrap(),
        }
        acme.calls();
        let number = acme.open("acme/boiler", "contributor");
        acme.deliver().await;
        assert_eq!(acme.pull("acme/boiler", number).labels, ["wg/engines"]);
        assert_eq!(acme.stage.github.label(&boiler, "wg/engines"), look);
        let calls = acme.calls();
        let put = calls.iter().filter(|call| call.starts_with("POST") && call.ends_with("/labels")).count();
        assert_eq!(put, 1, "it is put once: {calls:?}");
    }
}

#[tokio::test]
async fn a_label_that_github_refuses_for_good_keeps_nothing_else_from_being_done() {
    for (status, path) in
        [(422, "/issues/"), (403, "/issues/"), (403, "/acme/boiler/labels"), (422, "/acme/boiler/labels")]
    {
        let acme = Acme::start().await;
        let message = json!({ "message": "Validation Failed" });
        acme.stage.github.fail_next(InjectedResponse::before("POST", path, status).body(message));
        let number = acme.open("acme/boiler", "contributor");
        acme.deliver().await;
        assert_eq!(acme.asked("acme/boiler", number), ["monalisa", "octocat"]);
        assert_eq!(acme.check("acme/boiler", number).conclusion.as_deref(), Some("success"));
        assert!(acme.pull("acme/boiler", number).labels.is_empty(), "{status} {path}: not even a grey one");
        let store = acme.stage.app().store();
        assert_eq!(store.health().await.unwrap().dead_jobs, 0);
        let refused = store.audit(None, 10).await.unwrap().into_iter().filter(|row| row.outcome.contains("Validation"));
        assert_eq!(refused.count(), 1, "{status} {path}");
    }
}

#[tokio::test]
async fn a_pull_request_with_a_hundred_labels_gets_its_reviews_and_its_check() {
    let acme = Acme::start().await;
    let number = acme.open("acme/boiler", "contributor");
    for label in 0..100 {
        acme.stage.github.add_label(&repo("acme/boiler"), number, &format!("l{label}"), &login("ada")).unwrap();
    }
    acme.deliver().await;
    assert_eq!(acme.asked("acme/boiler", number), ["monalisa", "octocat"]);
    let summary = acme.check("acme/boiler", number).summary.unwrap();
    assert!(summary.contains("No label was added: GitHub allows 100 labels"), "{summary}");
    assert!(acme.stage.github.label(&repo("acme/boiler"), "wg/engines").is_none(), "none is made in vain");
}
