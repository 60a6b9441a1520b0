//! The check always reports: on forks, when it is re-run, in a merge queue.

use serde_json::json;
use wg_steward::sandbox::{Delivery, ReviewState};

use crate::support::stage::{Acme, login, repo};

#[tokio::test]
async fn a_check_that_is_run_again_on_a_fork_is_posted_again() {
    let mut acme = Acme::start().await;
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    let check = acme.check("acme/boiler", number);
    acme.calls();
    acme.stage.github.rerequest_check_run(&repo("acme/boiler"), check.id, &login("octocat")).unwrap();
    acme.deliver().await;
    let again = format!("PATCH /repos/acme/boiler/check-runs/{}", check.id);
    assert_eq!(acme.calls().last(), Some(&again));
    assert_eq!(acme.check("acme/boiler", number).conclusion.as_deref(), Some("success"));
}

#[tokio::test]
async fn a_suite_that_is_run_again_posts_the_check_again() {
    let mut acme = Acme::start().await;
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    acme.calls();
    let head = acme.pull("acme/boiler", number).head;
    acme.stage.github.rerequest_check_suite(&repo("acme/boiler"), &head, &login("octocat")).unwrap();
    acme.deliver().await;
    assert!(acme.calls().last().unwrap().starts_with("PATCH /repos/acme/boiler/check-runs/"));
}

#[tokio::test]
async fn a_commit_that_we_never_saw_is_found_among_the_open_pull_requests() {
    let acme = Acme::start().await;
    let number = acme.open("acme/boiler", "contributor");
    assert_eq!(acme.stage.github.take_deliveries().len(), 1, "the webhook is lost");
    let body = json!({
        "action": "rerequested",
        "check_suite": { "head_sha": acme.pull("acme/boiler", number).head.as_str(), "head_branch": null, "pull_requests": [] },
        "repository": { "full_name": "acme/boiler", "owner": { "login": "acme" } },
        "installation": { "id": 100 },
    });
    let body = body.to_string().into_bytes();
    acme.stage.post(Delivery { id: "by-hand".to_owned(), event: "check_suite", body }).await.unwrap();
    acme.deliver().await;
    assert_eq!(acme.check("acme/boiler", number).conclusion.as_deref(), Some("success"));
    assert_eq!(acme.asked("acme/boiler", number), ["monalisa", "octocat"]);
}

#[tokio::test]
async fn the_head_of_a_merge_queue_gets_the_check_and_nothing_else() {
    let mut acme = Acme::start().await;
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    acme.calls();
    let trial = acme.stage.github.enqueue_merge_group(&repo("acme/boiler"), number, &login("octocat")).unwrap();
    acme.deliver().await;
    let runs = acme.stage.github.check_runs(&repo("acme/boiler"), &trial);
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].conclusion.as_deref(), Some("success"));
    assert_eq!(
        acme.calls(),
        [
            "GET /repos/acme/boiler/pulls/1",
            "GET /repos/acme/boiler/issues/1/timeline",
            "POST /repos/acme/boiler/check-runs"
        ]
    );
}

#[tokio::test]
async fn a_pull_request_that_was_reviewed_is_still_reviewed_in_the_merge_queue() {
    let acme = Acme::start().await;
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    for lead in ["octocat", "monalisa"] {
        acme.stage.github.submit_review(&repo("acme/boiler"), number, &login(lead), ReviewState::Approved).unwrap();
    }
    let trial = acme.stage.github.enqueue_merge_group(&repo("acme/boiler"), number, &login("octocat")).unwrap();
    acme.deliver().await;
    let run = acme.stage.github.check_runs(&repo("acme/boiler"), &trial).remove(0);
    assert_eq!(run.title.as_deref(), Some("Engines (Steam): review requested from 2 leads"));
    assert!(run.summary.unwrap().contains("`octocat`: has reviewed"));
}
