//! Concurrent callers share one token request, and the validity of the app's signature depends on its clock.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinSet;
use wg_steward::domain::types::ids::InstallationId;
use wg_steward::github::{GitHubError, TreeRead};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, ResponseTemplate};

use crate::support::github::{INSTALLATION, Stage, json_answer, sha, token, uaa};
use crate::support::sandbox_story::{Story, claw};

const TOKENS: &str = "/app/installations/5/access_tokens";
const TREE: &str = "/repos/cloudfoundry/uaa/git/trees/HEAD";

/// Fifty jobs read the same resource at the same time.
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

/// A delay in which all fifty start to wait for it.
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
    assert!(matches!(error, GitHubError::AppRefused { status: 401, .. }), "{error:?}");
    assert!(error.to_string().contains("private key"), "{error}");
}

#[tokio::test]
async fn a_wrong_number_or_address_is_not_taken_for_a_missing_installation() {
    let stage = Stage::new().await;
    let unknown = json_answer(404, &json!({ "message": "Integration not found", "documentation_url": "https://docs" }));
    stage.once("GET", "/repos/cloudfoundry/uaa/installation", unknown).await;
    let error = stage.github.installation_of(&uaa()).await.unwrap_err().to_string();
    let said = format!(
        "GitHub at `{}` does not accept the app 77: it answered 404 (Integration not found)",
        stage.server.uri()
    );
    assert!(error.starts_with(&said), "{error}");

    let error = stage.github.installation_of(&uaa()).await.unwrap_err().to_string();
    assert!(
        error.contains("answered 404 (nothing is there) to `GET /app`") && error.contains("API address"),
        "{error}"
    );

    let page = ResponseTemplate::new(200).set_body_raw("<!doctype html><title>GitHub</title>", "text/html");
    stage.once("GET", "/app", page).await;
    let error = stage.github.installation_of(&uaa()).await.unwrap_err().to_string();
    assert!(error.contains("answered 200 (that is not GitHub's API)"), "{error}");

    stage.on("GET", "/app", json_answer(200, &json!({ "id": 77 }))).await;
    assert_eq!(stage.github.installation_of(&uaa()).await.unwrap(), None, "now it is that");
}

#[tokio::test]
async fn a_token_is_asked_for_with_the_permissions_that_calls_take() {
    let stage = Stage::new().await;
    stage.on("GET", TREE, empty()).await;
    stage.github.tree(INSTALLATION, &uaa(), "HEAD", None).await.unwrap();
    let asked = bodies(&stage).await;
    assert_eq!(asked.len(), 1);
    let permissions = asked[0]["permissions"].as_object().unwrap();
    assert_eq!((&permissions["checks"], &permissions["contents"]), (&json!("write"), &json!("read")));
    assert!(!permissions.contains_key("merge_queues"), "no call is made with it");
}

#[tokio::test]
async fn a_token_is_asked_for_as_much_as_was_granted_where_that_is_less() {
    let stage = Stage::new().await;
    stage.on("GET", TREE, empty()).await;
    let message = "The permissions requested are not granted to this installation.";
    stage.once("POST", TOKENS, json_answer(422, &json!({ "message": message }))).await;
    let granted = json!({ "id": 5, "permissions": { "checks": "read", "contents": "read", "metadata": "read", "secrets": "write" } });
    stage.on("GET", "/app/installations/5", json_answer(200, &granted)).await;
    stage.github.tree(INSTALLATION, &uaa(), "HEAD", None).await.unwrap();
    let asked = bodies(&stage).await;
    assert_eq!(asked[1], json!({ "permissions": { "checks": "read", "contents": "read", "metadata": "read" } }));
}

/// The bodies of the token requests.
async fn bodies(stage: &Stage) -> Vec<Value> {
    let all = stage.server.received_requests().await.unwrap();
    all.iter().filter(|request| request.url.path() == TOKENS).map(|request| request.body_json().unwrap()).collect()
}
