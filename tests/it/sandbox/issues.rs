//! Issues that are not pull requests are opened, labeled, commented on and transferred to other repositories.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use wg_steward::domain::types::ids::RepoName;
use wg_steward::sandbox::{Delivery, FileChanges, NewHead, RepositoryOptions};

use crate::support::rest_schema::RestSchema;
use crate::support::sandbox_story::{Story, claw, json_of, login};
use crate::support::shared::shared;

fn body(delivery: &Delivery) -> Value {
    serde_json::from_slice(&delivery.body).unwrap()
}

#[tokio::test]
async fn issues_and_pull_requests_share_their_numbers() {
    let story = Story::begin().await;
    let ann = login("ann");
    let first = story.sandbox.open_issue(&claw(), &ann, "A question", "How?").unwrap();
    let second = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    let third = story.sandbox.open_issue(&claw(), &ann, "Another", "").unwrap();
    assert_eq!([first, second, third], [1, 2, 3]);
    assert_eq!(story.read("/repos/cloudfoundry/claw/pulls/1").await.status(), 404);
    story.end();
}

#[tokio::test]
async fn an_issue_takes_labels_and_comments_and_has_a_timeline() {
    let story = Story::begin().await;
    let number = story.sandbox.open_issue(&claw(), &login("ann"), "A question", "How?").unwrap();
    story.sandbox.comment(&claw(), number, &login("bob"), "Like this").unwrap();
    let issue = format!("/repos/cloudfoundry/claw/issues/{number}");
    assert_eq!(story.post(&format!("{issue}/labels"), json!({ "labels": ["wg/docs"] })).await.status(), 200);
    assert_eq!(json_of(story.read(&format!("{issue}/labels")).await).await[0]["name"], "wg/docs");
    let one = format!("{issue}/labels/wg%2Fdocs");
    assert_eq!(story.send(&story.token, reqwest::Method::DELETE, &one, None).await.status(), 200);
    assert_eq!(story.post(&format!("{issue}/comments"), json!({ "body": "Thanks" })).await.status(), 201);
    let listed = json_of(story.read(&format!("{issue}/comments")).await).await;
    assert!(listed[0]["html_url"].as_str().unwrap().contains("/issues/1#issuecomment-"));
    let told = json_of(story.read(&format!("{issue}/timeline")).await).await;
    let events: Vec<_> = told.as_array().unwrap().iter().map(|entry| entry["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["commented", "labeled", "unlabeled", "commented"]);
    let webhooks = ["issues opened", "issue_comment created", "issues labeled", "issues unlabeled"];
    assert_eq!(story.told()[1..], [&webhooks[..], &["issue_comment created"]].concat());
    story.end();
}

#[tokio::test]
async fn an_issue_that_moves_is_told_of_at_both_ends() {
    let story = Story::begin().await;
    let (sandbox, ann) = (&story.sandbox, login("ann"));
    let talon: RepoName = "cloudfoundry/talon".parse().unwrap();
    sandbox.add_repository(&talon, RepositoryOptions::default());
    sandbox.open_issue(&talon, &ann, "Something else", "").unwrap();
    let number = sandbox.open_issue(&claw(), &ann, "A question", "How?").unwrap();
    sandbox.comment(&claw(), number, &ann, "Anybody?").unwrap();
    sandbox.add_label(&claw(), number, "wg/docs", &ann).unwrap();
    story.told();
    let there = sandbox.transfer_issue(&claw(), number, &talon, &login("bob")).unwrap();
    assert_eq!(there, 2);
    let told: Vec<Value> = sandbox.take_deliveries().iter().map(body).collect();
    let [left, came] = &told[..] else { panic!("two webhooks: {told:?}") };
    assert_eq!((&left["action"], &left["repository"]["name"]), (&json!("transferred"), &json!("claw")));
    assert_eq!((&left["issue"]["number"], &left["issue"]["labels"][0]["name"]), (&json!(1), &json!("wg/docs")));
    assert_eq!(left["changes"]["new_issue"]["number"], 2);
    assert_eq!(left["changes"]["new_repository"]["full_name"], "cloudfoundry/talon");
    assert_eq!((&came["action"], &came["repository"]["name"]), (&json!("opened"), &json!("talon")));
    assert_eq!((&came["issue"]["number"], &came["issue"]["labels"]), (&json!(2), &json!([])));
    assert_eq!(came["changes"]["old_issue"]["number"], 1);
    assert_eq!(came["changes"]["old_repository"]["full_name"], "cloudfoundry/claw");
    assert_eq!(sandbox.comments(&talon, there)[0].body, "Anybody?");
    assert_eq!(story.read("/repos/cloudfoundry/claw/issues/1/comments").await.status(), 404);
    assert_eq!(story.read("/repos/cloudfoundry/talon/issues/2/timeline").await.status(), 200);
    assert_eq!(sandbox.open_issue(&claw(), &ann, "Next", "").unwrap(), 2);
    story.end();
}

/// The fields that all of GitHub's examples of an event with this action have, at a place within them.
fn fields_of_examples(event: &str, action: &str, place: &str) -> BTreeSet<String> {
    let Some(path) = shared("webhooks.json") else { return BTreeSet::new() };
    let all: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let examples = all.iter().find(|it| it["name"] == event).unwrap()["examples"].as_array().unwrap();
    let examples = examples.iter().filter(|it| it["action"] == action);
    let fields =
        examples.filter_map(|it| it.pointer(place)).map(|it| it.as_object().unwrap().keys().cloned().collect());
    fields.reduce(|one: BTreeSet<String>, other| &one & &other).unwrap()
}

#[tokio::test]
async fn issues_and_comments_are_told_of_with_all_that_githubs_examples_have() {
    let story = Story::begin().await;
    let (sandbox, ann) = (&story.sandbox, login("ann"));
    let talon: RepoName = "cloudfoundry/talon".parse().unwrap();
    sandbox.add_repository(&talon, RepositoryOptions::default());
    story.told();
    let number = sandbox.open_issue(&claw(), &ann, "A question", "How?").unwrap();
    let id = sandbox.comment(&claw(), number, &ann, "Anybody?").unwrap();
    sandbox.edit_comment(&claw(), id, &ann, "Nobody?").unwrap();
    sandbox.delete_comment(&claw(), id).unwrap();
    sandbox.add_label(&claw(), number, "wg/docs", &ann).unwrap();
    sandbox.transfer_issue(&claw(), number, &talon, &ann).unwrap();
    let places = ["", "/issue", "/comment", "/changes", "/label", "/changes/new_issue", "/changes/new_repository"];
    for delivery in sandbox.take_deliveries() {
        let body = body(&delivery);
        for place in places.iter().filter(|place| body.pointer(place).is_some()) {
            // Only some examples of `opened` are transferred issues.
            if body["action"] == "opened" && place.starts_with("/changes") {
                continue;
            }
            let expected = fields_of_examples(delivery.event, body["action"].as_str().unwrap(), place);
            let missing: Vec<_> =
                expected.iter().filter(|field| body.pointer(place).unwrap().get(field).is_none()).collect();
            assert!(missing.is_empty(), "{} {}: {place} has no {missing:?}", delivery.event, body["action"]);
        }
        if let Some(schema) = RestSchema::load() {
            assert_eq!(schema.check_value("issue", &body["issue"]), Vec::<String>::new());
        }
    }
    story.end();
}
