//! The timeline shows the events of a pull request in order, each with its actor.

use reqwest::Method;
use serde_json::{Value, json};
use wg_steward::sandbox::{FileChanges, NewHead, ReviewState};

use crate::support::rest_schema::RestSchema;
use crate::support::sandbox_story::{Story, claw, json_of, login};

const BOT: &str = "wg-steward[bot]";

async fn timeline(story: &Story, number: u64) -> Vec<Value> {
    let path = format!("/repos/cloudfoundry/claw/issues/{number}/timeline?per_page=100");
    json_of(story.read(&path).await).await.as_array().unwrap().clone()
}

fn events(timeline: &[Value]) -> Vec<&str> {
    timeline.iter().map(|entry| entry["event"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn what_people_do_to_a_pull_request_stands_in_its_timeline_in_order() {
    let story = Story::begin().await;
    let (sandbox, ann, bob) = (&story.sandbox, login("ann"), login("bob"));
    let number = story.open(NewHead::Fork("topic".to_owned()), FileChanges::of_paths(["a"]));
    sandbox.push_to_pull(&claw(), number, &FileChanges::of_paths(["b"])).unwrap();
    sandbox.convert_to_draft(&claw(), number).unwrap();
    sandbox.mark_ready(&claw(), number).unwrap();
    sandbox.edit_title(&claw(), number, "Another").unwrap();
    sandbox.request_review(&claw(), number, &bob, &ann).unwrap();
    sandbox.remove_review_request(&claw(), number, &bob, &bob).unwrap();
    sandbox.request_team_review(&claw(), number, "docs", &ann).unwrap();
    sandbox.submit_review(&claw(), number, &bob, ReviewState::Approved).unwrap();
    sandbox.dismiss_review(&claw(), number, &bob, &ann).unwrap();
    sandbox.add_label(&claw(), number, "wg/docs", &bob).unwrap();
    sandbox.remove_label(&claw(), number, "wg/docs", &bob).unwrap();
    sandbox.comment(&claw(), number, &ann, "Please have a look").unwrap();
    sandbox.close_pull(&claw(), number).unwrap();
    sandbox.reopen_pull(&claw(), number).unwrap();
    sandbox.merge_pull(&claw(), number, &bob).unwrap();
    let expected = [
        "committed",
        "committed",
        "convert_to_draft",
        "ready_for_review",
        "renamed",
        "review_requested",
        "review_request_removed",
        "review_requested",
        "reviewed",
        "review_dismissed",
        "labeled",
        "unlabeled",
        "commented",
        "closed",
        "reopened",
        "merged",
        "closed",
    ];
    assert_eq!(events(&timeline(&story, number).await), expected);
    story.end();
}

#[tokio::test]
async fn a_request_names_who_made_it_and_whom_it_asks() {
    let story = Story::begin().await;
    let (ann, bob) = (login("ann"), login("bob"));
    let number = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    story.sandbox.request_review(&claw(), number, &bob, &ann).unwrap();
    story.sandbox.remove_review_request(&claw(), number, &bob, &bob).unwrap();
    story.sandbox.request_team_review(&claw(), number, "docs", &ann).unwrap();
    story.sandbox.submit_review(&claw(), number, &bob, ReviewState::ChangesRequested).unwrap();
    let told = timeline(&story, number).await;
    assert_eq!((&told[1]["actor"]["login"], &told[1]["review_requester"]["login"]), (&json!("ann"), &json!("ann")));
    assert_eq!(told[1]["requested_reviewer"]["login"], "bob");
    assert_eq!((&told[2]["actor"]["login"], &told[2]["requested_reviewer"]["login"]), (&json!("bob"), &json!("bob")));
    assert_eq!(told[2]["performed_via_github_app"], Value::Null);
    assert_eq!(told[3]["requested_team"]["slug"], "docs");
    assert_eq!((&told[4]["user"]["login"], &told[4]["state"]), (&json!("bob"), &json!("changes_requested")));
    story.end();
}

#[tokio::test]
async fn what_the_app_does_is_told_as_its_own() {
    let story = Story::begin().await;
    let number = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    let (pull, issue) = (format!("/repos/cloudfoundry/claw/pulls/{number}"), "/repos/cloudfoundry/claw/issues");
    let reviewers = format!("{pull}/requested_reviewers");
    story.post(&reviewers, json!({ "reviewers": ["bob"] })).await;
    story.send(&story.token, Method::DELETE, &reviewers, Some(json!({ "reviewers": ["bob"] }))).await;
    story.post(&format!("{issue}/{number}/labels"), json!({ "labels": ["wg/docs"] })).await;
    story.send(&story.token, Method::DELETE, &format!("{issue}/{number}/labels/wg%2Fdocs"), None).await;
    story.post(&format!("{issue}/{number}/comments"), json!({ "body": "Hello" })).await;
    let told = timeline(&story, number).await;
    let expected = ["committed", "review_requested", "review_request_removed", "labeled", "unlabeled", "commented"];
    assert_eq!(events(&told), expected);
    for entry in &told[1..] {
        assert_eq!(entry["actor"]["login"], BOT);
        assert_eq!(entry["performed_via_github_app"]["id"], 4711);
    }
    assert_eq!(told[3]["label"], json!({ "name": "wg/docs", "color": "ededed" }));
    story.end();
}

#[tokio::test]
async fn a_commit_names_its_author_by_address_and_its_co_authors_in_its_message() {
    let story = Story::begin().await;
    let message = "Mend it\n\nCo-authored-by: Mona <1+mona@users.noreply.github.com>";
    let changes = FileChanges::of_paths(["a"]).author(&login("bob")).message(message);
    let number = story.open(NewHead::Branch("topic".to_owned()), changes);
    story.sandbox.push_to_pull(&claw(), number, &FileChanges::of_paths(["b"])).unwrap();
    let told = timeline(&story, number).await;
    let path = format!("/repos/cloudfoundry/claw/pulls/{number}/requested_reviewers");
    let asked = json_of(story.post(&path, json!({ "reviewers": ["bob"] })).await).await;
    let bob = &asked["requested_reviewers"][0]["id"];
    assert_eq!(told[0]["author"]["email"], format!("{bob}+bob@users.noreply.github.com"));
    assert_eq!((&told[0]["author"]["name"], &told[0]["message"]), (&json!("bob"), &json!(message)));
    assert_eq!(told[0]["author"]["login"], Value::Null);
    assert!(told[1]["author"]["email"].as_str().unwrap().ends_with("+ann@users.noreply.github.com"));
    assert_eq!(told[1]["sha"], story.sandbox.pull(&claw(), number).unwrap().head.as_str());
    story.end();
}

#[tokio::test]
async fn a_long_timeline_comes_in_pages() {
    let story = Story::begin().await;
    let number = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    for round in 0..120 {
        story.sandbox.comment(&claw(), number, &login("bob"), &format!("Round {round}")).unwrap();
    }
    assert_eq!(timeline(&story, number).await.len(), 100);
    let path = format!("/repos/cloudfoundry/claw/issues/{number}/timeline?per_page=100&page=2");
    let rest = json_of(story.read(&path).await).await;
    assert_eq!(rest.as_array().unwrap().len(), 21);
    assert_eq!(rest[20]["body"], "Round 119");
    assert_eq!(story.read("/repos/cloudfoundry/claw/issues/77/timeline").await.status(), 404);
    story.end();
}

#[tokio::test]
async fn a_comment_that_is_gone_is_told_no_more_but_that_it_went_is() {
    let story = Story::begin().await;
    let number = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    let id = story.sandbox.comment(&claw(), number, &login("bob"), "Oops").unwrap();
    story.sandbox.delete_comment(&claw(), id).unwrap();
    assert_eq!(events(&timeline(&story, number).await), ["committed", "comment_deleted"]);
    story.end();
}

#[tokio::test]
async fn an_entry_of_a_wrong_form_is_caught_by_githubs_description() {
    let story = Story::begin().await;
    let number = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    story.sandbox.request_review(&claw(), number, &login("bob"), &login("ann")).unwrap();
    timeline(&story, number).await;
    let Some(schema) = RestSchema::load() else { return };
    let exchange = story.sandbox.journal().pop().unwrap();
    assert_eq!(schema.check(&exchange), Vec::<String>::new());
    let wrong = [("/0/author/email", json!(null)), ("/1/requested_reviewer", json!("bob")), ("/1/actor", json!(null))];
    for (place, value) in wrong {
        let mut broken = exchange.clone();
        *broken.response_body.as_mut().unwrap().pointer_mut(place).unwrap() = value;
        assert!(!schema.check(&broken).is_empty(), "{place}");
    }
    story.end();
}
