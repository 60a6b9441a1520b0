//! Failures of GitHub, of the network and of ourselves.

use wg_steward::sandbox::Fault;

use crate::support::stage::{Acme, repo};

#[tokio::test]
async fn a_token_that_github_revoked_is_renewed() {
    let acme = Acme::start().await;
    acme.stage.github.revoke_tokens(wg_steward::domain::ids::InstallationId(100));
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
    acme.stage.github.fail_next(Fault::before("POST", "/check-runs", 502));
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    let health = acme.stage.app().store().health().await.unwrap();
    assert_eq!((health.ready_jobs, health.dead_jobs), (1, 0), "it waits for its next try");
    assert_eq!(acme.asked("acme/boiler", number), ["monalisa", "octocat"]);
    assert!(acme.stage.github.check_runs(&repo("acme/boiler"), &acme.pull("acme/boiler", number).head).is_empty());
}
