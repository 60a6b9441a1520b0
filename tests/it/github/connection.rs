//! Keys, tokens, prefixes, pages and redirects.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;
use wg_steward::domain::pull::plan::Action;
use wg_steward::domain::types::ids::InstallationId;
use wg_steward::github::{Applied, GitHub, GitHubError, TreeRead};
use wiremock::ResponseTemplate;

use crate::support::github::{APP, INSTALLATION, KEY, Stage, config, json_answer, place, pull, sha, token, uaa};

const TOKENS: &str = "/app/installations/5/access_tokens";
const PUBLIC: &str = "https://api.github.com";
const TREE: &str = "/repos/cloudfoundry/uaa/git/trees/HEAD";

async fn read_tree(stage: &Stage) -> Result<TreeRead, GitHubError> {
    stage.github.tree(INSTALLATION, &uaa(), "HEAD", None).await
}

/// A tree without files.
fn empty() -> ResponseTemplate {
    json_answer(200, &json!({ "sha": sha('c').as_str(), "tree": [], "truncated": false }))
}

#[tokio::test]
async fn a_key_with_escaped_line_breaks_is_as_good() {
    assert!(GitHub::connect(config(PUBLIC, &KEY.replace('\n', "\\n"))).is_ok());
}

#[tokio::test]
async fn a_bad_key_is_refused_without_a_word_of_it() {
    let truncated = format!("{}-----END PRIVATE KEY-----", &KEY[..200]);
    for (key, said) in [
        ("hunter2hunter2", "no `-----BEGIN` line"),
        ("-----BEGIN PUBLIC KEY-----\nhunter2hunter2\n-----END PUBLIC KEY-----", "not a private key"),
        ("-----BEGIN RSA PRIVATE KEY-----\nhunter2hunter2\n-----END RSA PRIVATE KEY-----", "not a complete RSA key"),
        (&truncated, "not a complete RSA key"),
    ] {
        let error = GitHub::connect(config(PUBLIC, key)).unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(text.contains(said), "{text}");
        assert!(text.contains("settings"), "{text}");
        assert!(!text.contains("hunter2") && !text.contains(&KEY[40..60]), "{text}");
    }
}

#[test]
fn outside_of_a_runtime_it_says_so() {
    let error = GitHub::connect(config(PUBLIC, &KEY)).unwrap_err().to_string();
    assert!(error.contains("runtime"), "{error}");
}

#[tokio::test]
async fn debug_shows_neither_key_nor_token() {
    let stage = Stage::new().await;
    stage.on("GET", TREE, empty()).await;
    read_tree(&stage).await.unwrap();
    let shown = format!("{:?} {:?}", stage.github, config(PUBLIC, &KEY));
    assert!(!shown.contains("ghs_first") && !shown.contains(&KEY[40..60]), "{shown}");
}

#[tokio::test]
async fn the_app_signs_for_nine_minutes_by_the_given_clock() {
    let stage = Stage::new().await;
    stage.on("GET", "/repos/cloudfoundry/uaa/installation", json_answer(200, &json!({ "id": 5 }))).await;
    assert_eq!(stage.github.installation_of(&uaa()).await.unwrap().unwrap().installation, INSTALLATION);
    let requests = stage.requests().await;
    let bearer = requests[0].headers["authorization"].to_str().unwrap();
    let claims = octocrab_claims(bearer.trim_start_matches("Bearer "));
    assert_eq!(claims, json!({ "iss": APP, "iat": 1_785_887_940, "exp": 1_785_888_540 }));
}

fn octocrab_claims(jwt: &str) -> serde_json::Value {
    octocrab::jsonwebtoken::dangerous::insecure_decode(jwt).unwrap().claims
}

#[tokio::test]
async fn a_token_is_renewed_five_minutes_before_its_end_and_when_it_is_forgotten() {
    let stage = Stage::new().await;
    stage.on("GET", TREE, empty()).await;
    read_tree(&stage).await.unwrap();
    stage.pass(Duration::from_secs(54 * 60));
    read_tree(&stage).await.unwrap();
    assert_eq!(stage.tokens_fetched().await, 1);
    stage.pass(Duration::from_secs(60));
    read_tree(&stage).await.unwrap();
    assert_eq!(stage.tokens_fetched().await, 2);

    stage.pass(Duration::from_secs(0));
    stage.github.forget(InstallationId(6));
    stage.github.forget(INSTALLATION);
    read_tree(&stage).await.unwrap();
    stage.github.forget_tokens();
    read_tree(&stage).await.unwrap();
    assert_eq!(stage.tokens_fetched().await, 4);
}

