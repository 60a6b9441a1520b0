//! Failures of GitHub, of the network and of the app itself.

use std::time::Duration;

use serde_json::json;
use wg_steward::clock::Clock;
use wg_steward::sandbox::InjectedResponse;

use crate::support::stage::{Acme, repo};

#[tokio::test]
async fn a_token_that_github_revoked_is_renewed() {
    let acme = Acme::start().await;
    acme.stage.github.revoke_tokens(wg_steward::domain::types::ids::InstallationId(100));
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    assert_eq!(acme.check("acme/boiler", number).conclusion.as_deref(), Some("success"));
}

#[tokio::test]
async fn the_same_delivery_twice_is_worked_off_once() {
    let mut acme = Acme::start().await;
    let number = acme.open("acme/boiler", "contributor");
    let delivery = acme.stage.github.take_deliveries().remove(0);
    acme.stage.post(delivery.clone()).await.unwrap();
    acme.deliver().await;
    acme.calls();
    let again = acme.stage.post(delivery).await.unwrap();
    acme.deliver().await;
    assert_eq!(again.status, 202);
    assert!(acme.calls().is_empty());
    assert_eq!(acme.asked("acme/boiler", number).len(), 2);
}

#[tokio::test]
async fn a_write_that_fails_is_kept_for_later_and_what_was_written_is_remembered() {
    let acme = Acme::start().await;
    acme.stage.github.fail_next(InjectedResponse::before("POST", "/check-runs", 502));
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    let health = acme.stage.app().store().health().await.unwrap();
    assert_eq!((health.ready_jobs, health.dead_jobs), (1, 0), "it waits for its next try");
    assert_eq!(acme.asked("acme/boiler", number), ["monalisa", "octocat"]);
    assert!(acme.stage.github.check_runs(&repo("acme/boiler"), &acme.pull("acme/boiler", number).head).is_empty());
}

#[tokio::test]
async fn a_pull_request_that_github_does_not_know_yet_is_looked_at_again() {
    let acme = Acme::start().await;
    acme.stage
        .github
        .fail_next(InjectedResponse::before("GET", "/pulls/1", 404).body(json!({ "message": "Not Found" })));
    let number = acme.open("acme/boiler", "contributor");
    let head = acme.pull("acme/boiler", number).head;
    acme.deliver().await;
    assert!(acme.stage.github.check_runs(&repo("acme/boiler"), &head).is_empty(), "it waits for its next try");
    acme.until(|github| !github.check_runs(&repo("acme/boiler"), &head).is_empty()).await;
    acme.deliver().await;
    assert_eq!(acme.check("acme/boiler", number).conclusion.as_deref(), Some("success"));
    assert_eq!(acme.asked("acme/boiler", number), ["monalisa", "octocat"]);
}

#[tokio::test]
async fn a_rate_limit_is_kept_for_its_installation_and_delays_no_other() {
    let mut acme = Acme::start().await;
    let limit = InjectedResponse::before("GET", "/repos/acme/boiler/pulls/1", 403).header("retry-after", "3600");
    acme.stage.github.fail_next(limit);
    let asked_at = Clock::system().now();
    acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    let due = acme.stage.app().store().next_due(&[], true).await.unwrap().unwrap();
    assert!(due >= asked_at.plus(Duration::from_secs(3600)), "{due}");

    acme.calls();
    acme.open("acme/piston", "contributor");
    let other = acme.open("acme-labs/microscope", "contributor");
    acme.deliver().await;
    assert_eq!(acme.check("acme-labs/microscope", other).conclusion.as_deref(), Some("success"));
    let limited: Vec<_> = acme.calls().into_iter().filter(|call| call.contains("/repos/acme/")).collect();
    assert!(limited.is_empty(), "GitHub said to wait: {limited:?}");
    let health = acme.stage.app().store().health().await.unwrap();
    assert_eq!((health.ready_jobs, health.dead_jobs), (2, 0));
}
