//! The first live start: no review is requested on pull requests that are older than the installation until their next
//! event.

use wg_steward::domain::pull::adoption::AdoptOpen;
use wg_steward::sandbox::FileChanges;

use crate::support::hours::{Hours, MINUTE};
use crate::support::stage::repo;

const BOILER: &str = "acme/boiler";

/// A pull request opened an hour ago, before the app was installed: GitHub sent no webhook.
fn open_untold(hours: &Hours) -> u64 {
    let number = hours.acme.open(BOILER, "contributor");
    hours.acme.stage.github.take_deliveries();
    let before = hours.now().minus(60 * MINUTE);
    hours.acme.stage.github.date_pull(&repo(BOILER), number, before).unwrap();
    number
}

async fn swept(hours: &Hours, number: u64) {
    hours.sweep().await;
    hours.checked(BOILER, number).await;
    hours.acme.deliver().await;
}

#[tokio::test]
async fn what_was_open_before_gets_check_and_label_and_asks_nobody_until_something_happens() {
    let hours = Hours::begin().await;
    let number = open_untold(&hours);
    swept(&hours, number).await;
    assert!(hours.acme.asked(BOILER, number).is_empty());
    assert!(!hours.acme.pull(BOILER, number).labels.is_empty());
    let check = hours.acme.check(BOILER, number);
    let summary = check.summary.unwrap();
    assert!(summary.contains("older than the installation of this app"), "{summary}");
    // A run without a webhook changes nothing.
    hours.sweep().await;
    hours.acme.deliver().await;
    assert!(hours.acme.asked(BOILER, number).is_empty());
    hours.acme.stage.github.push_to_pull(&repo(BOILER), number, &FileChanges::of_paths(["y"])).unwrap();
    hours.acme.deliver().await;
    assert_eq!(hours.acme.asked(BOILER, number), ["monalisa", "octocat"]);
}

#[tokio::test]
async fn a_pull_request_that_is_opened_later_asks_at_once() {
    let hours = Hours::begin().await;
    let number = hours.acme.open(BOILER, "contributor");
    hours.acme.deliver().await;
    assert_eq!(hours.acme.asked(BOILER, number), ["monalisa", "octocat"]);
}

#[tokio::test]
async fn the_operator_may_have_all_of_them_ask() {
    let hours = Hours::begin().await;
    let hours = hours.restart_changed(|settings| settings.limits.adopt_open = AdoptOpen::All).await;
    let number = open_untold(&hours);
    swept(&hours, number).await;
    assert_eq!(hours.acme.asked(BOILER, number), ["monalisa", "octocat"]);
}

#[tokio::test]
async fn the_operator_may_have_nothing_done_about_them() {
    let hours = Hours::begin().await;
    let hours = hours.restart_changed(|settings| settings.limits.adopt_open = AdoptOpen::None).await;
    let number = open_untold(&hours);
    hours.sweep().await;
    hours.acme.deliver().await;
    let head = hours.acme.pull(BOILER, number).head;
    assert!(hours.acme.stage.github.check_runs(&repo(BOILER), &head).is_empty());
    assert!(hours.acme.pull(BOILER, number).labels.is_empty());
    hours.acme.stage.github.push_to_pull(&repo(BOILER), number, &FileChanges::of_paths(["y"])).unwrap();
    hours.acme.deliver().await;
    assert_eq!(hours.acme.asked(BOILER, number), ["monalisa", "octocat"]);
}

#[tokio::test]
async fn after_a_dry_run_the_sweep_begins_anew_at_once() {
    let hours = Hours::begin().await;
    let hours = hours.restart_changed(|settings| settings.dry_run = true).await;
    let number = open_untold(&hours);
    hours.sweep().await;
    hours.acme.deliver().await;
    let due = hours.chore("sweep").await.unwrap().due;
    assert!(due > hours.now(), "the next one is hours away");
    let hours = hours.restart_changed(|settings| settings.dry_run = false).await;
    assert!(hours.chore("sweep").await.unwrap().due <= hours.now());
    hours.pass(MINUTE * 2);
    hours.checked(BOILER, number).await;
}