#[tokio::test]
async fn each_installation_has_its_own_token() {
    let stage = Stage::new().await;
    stage.on("GET", TREE, empty()).await;
    stage.on("POST", "/app/installations/6/access_tokens", json_answer(201, &token("ghs_other"))).await;
    read_tree(&stage).await.unwrap();
    stage.github.tree(InstallationId(6), &uaa(), "HEAD", None).await.unwrap();
    let sent: Vec<String> = stage
        .requests()
        .await
        .iter()
        .map(|request| request.headers["authorization"].to_str().unwrap().into())
        .collect();
    assert_eq!(sent, ["Bearer ghs_first", "Bearer ghs_other"]);
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_the_call_repeated() {
    let stage = Stage::new().await;
    stage.once("POST", TOKENS, json_answer(201, &token("ghs_revoked"))).await;
    stage.once("GET", TREE, ResponseTemplate::new(401)).await;
    stage.on("GET", TREE, empty()).await;
    assert!(matches!(read_tree(&stage).await.unwrap(), TreeRead::Tree { .. }));
    assert_eq!(stage.tokens_fetched().await, 2);
    assert_eq!(stage.requests().await[1].headers["authorization"], "Bearer ghs_first");
}

#[tokio::test]
async fn a_token_refused_twice_is_an_error_that_mentions_the_clock() {
    let stage = Stage::new().await;
    stage.on("GET", TREE, ResponseTemplate::new(401)).await;
    let error = read_tree(&stage).await.unwrap_err();
    assert!(matches!(error, GitHubError::Unauthorized { .. }), "{error:?}");
    assert!(error.to_string().contains("clock"), "{error}");
    assert_eq!(stage.lines().await.len(), 2);
}

#[tokio::test]
async fn pages_below_an_enterprise_prefix_are_followed_with_credentials() {
    let stage = Stage::below("/api/v3", Duration::from_secs(10)).await;
    let next = format!("<{}/api/v3/repositories/1/pulls?per_page=100&page=2>; rel=\"next\"", stage.server.uri());
    let first = json_answer(200, &json!([{ "number": 1, "head": { "sha": "x" } }])).insert_header("link", next);
    stage.on("GET", "/api/v3/repos/cloudfoundry/uaa/pulls", first).await;
    let second = json_answer(200, &json!([{ "number": 12, "head": { "sha": sha('a').as_str() } }]));
    stage.on("GET", "/api/v3/repositories/1/pulls", second).await;
    assert_eq!(stage.github.pulls_with_head(INSTALLATION, &uaa(), &sha('a')).await.unwrap(), [12].into());
    let query = "state=open&sort=updated&direction=desc&per_page=100";
    assert_eq!(
        stage.lines().await,
        [
            format!("GET /api/v3/repos/cloudfoundry/uaa/pulls?{query}"),
            "GET /api/v3/repositories/1/pulls?per_page=100&page=2".to_owned()
        ]
    );
}

#[tokio::test]
async fn a_renamed_repository_is_followed_on_the_same_host_only() {
    let stage = Stage::new().await;
    let moved = |to: String| ResponseTemplate::new(301).insert_header("location", to);
    let at = "/repos/cloudfoundry/uaa/pulls/12";
    stage.once("GET", at, moved(format!("{}/repositories/1/pulls/12", stage.server.uri()))).await;
    stage.on("GET", "/repositories/1/pulls/12", json_answer(200, &pull(0))).await;
    stage.on("GET", "/repos/cloudfoundry/uaa/issues/12/timeline", json_answer(200, &json!([]))).await;
    stage.on("GET", &format!("{at}/files"), json_answer(200, &json!([]))).await;
    assert!(stage.snapshot().await.unwrap().is_some());
    assert_eq!(stage.lines().await[1], "GET /repositories/1/pulls/12");

    stage.once("GET", at, moved("https://elsewhere.example/pulls/12".to_owned())).await;
    let error = stage.snapshot().await.unwrap_err();
    assert!(matches!(&error, GitHubError::Misread { place, .. } if place == "location"), "{error:?}");
}

#[tokio::test]
async fn a_redirected_write_keeps_its_method_and_body() {
    let stage = Stage::new().await;
    let labels = "/repos/cloudfoundry/uaa/issues/12/labels";
    let moved = ResponseTemplate::new(307).insert_header("location", "/repositories/1/issues/12/labels");
    stage.on("POST", labels, moved).await;
    stage.on("POST", "/repositories/1/issues/12/labels", json_answer(200, &json!([]))).await;
    let action = Action::AddLabels { names: vec!["wg/docs".into()], styled: BTreeSet::new() };
    let put = Applied::LabelsPut { refused: Vec::new(), unstyled: BTreeSet::new() };
    assert_eq!(stage.github.apply(&place(), &action).await.unwrap(), put);
    let requests = stage.requests().await;
    assert_eq!(requests[1].body, requests[0].body);
}

#[tokio::test]
async fn a_redirect_without_end_is_left() {
    let stage = Stage::new().await;
    stage.on("GET", TREE, ResponseTemplate::new(302).insert_header("location", TREE)).await;
    assert!(matches!(read_tree(&stage).await, Err(GitHubError::Misread { .. })));
    assert_eq!(stage.lines().await.len(), 4);
}

#[tokio::test]
async fn an_installation_that_is_gone_is_not_taken_for_a_thing_that_is_gone() {
    let stage = Stage::new().await;
    stage.once("POST", TOKENS, ResponseTemplate::new(404)).await;
    let error = stage.snapshot().await.unwrap_err();
    assert!(matches!(error, GitHubError::Forbidden { .. }), "{error:?}");
    assert!(error.to_string().contains("installation"), "{error}");
}
