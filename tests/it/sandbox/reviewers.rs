//! Requests for reviews: taken back, refused, and by whom.

use reqwest::Method;
use serde_json::json;
use wg_steward::sandbox::{Changes, Head};

use crate::support::sandbox_story::{Story, claw, json_of, login};

#[tokio::test]
async fn a_request_is_taken_back_and_who_was_not_asked_is_passed_over() {
    let story = Story::begin().await;
    let number = story.open(Head::Branch("topic".to_owned()), Changes::of_paths(["a"]));
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
