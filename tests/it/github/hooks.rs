//! GitHub's delivery attempts: pages by cursor, entries of any kind, and failures.

use std::time::Duration;

use serde_json::{Value, json};
use wg_steward::domain::pull::event::EventKind;
use wg_steward::domain::pull::missed_deliveries::HookDelivery;
use wg_steward::domain::types::ids::InstallationId;
use wg_steward::domain::types::time::Timestamp;
use wg_steward::github::{GitHubError, HooksRead, HooksWanted, webhook};
use wiremock::matchers::{method, path, query_param, query_param_is_missing};
use wiremock::{Mock, ResponseTemplate};

use crate::support::github::{NOW, Stage, json_answer};

const LIST: &str = "/app/hook/deliveries";

/// An attempt this many seconds before `NOW`.
fn item(id: u64, ago: u64) -> Value {
    let at = Timestamp(NOW.0 - i64::try_from(ago).unwrap() * 1000);
    json!({
        "id": id, "guid": format!("guid-{id}"), "delivered_at": at.to_string(), "redelivery": false, "duration": 0.27,
        "status": "OK", "status_code": 202, "event": "issues", "action": "opened", "installation_id": 5,
        "repository_id": 123, "throttled_at": null,
    })
}

/// Serves the page at `cursor`, with a link to `next`.
async fn page(stage: &Stage, cursor: Option<&str>, items: &Value, next: Option<&str>) {
    let mut answer = json_answer(200, items);
    if let Some(next) = next {
        let link = format!("<{}{LIST}?per_page=100&cursor={next}>; rel=\"next\"", stage.server.uri());
        answer = answer.insert_header("link", link);
    }
    let asked = Mock::given(method("GET")).and(path(LIST));
    let asked = match cursor {
        Some(cursor) => asked.and(query_param("cursor", cursor)),
        None => asked.and(query_param_is_missing("cursor")),
    };
    asked.respond_with(answer).mount(&stage.server).await;
}

async fn read(stage: &Stage, wanted: &HooksWanted) -> Result<HooksRead, GitHubError> {
    stage.github.hook_deliveries(wanted).await
}

async fn error(answer: ResponseTemplate) -> GitHubError {
    let stage = Stage::new().await;
    stage.on("GET", LIST, answer).await;
    read(&stage, &HooksWanted::default()).await.unwrap_err()
}

fn ids(read: &HooksRead) -> Vec<u64> {
    read.deliveries.iter().map(|delivery| delivery.id).collect()
}

#[tokio::test]
async fn an_attempt_is_read_as_github_documents_it() {
    let stage = Stage::new().await;
    let mut failed = item(9_007_199_254_740_993, 60);
    failed["status"] = json!("failed to connect to host");
    failed["status_code"] = json!(0);
    page(&stage, None, &json!([failed]), None).await;
    let expected = HookDelivery {
        id: 9_007_199_254_740_993,
        guid: "guid-9007199254740993".parse().unwrap(),
        delivered_at: Timestamp(NOW.0 - 60_000),
        redelivery: false,
        status: "failed to connect to host".to_owned(),
        status_code: 0,
        event: "issues".to_owned(),
        action: Some("opened".to_owned()),
        installation: Some(InstallationId(5)),
        repository: Some(123),
    };
    let read = read(&stage, &HooksWanted::default()).await.unwrap();
    assert_eq!(read, HooksRead { deliveries: vec![expected], unread: 0, next: None });
}

#[tokio::test]
async fn pages_are_followed_by_their_cursor_alone() {
    let stage = Stage::new().await;
    page(&stage, None, &json!([item(9, 1)]), Some("v1_%2Fa")).await;
    page(&stage, Some("v1_/a"), &json!([item(8, 2)]), Some("b")).await;
    page(&stage, Some("b"), &json!([]), None).await;
    let wanted = HooksWanted { failed: true, ..HooksWanted::default() };
    assert_eq!(ids(&read(&stage, &wanted).await.unwrap()), [9, 8]);
    let line = |cursor: &str| format!("GET {LIST}?per_page=100&status=failure{cursor}");
    assert_eq!(stage.lines().await, [line(""), line("&cursor=v1_%2Fa"), line("&cursor=b")]);
    assert_eq!(stage.tokens_fetched().await, 0);
}

