//! Where the app is installed, and which repositories it can access there.

use serde_json::{Value, json};
use wg_steward::domain::types::ids::InstallationId;
use wg_steward::domain::types::time::Timestamp;
use wg_steward::github::{GitHubError, Installed, Reached};
use wiremock::matchers::{method, path, query_param, query_param_is_missing};
use wiremock::{Mock, ResponseTemplate};

use crate::support::github::{INSTALLATION, NOW, Stage, json_answer, token, uaa};

const REPOSITORIES: &str = "/installation/repositories";

/// The same response for ever, with a link to a next page.
async fn endless(stage: &Stage, at: &str, body: &Value) {
    let link = format!("<{}{at}?per_page=100&page=2>; rel=\"next\"", stage.server.uri());
    stage.on("GET", at, json_answer(200, body).insert_header("link", link)).await;
}

#[tokio::test]
async fn installations_are_read_page_after_page_as_the_app() {
    let stage = Stage::new().await;
    let at = "/app/installations";
    let link = format!("<{}{at}?per_page=100&page=2>; rel=\"next\"", stage.server.uri());
    let first = json!([
        { "id": 1, "account": { "login": "cloudfoundry", "id": 31 }, "suspended_at": null },
        { "id": 2, "account": { "slug": "an-enterprise" }, "suspended_at": "2026-08-05T00:00:00Z" },
    ]);
    let asked = Mock::given(method("GET")).and(path(at)).and(query_param_is_missing("page"));
    asked.respond_with(json_answer(200, &first).insert_header("link", link)).mount(&stage.server).await;
    let second = json!([{ "id": 3, "account": null, "suspended_at": "long ago" }]);
    let asked = Mock::given(method("GET")).and(path(at)).and(query_param("page", "2"));
    asked.respond_with(json_answer(200, &second)).mount(&stage.server).await;
    let installed = |id, account: Option<&str>, suspended_at| Installed {
        id: InstallationId(id),
        account: account.map(str::to_owned),
        account_id: account.map(|_| 31),
        suspended_at,
    };
    let expected = [
        installed(1, Some("cloudfoundry"), None),
        installed(2, None, Some(NOW)),
        installed(3, None, Some(Timestamp(0))),
    ];
    let read = stage.github.installations().await.unwrap();
    assert_eq!((read.entries, read.cut), (expected.to_vec(), false));
    assert_eq!(stage.tokens_fetched().await, 0);
}

#[tokio::test]
async fn an_installations_repositories_are_read_as_it() {
    let stage = Stage::new().await;
    let listed = json!({ "total_count": 3, "repositories": [
        { "full_name": "cloudfoundry/uaa", "private": false, "archived": false, "disabled": false, "open_issues_count": 2 },
        { "full_name": "cloudfoundry/old", "private": true, "archived": true, "disabled": false, "open_issues_count": 0 },
        { "full_name": "cloudfoundry/odd", "disabled": true },
    ]});
    stage.on("GET", REPOSITORIES, json_answer(200, &listed)).await;
    let reached = |name: &str, private, read_only, may_have_open| Reached {
        name: name.parse().unwrap(),
        private,
        read_only,
        may_have_open,
    };
    let expected = [
        reached("cloudfoundry/uaa", false, false, true),
        reached("cloudfoundry/old", true, true, false),
        reached("cloudfoundry/odd", true, true, true),
    ];
    let read = stage.github.repositories(INSTALLATION).await.unwrap();
    assert_eq!((read.entries, read.cut), (expected.to_vec(), false));
    assert_eq!(stage.lines().await, [format!("GET {REPOSITORIES}?per_page=100")]);
    assert_eq!(stage.requests().await[0].headers["authorization"], "Bearer ghs_first");
}

#[tokio::test]
async fn lists_without_end_are_cut_and_say_so() {
    let stage = Stage::new().await;
    endless(&stage, "/app/installations", &json!([{ "id": 1, "account": null, "suspended_at": null }])).await;
    endless(&stage, REPOSITORIES, &json!({ "repositories": [{ "full_name": uaa().as_str() }] })).await;
    let read = stage.github.installations().await.unwrap();
    assert_eq!((read.entries.len(), read.cut), (10, true));
    let read = stage.github.repositories(INSTALLATION).await.unwrap();
    assert_eq!((read.entries.len(), read.cut), (50, true));
}

#[tokio::test]
async fn a_suspended_installation_is_forbidden_and_a_bad_name_is_shown_where_it_stands() {
    let stage = Stage::new().await;
    stage.on("GET", REPOSITORIES, json_answer(200, &json!({ "repositories": [{ "full_name": "x" }] }))).await;
    let error = stage.github.repositories(INSTALLATION).await.unwrap_err();
    assert!(matches!(&error, GitHubError::Misread { place, .. } if place == "repositories[0].full_name"), "{error:?}");
    let tokens = "/app/installations/6/access_tokens";
    let suspended = json_answer(403, &json!({ "message": "This installation has been suspended" }));
    stage.once("POST", tokens, suspended).await;
    let error = stage.github.repositories(InstallationId(6)).await.unwrap_err();
    assert!(matches!(error, GitHubError::Forbidden { .. }), "{error:?}");
    stage.on("POST", tokens, json_answer(201, &token("ghs_other"))).await;
    stage.once("GET", REPOSITORIES, ResponseTemplate::new(429)).await;
    let error = stage.github.repositories(InstallationId(6)).await.unwrap_err();
    assert!(matches!(error, GitHubError::RateLimited { .. }), "{error:?}");
}
