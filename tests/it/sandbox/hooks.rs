//! The sandbox stores its delivery attempts, lists them by page, and redelivers on request.

use std::sync::atomic::Ordering;

use reqwest::Method;
use serde_json::{Value, json};
use wg_steward::domain::pull::missed_deliveries::lost;
use wg_steward::domain::types::ids::{InstallationId, RepoName};
use wg_steward::github::{GitHubError, HooksWanted, webhook};
use wg_steward::sandbox::{FileChanges, NewHead, Outcome, RepositoryOptions};

use crate::support::sandbox_story::{Story, claw, header, json_of, login};

const LIST: &str = "/app/hook/deliveries";

async fn ask(story: &Story, method: Method, path: &str) -> reqwest::Response {
    story.send(&story.jwt(json!(4711), 540), method, path, None).await
}

async fn listed(story: &Story, query: &str) -> Vec<Value> {
    json_of(ask(story, Method::GET, &format!("{LIST}{query}")).await).await.as_array().unwrap().clone()
}

#[tokio::test]
async fn an_attempt_is_listed_once_it_has_ended() {
    let story = Story::begin().await;
    story.open(NewHead::Fork("topic".to_owned()), FileChanges::of_paths(["a"]));
    let told = story.sandbox.take_deliveries();
    assert_eq!(listed(&story, "").await, [] as [Value; 0]);
    for (delivery, outcome) in told.iter().zip([Outcome::Answered(202), Outcome::TimedOut]) {
        story.sandbox.delivered(delivery, outcome);
    }
    story.sandbox.ping();
    story.sandbox.lose_deliveries();
    let seen: Vec<_> = listed(&story, "")
        .await
        .iter()
        .map(|it| format!("{} {} {} {}", it["event"], it["action"], it["status"], it["status_code"]))
        .collect();
    let expected = [
        r#""ping" null "failed to connect to host" 0"#,
        r#""pull_request" "opened" "timed out" 504"#,
        r#""installation" "created" "OK" 202"#,
    ];
    assert_eq!(seen, expected);
    assert_eq!(listed(&story, "?status=failure").await.len(), 2);
    assert_eq!(listed(&story, "?status=success").await[0]["installation_id"], 7);
    story.end();
}

#[tokio::test]
async fn pages_follow_a_cursor_and_what_comes_meanwhile_moves_nothing() {
    let story = Story::begin().await;
    for _ in 0..4 {
        story.sandbox.ping();
    }
    story.sandbox.lose_deliveries();
    let first = ask(&story, Method::GET, &format!("{LIST}?per_page=2")).await;
    let link = header(&first, "link");
    let next = link.strip_prefix(&format!("<{}", story.base)).unwrap().strip_suffix(">; rel=\"next\"").unwrap();
    assert!(next.contains("cursor=v1_") && next.contains("per_page=2"), "{link}");
    let first = json_of(first).await;
    story.sandbox.ping();
    story.sandbox.lose_deliveries();
    let second = json_of(ask(&story, Method::GET, next).await).await;
    let numbers =
        |page: &Value| page.as_array().unwrap().iter().map(|it| it["id"].as_u64().unwrap()).collect::<Vec<_>>();
    let (first, second) = (numbers(&first), numbers(&second));
    assert_eq!(second, [first[0] - 2, first[0] - 3]);
    for bad in ["?cursor=nonsense", "?cursor=v1_x"] {
        assert_eq!(ask(&story, Method::GET, &format!("{LIST}{bad}")).await.status(), 422, "{bad}");
    }
    story.end();
}

#[tokio::test]
async fn a_redelivery_is_a_new_attempt_of_the_same_delivery() {
    let story = Story::begin().await;
    let number = story.open(NewHead::Fork("topic".to_owned()), FileChanges::of_paths(["a"]));
    let sent = story.sandbox.lose_deliveries().remove(1);
    let id = listed(&story, "").await[0]["id"].clone();
    let whole = json_of(ask(&story, Method::GET, &format!("{LIST}/{id}")).await).await;
    assert_eq!(whole["request"]["payload"]["number"], number);
    assert_eq!(whole["response"], json!({ "headers": null, "payload": null }));
    assert_eq!(ask(&story, Method::POST, &format!("{LIST}/{id}/attempts")).await.status(), 202);
    let again = story.sandbox.take_deliveries();
    assert_eq!(again, [sent]);
    story.sandbox.delivered(&again[0], Outcome::Answered(202));
    let attempts = listed(&story, "").await;
    assert_eq!((&attempts[0]["guid"], &attempts[0]["redelivery"]), (&attempts[1]["guid"], &json!(true)));
    assert_ne!(attempts[0]["id"], attempts[1]["id"]);
    story.end();
}

