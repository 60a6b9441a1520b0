//! Missed deliveries are found in GitHub's list and processed, once.

use wg_steward::domain::types::ids::InstallationId;
use wg_steward::domain::types::target::Target;
use wg_steward::sandbox::{Delivery, InjectedResponse, Outcome, RepositoryOptions};

use crate::support::hours::{Hours, MINUTE};
use crate::support::stage::repo;

/// The request for one attempt with its payload.
const PAYLOAD: &str = "GET /app/hook/deliveries/";

#[tokio::test]
async fn a_webhook_that_never_arrived_is_found_and_its_work_is_done() {
    let hours = Hours::begin().await;
    let number = hours.acme.open("acme/boiler", "contributor");
    let lost = hours.acme.stage.github.lose_deliveries();
    hours.search().await;
    let kept = hours.kept(&lost[0]).await.unwrap();
    assert_eq!(kept.targets, [Target::Pull { repository: repo("acme/boiler"), number }]);
    assert_eq!((kept.event.as_str(), kept.action.as_deref()), ("pull_request", Some("opened")));
    hours.checked("acme/boiler", number).await;
    hours.acme.deliver().await;
    assert_eq!(hours.acme.asked("acme/boiler", number), ["monalisa", "octocat"]);
    let (_, metrics) = hours.acme.as_operator("/metrics").await;
    assert!(metrics.contains("wg_steward_recovered_total{outcome=\"taken_in\"} 1\n"), "{metrics}");
}

#[tokio::test]
async fn a_webhook_that_we_could_not_keep_is_found_and_taken_in_once() {
    let hours = Hours::begin().await;
    hours.acme.open("acme/boiler", "contributor");
    let refused = hours.acme.stage.github.take_deliveries().remove(0);
    hours.acme.stage.github.delivered(&refused, Outcome::Answered(503));
    hours.search().await;
    assert!(hours.kept(&refused).await.is_some());
    hours.search().await;
    hours.search().await;
    assert_eq!(hours.asked_for(PAYLOAD), 1, "what is known is not asked for again");
}

#[tokio::test]
async fn a_webhook_that_arrived_is_not_asked_for() {
    let hours = Hours::begin().await;
    hours.acme.open("acme/boiler", "contributor");
    hours.acme.deliver().await;
    hours.search().await;
    hours.pass(24 * 60 * MINUTE);
    hours.search().await;
    assert_eq!(hours.asked_for(PAYLOAD), 0);
}

#[tokio::test]
async fn a_webhook_that_was_stored_and_is_forgotten_is_found_within_a_day() {
    let hours = Hours::begin().await;
    hours.acme.open("acme/boiler", "contributor");
    let stored = hours.acme.stage.github.take_deliveries().remove(0);
    hours.acme.stage.github.delivered(&stored, Outcome::Answered(202));
    hours.search().await;
    assert!(hours.kept(&stored).await.is_none(), "GitHub takes it for delivered");
    hours.pass(24 * 60 * MINUTE);
    hours.search().await;
    assert!(hours.kept(&stored).await.is_some());
}

#[tokio::test]
async fn a_new_process_looks_at_once() {
    let hours = Hours::begin().await;
    hours.acme.open("acme/boiler", "contributor");
    let lost = hours.acme.stage.github.lose_deliveries();
    hours.pass(MINUTE);
    let hours = hours.restart().await;
    assert!(hours.kept(&lost[0]).await.is_some());
}

#[tokio::test]
async fn a_payload_that_is_none_stops_nothing_and_is_not_asked_for_again() {
    let hours = Hours::begin().await;
    let github = &hours.acme.stage.github;
    let body = br#"{"action":"opened"}"#.to_vec();
    github.delivered(&Delivery { id: "poison".to_owned(), event: "pull_request", body }, Outcome::NotReached);
    let unsubscribed = Delivery { id: "star".to_owned(), event: "star", body: b"{}".to_vec() };
    github.delivered(&unsubscribed, Outcome::NotReached);
    hours.acme.open("acme/boiler", "contributor");
    let lost = github.lose_deliveries();
    hours.search().await;
    assert!(hours.kept(&lost[0]).await.is_some());
    hours.search().await;
    hours.search().await;
    assert_eq!(hours.asked_for(PAYLOAD), 2, "the poison once, what was lost once");
    let (_, metrics) = hours.acme.as_operator("/metrics").await;
    assert!(metrics.contains("wg_steward_recovered_total{outcome=\"unreadable\"} 1\n"), "{metrics}");
}

#[tokio::test]
async fn a_payload_that_github_does_not_give_is_asked_for_three_times() {
    let hours = Hours::begin().await;
    hours.acme.open("acme/boiler", "contributor");
    let lost = hours.acme.stage.github.lose_deliveries();
    for _ in 0..3 {
        hours.acme.stage.github.fail_next(InjectedResponse::before("GET", "/app/hook/deliveries/", 502));
    }
    for asked in 1..=3 {
        hours.pass(5 * MINUTE);
        hours.acme.until(|_| hours.asked_for(PAYLOAD) == asked).await;
    }
    hours.search().await;
    assert_eq!(hours.asked_for(PAYLOAD), 3);
    assert!(hours.kept(&lost[0]).await.is_none(), "left");
}

#[tokio::test]
async fn webhooks_of_others_are_not_asked_for() {
    let hours = Hours::begin().await;
    let github = &hours.acme.stage.github;
    github.install("other", InstallationId(666)).unwrap();
    github.add_repository(&repo("other/thing"), RepositoryOptions::default());
    for _ in 0..150 {
        hours.acme.open("other/thing", "contributor");
    }
    let number = hours.acme.open("acme/boiler", "contributor");
    github.lose_deliveries();
    hours.search().await;
    hours.checked("acme/boiler", number).await;
    assert_eq!(hours.asked_for(PAYLOAD), 1, "ours, and none of the hundred and fifty");
}