#[tokio::test]
async fn the_list_ends_at_the_moment_that_is_wanted_and_the_page_is_read_to_its_end() {
    let stage = Stage::new().await;
    page(&stage, None, &json!([item(9, 10), item(8, 31), item(7, 30), item(6, 40)]), Some("more")).await;
    let since = Timestamp(NOW.0 - 30_000);
    let read = read(&stage, &HooksWanted { since, ..HooksWanted::default() }).await.unwrap();
    assert_eq!((ids(&read), read.next), (vec![9, 7], None));
    assert_eq!(stage.lines().await.len(), 1);
}

#[tokio::test]
async fn the_list_ends_at_what_was_seen_before() {
    let stage = Stage::new().await;
    page(&stage, None, &json!([item(9, 1), item(8, 2), item(7, 3)]), Some("more")).await;
    let read = read(&stage, &HooksWanted { seen: Some(8), ..HooksWanted::default() }).await.unwrap();
    assert_eq!((ids(&read), read.next), (vec![9], None));
}

#[tokio::test]
async fn after_thirty_pages_it_says_where_the_rest_begins() {
    let stage = Stage::new().await;
    page(&stage, None, &json!([item(100, 1)]), Some("c1")).await;
    for number in 1..=30_u64 {
        let next = (number < 30).then(|| format!("c{}", number + 1));
        page(&stage, Some(&format!("c{number}")), &json!([item(100 - number, number + 1)]), next.as_deref()).await;
    }
    let first = read(&stage, &HooksWanted::default()).await.unwrap();
    assert_eq!((first.deliveries.len(), first.next.as_deref()), (30, Some("c30")));
    let rest = read(&stage, &HooksWanted { cursor: first.next, ..HooksWanted::default() }).await.unwrap();
    assert_eq!((ids(&rest), rest.next), (vec![70], None));
    assert_eq!(stage.lines().await.len(), 31);
}

#[tokio::test]
async fn an_entry_of_another_kind_is_counted_and_the_rest_is_read() {
    let stage = Stage::new().await;
    let mut odd = item(7, 1);
    for (field, value) in [
        ("status", json!(["?"])),
        ("status_code", json!(70_000)),
        ("event", json!(null)),
        ("action", json!({})),
        ("installation_id", json!("5")),
        ("repository_id", json!(-1)),
        ("redelivery", json!("no")),
    ] {
        odd[field] = value;
    }
    let bare = json!({ "id": 6, "guid": "guid-6", "delivered_at": "2026-08-04T23:00:00+01:00" });
    let bad_moment = json!({ "id": 5, "guid": "guid-5", "delivered_at": "yesterday" });
    let bad_guid = json!({ "id": 4, "guid": "<b>", "delivered_at": "2026-08-04T23:00:00Z" });
    page(&stage, None, &json!([odd, bare, bad_moment, bad_guid, "x", null, { "id": -1 }]), None).await;
    let read = read(&stage, &HooksWanted::default()).await.unwrap();
    assert_eq!((ids(&read), read.unread), (vec![7, 6], 5));
    let odd = &read.deliveries[0];
    assert_eq!((odd.status_code, odd.event.as_str(), odd.action.as_ref()), (0, "", None));
    assert_eq!(read.deliveries[1].delivered_at, Timestamp(NOW.0 - 2 * 3_600_000));
}

#[tokio::test]
async fn a_circle_of_pages_is_left() {
    let stage = Stage::new().await;
    page(&stage, None, &json!([item(9, 1)]), Some("a")).await;
    page(&stage, Some("a"), &json!([item(8, 1)]), Some("b")).await;
    page(&stage, Some("b"), &json!([item(7, 1)]), Some("a")).await;
    let error = read(&stage, &HooksWanted::default()).await.unwrap_err();
    assert!(matches!(&error, GitHubError::Misread { place, .. } if place == "link, in a circle"), "{error:?}");
    assert_eq!(stage.lines().await.len(), 3);
}

