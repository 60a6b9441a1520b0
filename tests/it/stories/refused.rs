//! A write that GitHub refuses is reported on the check, and does not stop other writes.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::json;
use wg_steward::clock::Clock;
use wg_steward::domain::types::target::Target;
use wg_steward::domain::types::time::Timestamp;
use wg_steward::sandbox::InjectedResponse;

use crate::support::stage::{Acme, acme, acme_with, login, repo};

const HOUR: i64 = 60 * 60 * 1000;

/// A stage and its clock, on a Monday.
async fn begin(foundations: wg_steward::policies::Foundations) -> (Acme, Arc<AtomicI64>) {
    let now = Arc::new(AtomicI64::new(1_796_031_000_000));
    let told = Arc::clone(&now);
    let acme = Acme::start_at(foundations, Clock::from_fn(move || Timestamp(told.load(Ordering::SeqCst)))).await;
    (acme, now)
}

fn forbidden(method: &str, path: &str, permissions: &str) -> InjectedResponse {
    let message = json!({ "message": "Resource not accessible by integration" });
    InjectedResponse::before(method, path, 403).header("x-accepted-github-permissions", permissions).body(message)
}

/// Another run of the pull request; returns its writes.
async fn look(acme: &mut Acme, number: u64) -> Vec<String> {
    acme.calls();
    let target = Target::Pull { repository: repo("acme/boiler"), number };
    let store = acme.stage.app().store();
    let now = store.clock().now();
    store.enqueue(&target, None, now, "sweep").await.unwrap();
    acme.deliver().await;
    acme.calls().into_iter().filter(|call| !call.starts_with("GET ")).collect()
}

fn summary(acme: &Acme, number: u64) -> String {
    acme.check("acme/boiler", number).summary.unwrap()
}

#[tokio::test]
async fn a_label_that_github_refuses_is_on_the_check_until_it_goes_well() {
    let (mut acme, now) = begin(acme()).await;
    let labels = "/repos/acme/boiler/issues/";
    acme.stage.github.fail_next(forbidden("POST", labels, "issues=write; pull_requests=write"));
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    assert_eq!(acme.asked("acme/boiler", number), ["monalisa", "octocat"]);
    let line = "- GitHub refused to add the label `wg/engines`: Resource not accessible by integration (the app needs the \
                permission `issues: write` or `pull_requests: write`)";
    assert!(summary(&acme, number).contains(line), "{}", summary(&acme, number));

    assert!(look(&mut acme, number).await.is_empty(), "neither the label nor the check");
    now.fetch_add(25 * HOUR, Ordering::SeqCst);
    let written = look(&mut acme, number).await;
    assert_eq!(written.len(), 2, "the label first, and then the check at the same look or the next: {written:?}");
    assert_eq!(acme.pull("acme/boiler", number).labels, ["wg/engines"]);
    assert!(!summary(&acme, number).contains("refused"), "{}", summary(&acme, number));
    assert!(look(&mut acme, number).await.is_empty());
}

#[tokio::test]
async fn a_label_is_tried_again_when_the_check_is_run_again() {
    let mut acme = Acme::start().await;
    acme.stage
        .github
        .fail_next(InjectedResponse::before("POST", "/acme/boiler/labels", 422).body(json!({ "message": "No" })));
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    assert!(summary(&acme, number).contains("- GitHub refused to create the label `wg/engines`: No\n"));
    assert!(acme.pull("acme/boiler", number).labels.is_empty());
    let run = acme.check("acme/boiler", number).id;
    acme.stage.github.rerequest_check_run(&repo("acme/boiler"), run, &login("contributor")).unwrap();
    acme.deliver().await;
    assert_eq!(acme.pull("acme/boiler", number).labels, ["wg/engines"]);
    look(&mut acme, number).await;
    assert!(!summary(&acme, number).contains("refused"));
}

#[tokio::test]
async fn reviewers_whom_the_app_may_not_ask_are_on_the_check_with_the_permission() {
    let mut acme = Acme::start().await;
    for _ in 0..3 {
        acme.stage.github.fail_next(forbidden("POST", "/requested_reviewers", "pull_requests=write"));
    }
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    assert_eq!(acme.stage.app().store().health().await.unwrap().dead_jobs, 0);
    assert_eq!(acme.pull("acme/boiler", number).labels, ["wg/engines"]);
    let why = "skipped, can't review here (Resource not accessible by integration (the app needs the permission \
               `pull_requests: write`))";
    assert!(summary(&acme, number).contains(why), "{}", summary(&acme, number));
    assert!(look(&mut acme, number).await.is_empty());
}

#[tokio::test]
async fn a_conversation_that_is_locked_is_on_the_check_and_is_not_tried_again_at_once() {
    let policy = "review: {tiers: [{who: leads, ask: 1}], reminder: {after_working_days: 2}}\n";
    let (mut acme, now) = begin(acme_with(policy)).await;
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    now.fetch_add(48 * HOUR, Ordering::SeqCst);
    let locked = json!({ "message": "Unable to create comment because issue is locked." });
    acme.stage.github.fail_next(InjectedResponse::before("POST", "/comments", 403).body(locked));
    look(&mut acme, number).await;
    let line =
        "- GitHub refused to post the comment to the reviewers: Unable to create comment because issue is locked";
    assert!(summary(&acme, number).contains(line), "{}", summary(&acme, number));
    assert!(look(&mut acme, number).await.is_empty());
    assert!(acme.stage.github.comments(&repo("acme/boiler"), number).is_empty());
}
