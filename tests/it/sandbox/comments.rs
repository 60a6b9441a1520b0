//! Comments are reported by webhook, whoever writes them, and accept reactions.

use serde_json::{Value, json};
use wg_steward::sandbox::{Association, FileChanges, NewHead};

use crate::support::rest_schema::RestSchema;
use crate::support::sandbox_story::{Story, claw, json_of, login};

/// The bodies of the pending webhooks.
fn told(story: &Story) -> Vec<Value> {
    let deliveries = story.sandbox.take_deliveries();
    deliveries.iter().map(|delivery| serde_json::from_slice(&delivery.body).unwrap()).collect()
}

#[tokio::test]
async fn a_comment_is_told_of_when_it_is_written_edited_and_deleted() {
    let story = Story::begin().await;
    let (sandbox, bob) = (&story.sandbox, login("bob"));
    let number = story.open(NewHead::Fork("topic".to_owned()), FileChanges::of_paths(["a"]));
    story.told();
    let id = sandbox.comment(&claw(), number, &bob, "First").unwrap();
    sandbox.edit_comment(&claw(), id, &bob, "Second").unwrap();
    sandbox.delete_comment_by(&claw(), id, &login("ann")).unwrap();
    let told = told(&story);
    let actions: Vec<_> = told.iter().map(|body| body["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["created", "edited", "deleted"]);
    let senders: Vec<_> = told.iter().map(|body| body["sender"]["login"].as_str().unwrap()).collect();
    assert_eq!(senders, ["bob", "bob", "ann"]);
    assert_eq!((&told[0]["comment"]["body"], &told[0]["comment"]["id"]), (&json!("First"), &json!(id)));
    assert_eq!((&told[1]["comment"]["body"], &told[1]["changes"]["body"]["from"]), (&json!("Second"), &json!("First")));
    assert_eq!(told[0]["issue"]["number"], number);
    assert!(told[0]["issue"]["pull_request"]["html_url"].as_str().unwrap().ends_with(&format!("/pull/{number}")));
    assert_eq!((&told[0]["issue"]["comments"], &told[2]["issue"]["comments"]), (&json!(1), &json!(0)));
    if let Some(schema) = RestSchema::load() {
        for body in &told {
            assert_eq!(schema.check_value("issue", &body["issue"]), Vec::<String>::new());
            assert_eq!(schema.check_value("issue-comment", &body["comment"]), Vec::<String>::new());
        }
    }
    story.end();
}

#[tokio::test]
async fn a_comment_says_how_its_author_stands_to_the_repository() {
    let story = Story::begin().await;
    let number = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    story.sandbox.set_association(&login("bob"), Association::Member);
    story.told();
    for who in ["bob", "cat"] {
        story.sandbox.comment(&claw(), number, &login(who), "Hello").unwrap();
    }
    let told = told(&story);
    let stands: Vec<_> = told.iter().map(|body| body["comment"]["author_association"].as_str().unwrap()).collect();
    assert_eq!(stands, ["MEMBER", "NONE"]);
    story.sandbox.set_association(&login("ann"), Association::Contributor);
    let pull = json_of(story.read(&format!("/repos/cloudfoundry/claw/pulls/{number}")).await).await;
    assert_eq!((&pull["author_association"], &pull["comments"]), (&json!("CONTRIBUTOR"), &json!(2)));
    story.end();
}

#[tokio::test]
async fn the_app_hears_of_its_own_comments_too() {
    let story = Story::begin().await;
    let number = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    story.told();
    let path = format!("/repos/cloudfoundry/claw/issues/{number}/comments");
    let id = json_of(story.post(&path, json!({ "body": "Hello" })).await).await["id"].clone();
    let own = format!("/repos/cloudfoundry/claw/issues/comments/{id}");
    story.send(&story.token, reqwest::Method::PATCH, &own, Some(json!({ "body": "Hello again" }))).await;
    let told = told(&story);
    let actions: Vec<_> = told.iter().map(|body| body["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["created", "edited"]);
    assert_eq!(told[0]["sender"]["login"], "wg-steward[bot]");
    assert_eq!(told[0]["comment"]["performed_via_github_app"]["id"], 4711);
    story.end();
}

#[tokio::test]
async fn a_comment_of_the_greatest_length_goes_through_and_a_longer_one_does_not() {
    let story = Story::begin().await;
    let number = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    let path = format!("/repos/cloudfoundry/claw/issues/{number}/comments");
    story.told();
    story.sandbox.comment(&claw(), number, &login("bob"), &"ä".repeat(65_536)).unwrap();
    assert_eq!(told(&story)[0]["comment"]["body"].as_str().unwrap().chars().count(), 65_536);
    assert_eq!(story.post(&path, json!({ "body": "ä".repeat(65_536) })).await.status(), 201);
    assert_eq!(story.post(&path, json!({ "body": "ä".repeat(65_537) })).await.status(), 422);
    story.end();
}

#[tokio::test]
async fn a_reaction_is_given_once_however_often_it_is_asked_for() {
    let story = Story::begin().await;
    let number = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    let id = story.sandbox.comment(&claw(), number, &login("bob"), "/hold").unwrap();
    let path = format!("/repos/cloudfoundry/claw/issues/comments/{id}/reactions");
    for (content, status) in [("eyes", 201), ("eyes", 200), ("+1", 201)] {
        let given = story.post(&path, json!({ "content": content })).await;
        assert_eq!(given.status(), status);
        assert_eq!(json_of(given).await["content"], content);
    }
    let bot = login("wg-steward[bot]");
    assert_eq!(story.sandbox.reactions(&claw(), id), [(bot.clone(), "eyes".to_owned()), (bot, "+1".to_owned())]);
    let listed = json_of(story.read(&format!("/repos/cloudfoundry/claw/issues/{number}/comments")).await).await;
    assert_eq!((&listed[0]["reactions"]["eyes"], &listed[0]["reactions"]["total_count"]), (&json!(1), &json!(2)));
    let nowhere = "/repos/cloudfoundry/claw/issues/comments/77/reactions";
    assert_eq!(story.post(nowhere, json!({ "content": "eyes" })).await.status(), 404);
    story.end();
}

#[tokio::test]
async fn a_reaction_that_github_does_not_know_is_refused_and_the_description_says_so_too() {
    let story = Story::begin().await;
    let number = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    let id = story.sandbox.comment(&claw(), number, &login("bob"), "/hold").unwrap();
    let path = format!("/repos/cloudfoundry/claw/issues/comments/{id}/reactions");
    assert_eq!(story.post(&path, json!({ "content": "shrug" })).await.status(), 422);
    assert_eq!(story.sandbox.reactions(&claw(), id), []);
    if RestSchema::load().is_some() {
        assert_eq!(story.complaints().len(), 1, "{:?}", story.complaints());
    }
}