#[tokio::test]
async fn a_next_page_without_a_cursor_is_an_error_and_no_end() {
    for next in ["?page=2", "", "?cursor="] {
        let link = format!("<https://api.github.com{LIST}{next}>; rel=\"next\"");
        let error = error(json_answer(200, &json!([item(9, 1)])).insert_header("link", link)).await;
        assert!(matches!(&error, GitHubError::Misread { place, .. } if place.contains("cursor")), "{error:?}");
    }
}

#[tokio::test]
async fn a_failure_is_what_it_is_everywhere_else() {
    let page = ResponseTemplate::new(200).set_body_raw("<html>", "text/html");
    assert!(matches!(error(page).await, GitHubError::Transient { .. }));
    assert!(matches!(error(json_answer(200, &json!({}))).await, GitHubError::Misread { .. }));
    let refused = ResponseTemplate::new(401).insert_header("date", "Wed, 05 Aug 2026 00:00:00 GMT");
    assert!(matches!(error(refused).await, GitHubError::AppRefused { .. }));
    assert!(matches!(error(ResponseTemplate::new(404)).await, GitHubError::Gone { .. }));
    assert!(matches!(error(ResponseTemplate::new(422)).await, GitHubError::Refused { .. }));
    let until = NOW.plus(Duration::from_secs(7));
    let limited = error(ResponseTemplate::new(429).insert_header("retry-after", "7")).await;
    assert!(matches!(limited, GitHubError::RateLimited { until: told } if told == until), "{limited:?}");
}

#[tokio::test]
async fn an_attempt_is_looked_at_with_its_payload_and_without_a_header() {
    let stage = Stage::new().await;
    let payload = json!({
        "action": "opened", "issue": { "number": 3 }, "repository": { "full_name": "cloudfoundry/uaa" },
        "installation": { "id": 5 },
    });
    let mut whole = item(9, 1);
    whole["request"] = json!({ "headers": { "X-Hub-Signature-256": "sha256=abc" }, "payload": payload });
    whole["response"] = json!({ "headers": {}, "payload": "x".repeat(5_000) });
    stage.on("GET", &format!("{LIST}/9"), json_answer(200, &whole)).await;
    let read = stage.github.hook_delivery(9).await.unwrap();
    let event = webhook::read(&read.delivery.event, read.payload.as_deref().unwrap()).unwrap();
    assert!(matches!(event.happening, EventKind::IssueOpened { number: 3, .. }), "{event:?}");
    assert_eq!(read.answer.as_deref(), Some("x".repeat(2_000).as_str()));
    assert!(!format!("{read:?}").contains("sha256"));
}

#[tokio::test]
async fn an_attempt_whose_payload_is_not_kept_is_read_without() {
    let stage = Stage::new().await;
    let mut whole = item(9, 1);
    for parts in [json!({ "headers": null, "payload": null }), json!({})] {
        whole["request"] = parts.clone();
        whole["response"] = parts;
        stage.once("GET", &format!("{LIST}/9"), json_answer(200, &whole)).await;
        let read = stage.github.hook_delivery(9).await.unwrap();
        assert_eq!((read.delivery.id, read.payload, read.answer), (9, None, None));
    }
    stage.on("GET", &format!("{LIST}/8"), json_answer(200, &json!({ "id": 8 }))).await;
    assert!(matches!(stage.github.hook_delivery(8).await, Err(GitHubError::Misread { .. })));
    assert!(matches!(stage.github.hook_delivery(7).await, Err(GitHubError::Gone { .. })));
}

#[tokio::test]
async fn another_attempt_is_asked_for_without_a_body() {
    let stage = Stage::new().await;
    stage.on("POST", &format!("{LIST}/9/attempts"), json_answer(202, &json!({}))).await;
    stage.github.redeliver(9).await.unwrap();
    let requests = stage.requests().await;
    assert_eq!((requests.len(), requests[0].body.len()), (1, 0));
    assert!(matches!(stage.github.redeliver(8).await, Err(GitHubError::Gone { .. })));
}
