//! Tokens are fetched once for all who ask at the same time, and what the app signs depends on its clock.

use std::time::Duration;

use serde_json::json;
use tokio::task::JoinSet;
use wg_steward::domain::ids::InstallationId;
use wg_steward::github::{GitHubError, TreeRead};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, ResponseTemplate};

use crate::support::github::{INSTALLATION, Stage, json_answer, sha, token, uaa};
use crate::support::sandbox_story::{Story, claw};

const TOKENS: &str = "/app/installations/5/access_tokens";
const TREE: &str = "/repos/cloudfoundry/uaa/git/trees/HEAD";

/// Fifty jobs read the same thing at the same time.
async fn fifty_read(stage: &Stage) -> Vec<Result<TreeRead, GitHubError>> {
    let mut calls = JoinSet::new();
    for _ in 0..50 {
        let github = stage.github.clone();
        calls.spawn(async move { github.tree(INSTALLATION, &uaa(), "HEAD", None).await });
    }
    calls.join_all().await
}

fn empty() -> ResponseTemplate {
    json_answer(200, &json!({ "sha": sha('c').as_str(), "tree": [], "truncated": false }))
}

/// Long enough for all fifty to wait for it.
fn slowly(answer: ResponseTemplate) -> ResponseTemplate {
    answer.set_delay(Duration::from_millis(200))
}

#[tokio::test]
async fn fifty_first_calls_at_once_fetch_one_token() {
    let stage = Stage::new().await;
    stage.on("GET", TREE, empty()).await;
    assert!(fifty_read(&stage).await.iter().all(Result::is_ok));
    assert_eq!(stage.tokens_fetched().await, 1);
}

#[tokio::test]
async fn fifty_jobs_renew_a_token_once_when_its_end_is_near() {
    let stage = Stage::new().await;
    stage.on("GET", TREE, empty()).await;
    fifty_read(&stage).await;
    stage.pass(Duration::from_secs(55 * 60));
    let next = json!({ "token": "ghs_next", "expires_at": "2026-08-05T02:00:00Z" });
    stage.once("POST", TOKENS, json_answer(201, &next)).await;
    assert!(fifty_read(&stage).await.iter().all(Result::is_ok));
    assert_eq!(stage.tokens_fetched().await, 2);
    let requests = stage.requests().await;
    assert!(requests[50..].iter().all(|request| request.headers["authorization"] == "Bearer ghs_next"));
}

#[tokio::test]
async fn a_token_that_can_not_be_fetched_is_asked_for_once_by_all_who_wait() {
    let stage = Stage::new().await;
    stage.on("GET", TREE, empty()).await;
    stage.once("POST", TOKENS, slowly(ResponseTemplate::new(502))).await;
    let outcomes = fifty_read(&stage).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Err(GitHubError::Transient { .. }))));
    assert_eq!(stage.tokens_fetched().await, 1);
    assert!(fifty_read(&stage).await.iter().all(Result::is_ok), "who comes later asks again");
}

#[tokio::test]
async fn a_token_that_is_refused_to_fifty_is_renewed_once() {
    let stage = Stage::new().await;
    stage.once("POST", TOKENS, json_answer(201, &token("ghs_revoked"))).await;
    stage.on("GET", TREE, empty()).await;
    let revoked = Mock::given(method("GET")).and(path(TREE)).and(header("authorization", "Bearer ghs_revoked"));
    revoked.respond_with(slowly(ResponseTemplate::new(401))).with_priority(1).mount(&stage.server).await;
    assert!(fifty_read(&stage).await.iter().all(Result::is_ok));
    assert_eq!(stage.tokens_fetched().await, 2);
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_named_with_its_error_and_the_way_out() {
    let story = Story::begin().await;
    for (ahead, said) in [(3600, "60 min ahead of GitHub's"), (-3600, "60 min behind GitHub's"), (90, "2 min ahead of")]
    {
        let github = story.app(ahead, |_| {});
        for error in [
            github.open_pulls(InstallationId(7), &claw()).await.unwrap_err(),
            github.installation_of(&claw()).await.unwrap_err(),
        ] {
            assert!(matches!(error, GitHubError::ClockOff { .. }), "{error:?}");
            let text = error.to_string();
            assert!(text.contains(said) && text.contains("NTP"), "{text}");
        }
    }
    assert!(story.app(50, |_| {}).open_pulls(InstallationId(7), &claw()).await.is_ok(), "there is a minute of room");
    story.end();
}

#[tokio::test]
async fn a_refusal_by_a_clock_that_is_right_speaks_of_the_key() {
    let story = Story::begin().await;
    let stranger = story.app(0, |config| config.app_id = 1);
    let error = stranger.open_pulls(InstallationId(7), &claw()).await.unwrap_err();
    assert!(matches!(error, GitHubError::Unauthorized { .. }), "{error:?}");
    assert!(error.to_string().contains("private key"), "{error}");
}
