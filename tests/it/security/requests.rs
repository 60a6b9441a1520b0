//! Addresses chosen by others: in redirects, links, webhooks and responses. None of them gets a request or a token.

use serde_json::{Value, json};
use wg_steward::domain::pull::snapshot::Changes;
use wg_steward::domain::types::ids::InstallationId;
use wg_steward::github::GitHubError;
use wg_steward::sandbox::Delivery;
use wiremock::{MockServer, ResponseTemplate};

use crate::support::github::{INSTALLATION, Stage, json_answer, pull, sha, uaa};
use crate::support::stage::Acme;

async fn heard(elsewhere: &MockServer) -> usize {
    elsewhere.received_requests().await.unwrap().len()
}

#[tokio::test]
async fn a_redirect_to_another_host_gets_no_request() {
    let (stage, elsewhere) = (Stage::new().await, MockServer::start().await);
    let port = elsewhere.address().port();
    for to in [
        format!("{}/pulls/12", elsewhere.uri()),
        format!("//127.0.0.1:{port}/pulls/12"),
        format!("{}@127.0.0.1:{port}/", stage.server.uri()),
        format!("{}.evil.example/", stage.server.uri()),
        "file:///etc/passwd".to_owned(),
        "gopher://127.0.0.1/".to_owned(),
    ] {
        let moved = ResponseTemplate::new(302).insert_header("location", to.as_str());
        stage.once("GET", "/repos/cloudfoundry/uaa/pulls/12", moved).await;
        match stage.snapshot().await {
            // Without a scheme it is a path on the app's own host, where it does not exist.
            Ok(None) => assert!(to.starts_with("//"), "{to}"),
            Err(GitHubError::Misread { place, .. }) => assert_eq!(place, "location", "{to}"),
            other => panic!("{to}: {other:?}"),
        }
    }
    assert_eq!(heard(&elsewhere).await, 0);
    let asked = stage.server.received_requests().await.unwrap();
    assert_eq!(asked.iter().filter(|it| !it.url.path().ends_with("/access_tokens")).count(), 7);
}

#[tokio::test]
async fn a_next_page_on_another_host_is_looked_for_on_ours() {
    let (stage, elsewhere) = (Stage::new().await, MockServer::start().await);
    let next = format!("<{}/latest/meta-data?page=2>; rel=\"next\"", elsewhere.uri());
    let first = json_answer(200, &json!([{ "number": 1, "head": { "sha": "x" } }])).insert_header("link", next);
    stage.on("GET", "/repos/cloudfoundry/uaa/pulls", first).await;
    let found = stage.github.pulls_with_head(INSTALLATION, &uaa(), &sha('a')).await;
    assert!(matches!(found, Err(GitHubError::Gone { .. })), "{found:?}");
    assert_eq!(heard(&elsewhere).await, 0);
    let paths: Vec<_> =
        stage.server.received_requests().await.unwrap().iter().map(|it| it.url.path().to_owned()).collect();
    assert_eq!(paths.last().unwrap(), "/latest/meta-data");
}

/// Replaces every address in a payload.
fn led_astray(value: &mut Value, to: &str) -> usize {
    match value {
        Value::String(text) if text.starts_with("http") => {
            to.clone_into(text);
            1
        }
        Value::Array(items) => items.iter_mut().map(|item| led_astray(item, to)).sum(),
        Value::Object(fields) => fields.values_mut().map(|field| led_astray(field, to)).sum(),
        _ => 0,
    }
}

#[tokio::test]
async fn addresses_in_webhooks_are_never_called() {
    let (acme, elsewhere) = (Acme::start().await, MockServer::start().await);
    acme.open("acme/boiler", "contributor");
    let mut changed = 0;
    for mut delivery in acme.stage.github.take_deliveries() {
        let mut payload: Value = serde_json::from_slice(&delivery.body).unwrap();
        changed += led_astray(&mut payload, &elsewhere.uri());
        delivery.body = payload.to_string().into_bytes();
        assert_eq!(acme.stage.post(delivery).await.unwrap().status, 202);
    }
    // The installation of another account: its token is requested by id, and GitHub decides about access.
    let body = json!({
        "action": "opened", "number": 1, "pull_request": {"number": 1, "url": elsewhere.uri()},
        "installation": {"id": InstallationId(100).0},
        "repository": {"full_name": "acme/../../app", "url": elsewhere.uri(), "owner": {"login": "acme"}},
    });
    let crooked = Delivery { id: "d-crooked".to_owned(), event: "pull_request", body: body.to_string().into_bytes() };
    assert_eq!(acme.stage.post(crooked).await.unwrap().status, 400);
    acme.deliver().await;
    assert!(changed > 5, "{changed} addresses");
    assert_eq!(acme.check("acme/boiler", 1).conclusion.as_deref(), Some("success"));
    assert_eq!(heard(&elsewhere).await, 0);
}

#[tokio::test]
async fn addresses_in_githubs_answers_are_never_called() {
    let (stage, elsewhere) = (Stage::new().await, MockServer::start().await);
    let at = elsewhere.uri();
    let mut answer = pull(1);
    for field in ["url", "diff_url", "patch_url", "commits_url", "issue_url", "statuses_url"] {
        answer[field] = json!(at);
    }
    answer["_links"] = json!({ "self": { "href": at }, "commits": { "href": at } });
    answer["base"]["repo"]["url"] = json!(at);
    let file = json!({ "filename": "x.txt", "status": "added", "blob_url": at, "raw_url": at, "contents_url": at });
    stage.on("GET", "/repos/cloudfoundry/uaa/pulls/12", json_answer(200, &answer)).await;
    stage.on("GET", "/repos/cloudfoundry/uaa/pulls/12/files", json_answer(200, &json!([file]))).await;
    stage
        .on(
            "GET",
            "/repos/cloudfoundry/uaa/issues/12/timeline",
            json_answer(200, &json!([{ "event": "x", "url": at }])),
        )
        .await;
    let snapshot = stage.snapshot().await.unwrap().unwrap();
    assert!(matches!(snapshot.changes, Changes::Files { files, .. } if files.len() == 1));
    assert_eq!(heard(&elsewhere).await, 0);
}