#[tokio::test]
async fn attempts_are_kept_for_three_days_and_shown_to_the_app_alone() {
    let story = Story::begin().await;
    story.sandbox.lose_deliveries();
    let id = listed(&story, "").await[0]["id"].clone();
    let one = format!("{LIST}/{id}");
    for path in [LIST, &one] {
        assert_eq!(story.read(path).await.status(), 401, "{path}");
    }
    story.seconds.fetch_add(3 * 24 * 60 * 60, Ordering::SeqCst);
    assert_eq!(ask(&story, Method::GET, &one).await.status(), 200);
    story.seconds.fetch_add(1, Ordering::SeqCst);
    assert_eq!(ask(&story, Method::GET, &one).await.status(), 404);
    assert_eq!(ask(&story, Method::POST, &format!("{one}/attempts")).await.status(), 404);
    assert_eq!(listed(&story, "").await, [] as [Value; 0]);
    story.end();
}

#[tokio::test]
async fn the_app_finds_what_it_lost_and_has_it_delivered_again() {
    let story = Story::begin().await;
    let github = story.github();
    story.sandbox.lose_deliveries();
    let lost_one = story.open(NewHead::Fork("one".to_owned()), FileChanges::of_paths(["a"]));
    story.sandbox.lose_deliveries();
    story.open(NewHead::Fork("two".to_owned()), FileChanges::of_paths(["b"]));
    let known = story.sandbox.take_deliveries().remove(0);
    story.sandbox.delivered(&known, Outcome::Answered(202));
    let read = github.hook_deliveries(&HooksWanted::default()).await.unwrap();
    assert_eq!((read.deliveries.len(), read.unread), (3, 0));
    let wanted = lost(&read.deliveries, |guid| guid.as_str() == known.id);
    assert_eq!(wanted.len(), 1);
    let whole = github.hook_delivery(wanted[0].id).await.unwrap();
    let event = webhook::read(&whole.delivery.event, whole.payload.as_deref().unwrap()).unwrap();
    assert_eq!(event.targets(&claw())[0].key(), format!("pull:cloudfoundry/claw#{lost_one}"));
    github.redeliver(wanted[0].id).await.unwrap();
    assert_eq!(story.told(), ["pull_request opened"]);
    assert!(matches!(github.redeliver(1).await, Err(GitHubError::Gone { .. })));
    story.end();
}

#[tokio::test]
async fn a_sweep_finds_every_repository_of_every_installation() {
    let story = Story::begin().await;
    let github = story.github();
    story.sandbox.add_user(&login("someone"));
    story.sandbox.install("someone", InstallationId(8)).unwrap();
    for number in 0..101 {
        let name: RepoName = format!("someone/thing-{number:03}").parse().unwrap();
        story.sandbox.add_repository(&name, RepositoryOptions::default());
    }
    story.open(NewHead::Fork("topic".to_owned()), FileChanges::of_paths(["a"]));
    let installations = github.installations().await.unwrap();
    let accounts: Vec<_> = installations.entries.iter().map(|it| it.account.as_deref().unwrap()).collect();
    assert_eq!(accounts, ["cloudfoundry", "someone"]);
    let here = github.repositories(InstallationId(7)).await.unwrap();
    assert_eq!((here.entries.len(), &here.entries[0].name), (1, &claw()));
    assert!(here.entries[0].may_have_open && !here.entries[0].private);
    let there = github.repositories(InstallationId(8)).await.unwrap();
    assert_eq!((there.entries.len(), there.cut), (101, false));
    assert!(there.entries.iter().all(|it| !it.may_have_open));
    assert_eq!(github.open_pulls(InstallationId(7), &claw()).await.unwrap(), [1]);
    story.end();
}
