//! Review requests: removed, refused, and by which account.

use reqwest::Method;
use serde_json::{Value, json};
use wg_steward::domain::types::ids::InstallationId;
use wg_steward::sandbox::{FileChanges, NewHead};

use crate::support::sandbox_story::{Story, claw, json_of, login};

#[tokio::test]
async fn a_request_is_taken_back_and_who_was_not_asked_is_passed_over() {
    let story = Story::begin().await;
    let number = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    let path = format!("/repos/cloudfoundry/claw/pulls/{number}/requested_reviewers");
    story.sandbox.request_team_review(&claw(), number, "docs", &login("ann")).unwrap();
    story.post(&path, json!({ "reviewers": ["bob", "cat"] })).await;
    story.told();
    let body = json!({ "reviewers": ["BOB", "dan", "nobody"], "team_reviewers": ["docs", "toc"] });
    let done = story.send(&story.token, Method::DELETE, &path, Some(body.clone())).await;
    assert_eq!(done.status(), 200);
    assert_eq!(json_of(done).await["requested_reviewers"][0]["login"], "cat");
    let view = story.sandbox.pull(&claw(), number).unwrap();
    assert_eq!((view.requested, view.requested_teams.len()), (vec![login("cat")], 0));
    assert_eq!(story.told(), ["pull_request review_request_removed"; 2]);
    assert_eq!(story.send(&story.token, Method::DELETE, &path, Some(body)).await.status(), 200);
    assert!(story.told().is_empty());
    story.end();
}

/// The message of a refused request for reviews.
async fn refused(story: &Story, number: u64, body: Value) -> String {
    let answer = story.post(&format!("/repos/cloudfoundry/claw/pulls/{number}/requested_reviewers"), body).await;
    assert_eq!(answer.status(), 422);
    json_of(answer).await["message"].as_str().unwrap().to_owned()
}

const NO_TEAM: &str = "Reviews may only be requested from collaborators. One or more of the teams you specified is not a \
    collaborator of the cloudfoundry/claw repository.";

#[tokio::test]
async fn a_team_is_asked_until_it_loses_its_access() {
    let story = Story::begin().await;
    let number = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    let path = format!("/repos/cloudfoundry/claw/pulls/{number}/requested_reviewers");
    let body = json!({ "team_reviewers": ["docs"] });
    assert_eq!(refused(&story, number, body.clone()).await, NO_TEAM);
    story.sandbox.add_team(&claw(), "docs").unwrap();
    story.told();
    assert_eq!(story.post(&path, body.clone()).await.status(), 201);
    assert_eq!(story.told(), ["pull_request review_requested"]);
    story.sandbox.remove_team(&claw(), "docs").unwrap();
    assert_eq!(refused(&story, number, body).await, NO_TEAM);
    assert_eq!(story.sandbox.pull(&claw(), number).unwrap().requested_teams, ["docs"]);
    story.end();
}

#[tokio::test]
async fn without_members_read_every_team_is_refused_in_the_same_misleading_words() {
    let story = Story::begin().await;
    let number = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    story.sandbox.add_team(&claw(), "docs").unwrap();
    story.sandbox.set_members_read(InstallationId(7), false);
    assert_eq!(refused(&story, number, json!({ "reviewers": ["bob"], "team_reviewers": ["docs"] })).await, NO_TEAM);
    assert!(story.sandbox.pull(&claw(), number).unwrap().requested.is_empty());
    let jwt = story.jwt(json!("4711"), 540);
    let token = |body| story.send(&jwt, Method::POST, "/app/installations/7/access_tokens", body);
    assert_eq!(json_of(token(None).await).await["permissions"]["members"], Value::Null);
    assert_eq!(token(Some(json!({ "permissions": { "members": "read" } }))).await.status(), 422);
    story.sandbox.set_members_read(InstallationId(7), true);
    let path = format!("/repos/cloudfoundry/claw/pulls/{number}/requested_reviewers");
    assert_eq!(story.post(&path, json!({ "team_reviewers": ["docs"] })).await.status(), 201);
    story.end();
}

#[tokio::test]
async fn who_is_called_otherwise_now_can_be_asked_by_the_new_login_only() {
    let story = Story::begin().await;
    let (sandbox, bob, robert) = (&story.sandbox, login("bob"), login("robert"));
    sandbox.allow_reviewers(&claw(), [bob.clone(), login("cat")]).unwrap();
    let number = story.open(NewHead::Fork("topic".to_owned()), FileChanges::of_paths(["a"]));
    sandbox.request_review(&claw(), number, &bob, &login("cat")).unwrap();
    sandbox.rename_account(&bob, &robert).unwrap();
    assert_eq!(sandbox.pull(&claw(), number).unwrap().requested, [robert]);
    let path = format!("/repos/cloudfoundry/claw/pulls/{number}/requested_reviewers");
    story.send(&story.token, Method::DELETE, &path, Some(json!({ "reviewers": ["robert"] }))).await;
    refused(&story, number, json!({ "reviewers": ["bob"] })).await;
    assert_eq!(story.post(&path, json!({ "reviewers": ["robert"] })).await.status(), 201);
    sandbox.rename_account(&login("ann"), &login("anna")).unwrap();
    let pull = json_of(story.read(&format!("/repos/cloudfoundry/claw/pulls/{number}")).await).await;
    assert_eq!((&pull["user"]["login"], &pull["head"]["repo"]["full_name"]), (&json!("anna"), &json!("anna/claw")));
    assert!(sandbox.rename_account(&login("ann"), &bob).is_err());
    story.end();
}

#[tokio::test]
async fn who_is_suspended_cannot_be_asked() {
    let story = Story::begin().await;
    let number = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    story.sandbox.suspend_account(&login("bob"));
    refused(&story, number, json!({ "reviewers": ["cat", "bob"] })).await;
    assert!(story.sandbox.pull(&claw(), number).unwrap().requested.is_empty());
    story.end();
}
