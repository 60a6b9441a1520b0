//! The operator's commands for deliveries next to a running process.

use std::process::Output;
use std::time::Duration;

use wg_steward::domain::types::target::Target;
use wg_steward::sandbox::Outcome;
use wg_steward::store::{Finish, Finished, LeaseRequest};

use crate::support::process::command;
use crate::support::stage::repo;
use crate::support::town::Town;

/// `wg-steward deliveries …` in the environment of `serve`.
pub(super) async fn deliveries(town: &Town, arguments: &[&str]) -> Output {
    let mut command = command(&[&["deliveries"], arguments].concat(), &town.environment());
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

/// A dead job on a pull request without any further webhook.
async fn given_up(town: &Town) -> u64 {
    let number = town.pull("acme/boiler", "A change");
    town.github.take_deliveries();
    let store = town.store().await;
    let target = Target::Pull { repository: repo("acme/boiler"), number };
    store.enqueue(&target, None, store.clock().now(), "test").await.unwrap();
    let request = LeaseRequest { worker: "w", duration: Duration::from_secs(60), ..LeaseRequest::default() };
    let lease = store.lease(request).await.unwrap().unwrap();
    let error = "GitHub forbids `GET /repos/acme/boiler/pulls/1` (suspended): grant it".to_owned();
    assert_eq!(store.finish(lease, Finish::Dead { error }).await.unwrap(), Finished::Done);
    store.close().await;
    number
}

#[tokio::test]
async fn what_was_given_up_is_told_without_names_and_done_when_it_is_tried_again() {
    let town = Town::open().await;
    let number = given_up(&town).await;
    let mut process = town.start().await;
    process.logs("up to date").await;
    let (_, body) = process.readyz().await;
    assert_eq!(body["status"], "degraded");
    let problems = body["problems"].to_string();
    assert!(problems.contains("1 job failed permanently: `wg-steward deliveries list --dead`"), "{problems}");
    assert!(problems.contains("after 1 try: GitHub forbids 'GET …' (suspended): grant it"), "{problems}");
    assert!(!problems.contains("boiler"), "{problems}");

    let said = deliveries(&town, &["retry", "--dead"]).await;
    assert_eq!(said.status.code(), Some(0), "{said:?}");
    process.until(|| async { town.checks("acme/boiler", number).len() == 1 }).await;
    town.settle(&mut process).await;
    assert_eq!(process.readyz().await.1["status"], "ready");
}

#[tokio::test]
async fn github_sends_a_webhook_once_more_when_it_is_asked() {
    let town = Town::open().await;
    town.pull("acme/boiler", "A change");
    let sent = town.github.take_deliveries().remove(0);
    town.github.delivered(&sent, Outcome::NotReached);
    let said = deliveries(&town, &["redeliver", &sent.id]).await;
    assert_eq!(said.status.code(), Some(0), "{said:?}");
    assert!(String::from_utf8_lossy(&said.stdout).contains("(pull_request.opened, last tried "), "{said:?}");
    assert_eq!(town.github.take_deliveries(), [sent]);
    let said = deliveries(&town, &["redeliver", "unknown"]).await;
    let error = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.status.code() == Some(2) && error.contains("GitHub has no delivery `unknown`"), "{error}");
}
