//! The error for each kind of failure.

use std::error::Error as _;
use std::time::Duration;

use serde_json::json;
use wg_steward::domain::types::time::Timestamp;
use wg_steward::github::{Cause, GitHub, GitHubError};
use wiremock::ResponseTemplate;

use crate::support::github::{INSTALLATION, KEY, NOW, Stage, config, json_answer, sha, uaa};

const TREE: &str = "/repos/cloudfoundry/uaa/git/trees/HEAD";

async fn failing_with(answer: ResponseTemplate) -> GitHubError {
    failing_within(Duration::from_secs(10), answer).await
}

async fn failing_within(patience: Duration, answer: ResponseTemplate) -> GitHubError {
    let stage = Stage::below("", patience).await;
    stage.on("GET", TREE, answer).await;
    stage.github.tree(INSTALLATION, &uaa(), "HEAD", None).await.unwrap_err()
}

#[tokio::test]
async fn a_limit_says_when_to_ask_again() {
    let secondary = json!({ "message": "You have exceeded a secondary rate limit. Please wait." });
    let reset = ((NOW.0 + 90_000) / 1000).to_string();
    let used_up = |status| {
        ResponseTemplate::new(status)
            .insert_header("x-ratelimit-remaining", "0")
            .insert_header("x-ratelimit-reset", reset.as_str())
    };
    for (answer, wait) in [
        (ResponseTemplate::new(403).insert_header("retry-after", "7"), 7_000),
        (used_up(429), 90_000),
        (used_up(403), 90_000),
        (ResponseTemplate::new(429), 60_000),
        (json_answer(403, &secondary), 60_000),
    ] {
        let error = failing_with(answer).await;
        let expected = Timestamp(NOW.0 + wait);
        assert!(matches!(error, GitHubError::RateLimited { until } if until == expected), "{error:?}");
    }
}

#[tokio::test]
async fn what_the_app_may_not_do_says_which_request_and_why() {
    let error = failing_with(json_answer(403, &json!({ "message": "Resource not accessible by integration" }))).await;
    let text = error.to_string();
    assert!(matches!(error, GitHubError::Forbidden { .. }), "{error:?}");
    assert!(text.contains("`GET /repos/cloudfoundry/uaa/git/trees/HEAD`"), "{text}");
    assert!(text.contains("Resource not accessible by integration"), "{text}");
}

#[tokio::test]
async fn what_is_not_there_is_gone() {
    for status in [404, 410, 451] {
        let error = failing_with(ResponseTemplate::new(status)).await;
        assert!(matches!(error, GitHubError::Gone { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn trouble_on_the_other_side_may_pass() {
    for status in [500, 502, 503, 504] {
        let error = failing_with(ResponseTemplate::new(status).set_body_string("<html>secret of others</html>")).await;
        let cause = error.source().unwrap().to_string();
        assert!(matches!(error, GitHubError::Transient { .. }), "{error:?}");
        assert!(cause.contains(&status.to_string()) && !format!("{error:?}").contains("secret"), "{error:?}");
    }
}

#[tokio::test]
async fn a_connection_that_hangs_ends_with_the_patience() {
    let late = ResponseTemplate::new(200).set_delay(Duration::from_secs(600));
    let patience = Duration::from_millis(200);
    let error = failing_within(patience, late).await;
    let timed_out =
        matches!(&error, GitHubError::Transient { source: Cause::Timeout(after), .. } if *after == patience);
    assert!(timed_out, "{error:?}");
}

#[tokio::test]
async fn a_refused_connection_may_pass() {
    let nobody_listens = "http://127.0.0.1:1";
    let github = GitHub::connect(config(nobody_listens, &KEY)).unwrap();
    let error = github.blob(INSTALLATION, &uaa(), &sha('c')).await.unwrap_err();
    assert!(matches!(error, GitHubError::Transient { .. }), "{error:?}");
}

#[tokio::test]
async fn a_web_page_in_the_place_of_json_may_pass() {
    let error = failing_with(ResponseTemplate::new(200).set_body_raw("<!DOCTYPE html>", "text/html")).await;
    assert!(matches!(error, GitHubError::Transient { source: Cause::Page, .. }), "{error:?}");
}

#[tokio::test]
async fn json_of_another_shape_names_the_field() {
    let tree = json!({ "sha": sha('a').as_str(), "tree": [{ "path": "x", "type": "blob", "sha": 1 }] });
    let error = failing_with(json_answer(200, &tree)).await;
    assert!(matches!(&error, GitHubError::Misread { place, .. } if place == "tree[0].sha"), "{error:?}");
    assert!(error.to_string().contains("`tree[0].sha`"), "{error}");
}

#[tokio::test]
async fn an_answer_without_end_is_not_read_to_its_end() {
    let error = failing_with(ResponseTemplate::new(200).set_body_bytes(vec![b' '; 31 * 1024 * 1024])).await;
    assert!(matches!(error, GitHubError::Misread { .. }), "{error:?}");
}
