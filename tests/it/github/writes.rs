//! Writes: the requests of each action, and the results of GitHub's refusals.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use wg_steward::domain::pull::plan::{Action, Annotation, Check, Conclusion, Level};
use wg_steward::domain::types::comment_topic::CommentTopic;
use wg_steward::domain::types::label::Label;
use wg_steward::github::{Applied, GitHubError, WritePlace};
use wiremock::ResponseTemplate;
use wiremock::matchers::{body_json, method, path};

use crate::support::github::{Stage, json_answer, place, sha};

const LABELS: &str = "/repos/cloudfoundry/uaa/labels";
const REVIEWERS: &str = "/repos/cloudfoundry/uaa/pulls/12/requested_reviewers";
const RUNS: &str = "/repos/cloudfoundry/uaa/check-runs";

fn check(annotations: usize) -> Check {
    let remark = |line| Annotation {
        path: "toc/TOC.md".into(),
        start_line: line,
        end_line: line,
        level: Level::Warning,
        columns: Some((1, 3)),
        title: "Y3: keys".to_owned(),
        rule: "C001".into(),
        message: "No.".into(),
    };
    Check {
        name: "wg/ownership".into(),
        conclusion: Conclusion::Neutral,
        title: "2 owners".into(),
        summary: "…".into(),
        annotations: (1..=annotations).map(remark).collect(),
    }
}

fn post(replaces: Option<u64>, annotations: usize) -> Action {
    Action::PostCheck { commit: sha('a'), replaces, check: check(annotations) }
}

fn run(id: u64, annotations: usize) -> ResponseTemplate {
    json_answer(201, &json!({ "id": id, "output": { "annotations_count": annotations } }))
}

async fn bodies(stage: &Stage) -> Vec<Value> {
    stage.requests().await.iter().map(|request| request.body_json().unwrap()).collect()
}

#[tokio::test]
async fn a_label_that_exists_already_is_as_good() {
    let stage = Stage::new().await;
    let exists = json!({
        "message": "Validation Failed",
        "errors": [{ "resource": "Label", "code": "already_exists", "field": "name" }]
    });
    let label = Label { name: "wg/docs".into(), color: "0052cc".into(), description: "Documentation".into() };
    stage.once("POST", LABELS, json_answer(201, &json!({}))).await;
    stage.once("POST", LABELS, json_answer(422, &exists)).await;
    let create = Action::CreateLabel { label, meaning: "group docs".into() };
    for expected in [Applied::Done, Applied::LabelThere] {
        assert_eq!(stage.github.apply(&place(), &create).await.unwrap(), expected);
    }
    let expected = json!({ "name": "wg/docs", "color": "0052cc", "description": "Documentation" });
    assert_eq!(bodies(&stage).await, [expected.clone(), expected]);

    stage.on("POST", LABELS, json_answer(422, &json!({ "message": "Validation Failed" }))).await;
    let error = stage.github.apply(&place(), &create).await.unwrap_err();
    assert!(matches!(error, GitHubError::Refused { .. }), "{error:?}");
}

#[tokio::test]
async fn labels_come_and_go_by_name_slash_included() {
    let stage = Stage::new().await;
    let at = "/repos/cloudfoundry/uaa/issues/12/labels";
    stage.on("POST", at, json_answer(200, &json!([]))).await;
    stage.on("DELETE", &format!("{at}/wg%2Fdocs%20%C3%A4"), ResponseTemplate::new(404)).await;
    let name = "wg/docs ä".to_owned();
    for action in [put(&[&name]), Action::RemoveLabel { name }] {
        let _ = stage.github.apply(&place(), &action).await.unwrap();
    }
    let lines = [format!("POST {at}"), format!("DELETE {at}/wg%2Fdocs%20%C3%A4")];
    assert_eq!(stage.lines().await, lines);
    assert_eq!(stage.requests().await[0].body_json::<Value>().unwrap(), json!({ "labels": ["wg/docs ä"] }));
}

fn put(names: &[&str]) -> Action {
    let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    Action::AddLabels { styled: names.iter().cloned().collect(), names }
}

#[tokio::test]
async fn labels_are_put_in_one_request_and_one_that_is_refused_does_not_hold_up_the_others() {
    let stage = Stage::new().await;
    let at = "/repos/cloudfoundry/uaa/issues/12/labels";
    let refusal = json_answer(422, &json!({ "message": "Validation Failed" }));
    stage.on("POST", at, refusal).await;
    wiremock::Mock::given(method("POST"))
        .and(path(at))
        .and(body_json(json!({ "labels": ["wg/docs"] })))
        .respond_with(json_answer(
            200,
            &json!([
                { "name": "bug", "color": "d73a4a", "description": "It does not work" },
                { "name": "wg/docs", "color": "ededed", "description": null },
                { "name": "of another API" },
            ]),
        ))
        .with_priority(1)
        .mount(&stage.server)
        .await;
    let refused = vec![("wg/x".to_owned(), "Validation Failed".to_owned())];
    let applied = stage.github.apply(&place(), &put(&["wg/docs", "wg/x"])).await.unwrap();
    assert_eq!(applied, Applied::LabelsPut { refused, unstyled: ["wg/docs".to_owned()].into() });
    let names = [json!(["wg/docs", "wg/x"]), json!(["wg/docs"]), json!(["wg/x"])];
    assert_eq!(bodies(&stage).await, names.map(|names| json!({ "labels": names })));
}

#[tokio::test]
async fn reviewers_are_asked_in_one_request() {
    let stage = Stage::new().await;
    stage.on("POST", REVIEWERS, json_answer(201, &json!({}))).await;
    assert_eq!(ask(&stage, &["alice", "bob"]).await, Applied::Done);
    assert_eq!(bodies(&stage).await, [json!({ "reviewers": ["alice", "bob"] })]);
}

#[tokio::test]
async fn one_who_cannot_be_asked_does_not_hold_up_the_others() {
    let stage = Stage::new().await;
    let refusal = "Reviews may only be requested from collaborators.";
    stage.on("POST", REVIEWERS, json_answer(422, &json!({ "message": refusal }))).await;
    for login in ["alice", "carol"] {
        wiremock::Mock::given(method("POST"))
            .and(path(REVIEWERS))
            .and(body_json(json!({ "reviewers": [login] })))
            .respond_with(json_answer(201, &json!({})))
            .with_priority(1)
            .mount(&stage.server)
            .await;
    }
    let refused = vec![("bob".parse().unwrap(), refusal.to_owned())];
    assert_eq!(ask(&stage, &["alice", "bob", "carol"]).await, Applied::CannotBeAsked(refused));
    assert_eq!(bodies(&stage).await.len(), 4);
}

#[tokio::test]
async fn a_permission_that_is_missing_keeps_all_from_being_asked_and_is_named() {
    let stage = Stage::new().await;
    let refusal = json_answer(403, &json!({ "message": "Resource not accessible by integration" }))
        .insert_header("x-accepted-github-permissions", "pull_requests=write");
    stage.on("POST", REVIEWERS, refusal).await;
    let why = "Resource not accessible by integration (the app needs the permission `pull_requests: write`)".to_owned();
    let refused = ["alice", "bob"].map(|login| (login.parse().unwrap(), why.clone()));
    assert_eq!(ask(&stage, &["alice", "bob"]).await, Applied::CannotBeAsked(refused.into()));
    assert_eq!(bodies(&stage).await.len(), 1, "nobody is tried alone");
    assert_eq!(stage.github.problems().len(), 1);
}

async fn ask(stage: &Stage, names: &[&str]) -> Applied {
    let reviewers = names.iter().map(|name| name.parse().unwrap()).collect();
    let request = Action::RequestReview { reviewers, weighed: BTreeMap::new(), groups: BTreeMap::new() };
    stage.github.apply(&place(), &request).await.unwrap()
}

#[tokio::test]
async fn a_check_says_all_that_it_has_to_say() {
    let stage = Stage::new().await;
    stage.on("POST", RUNS, run(900, 1)).await;
    let applied = stage.github.apply(&place(), &post(None, 1)).await.unwrap();
    assert_eq!(applied, Applied::CheckPosted { run: 900 });
    let expected = json!({
        "name": "wg/ownership",
        "head_sha": sha('a').as_str(),
        "status": "completed",
        "conclusion": "neutral",
        "completed_at": "2026-08-05T00:00:00Z",
        "external_id": check(1).fingerprint(),
        "details_url": "https://steward.example/pulls/cloudfoundry/uaa/12",
        "output": { "title": "2 owners", "summary": "…", "annotations": [{
            "path": "toc/TOC.md", "start_line": 1, "end_line": 1,
            "start_column": 1, "end_column": 3,
            "annotation_level": "warning", "title": "Y3: keys", "message": "No."
        }] },
    });
    assert_eq!(bodies(&stage).await, [expected]);
}

#[tokio::test]
async fn a_check_that_only_members_may_see_links_to_no_page() {
    let stage = Stage::new().await;
    stage.on("POST", RUNS, run(900, 1)).await;
    let private = WritePlace { public: false, ..place() };
    let applied = stage.github.apply(&private, &post(None, 1)).await.unwrap();
    assert_eq!(applied, Applied::CheckPosted { run: 900 });
    assert_eq!(bodies(&stage).await[0].get("details_url"), None);
}

#[tokio::test]
async fn a_hundred_and_twenty_annotations_take_three_requests() {
    let stage = Stage::new().await;
    stage.on("POST", RUNS, run(900, 50)).await;
    stage.on("PATCH", &format!("{RUNS}/900"), run(900, 120)).await;
    let applied = stage.github.apply(&place(), &post(None, 120)).await.unwrap();
    assert_eq!(applied, Applied::CheckPosted { run: 900 });
    let sent = bodies(&stage).await;
    let counts: Vec<usize> = sent.iter().map(|body| body["output"]["annotations"].as_array().unwrap().len()).collect();
    assert_eq!(counts, [50, 50, 20]);
    assert_eq!(sent[2]["output"]["annotations"][19]["start_line"], 120);
    assert!(sent.iter().all(|body| body["conclusion"] == "neutral"));
}

#[tokio::test]
async fn a_check_that_stands_is_written_over() {
    let stage = Stage::new().await;
    stage.on("PATCH", &format!("{RUNS}/900"), run(900, 0)).await;
    let applied = stage.github.apply(&place(), &post(Some(900), 0)).await.unwrap();
    assert_eq!(applied, Applied::CheckPosted { run: 900 });
    assert_eq!(bodies(&stage).await[0].get("head_sha"), None);
}

#[tokio::test]
async fn a_check_that_is_gone_is_posted_anew() {
    let stage = Stage::new().await;
    stage.on("PATCH", &format!("{RUNS}/900"), ResponseTemplate::new(404)).await;
    stage.on("POST", RUNS, run(901, 0)).await;
    let applied = stage.github.apply(&place(), &post(Some(900), 0)).await.unwrap();
    assert_eq!(applied, Applied::CheckPosted { run: 901 });
}

#[tokio::test]
async fn annotations_of_an_earlier_state_are_left_behind_with_their_run() {
    let stage = Stage::new().await;
    stage.on("PATCH", &format!("{RUNS}/900"), run(900, 7)).await;
    stage.on("POST", RUNS, run(901, 2)).await;
    let applied = stage.github.apply(&place(), &post(Some(900), 2)).await.unwrap();
    assert_eq!(applied, Applied::CheckPosted { run: 901 });
    assert_eq!(stage.lines().await, [format!("PATCH {RUNS}/900"), format!("POST {RUNS}")]);
}

#[tokio::test]
async fn a_comment_is_written_once_and_then_edited() {
    let stage = Stage::new().await;
    let (all, one) = ("/repos/cloudfoundry/uaa/issues/12/comments", "/repos/cloudfoundry/uaa/issues/comments/5");
    stage.on("POST", all, json_answer(201, &json!({ "id": 5 }))).await;
    stage.on("PATCH", one, json_answer(200, &json!({ "id": 5 }))).await;
    for replaces in [None, Some(5)] {
        assert_eq!(stage.github.apply(&place(), &comment(replaces)).await.unwrap(), Applied::Commented { id: 5 });
    }
    assert_eq!(stage.lines().await, [format!("POST {all}"), format!("PATCH {one}")]);
    assert_eq!(bodies(&stage).await[1], json!({ "body": "Hello" }));
}

#[tokio::test]
async fn a_comment_that_nobody_wants_is_not_written_again() {
    let stage = Stage::new().await;
    let (all, one) = ("/repos/cloudfoundry/uaa/issues/12/comments", "/repos/cloudfoundry/uaa/issues/comments/5");
    let locked = json!({ "message": "Unable to create comment because issue is locked." });
    stage.on("PATCH", one, ResponseTemplate::new(404)).await;
    stage.once("POST", all, json_answer(403, &locked)).await;
    assert_eq!(stage.github.apply(&place(), &comment(Some(5))).await.unwrap(), Applied::CommentUnwanted);
    let error = stage.github.apply(&place(), &comment(None)).await.unwrap_err();
    assert!(error.is_refusal(), "locked for now: {error:?}");
    assert_eq!(error.reason(), "Unable to create comment because issue is locked.");
    assert_eq!(stage.lines().await, [format!("PATCH {one}"), format!("POST {all}")]);

    stage.on("POST", all, ResponseTemplate::new(404)).await;
    let error = stage.github.apply(&place(), &comment(None)).await.unwrap_err();
    assert!(matches!(error, GitHubError::Gone { .. }), "a pull request that is not there is no wish: {error:?}");
}

fn comment(replaces: Option<u64>) -> Action {
    Action::WriteComment { topic: CommentTopic::Proposal, replaces, body: "Hello".to_owned() }
}

#[tokio::test]
async fn a_write_to_a_pull_request_needs_one() {
    let stage = Stage::new().await;
    let nowhere = WritePlace { number: None, ..place() };
    let error = stage.github.apply(&nowhere, &put(&["x"])).await.unwrap_err();
    assert!(matches!(error, GitHubError::Refused { .. }), "{error:?}");
    assert!(stage.lines().await.is_empty());
}

#[tokio::test]
async fn writes_of_one_installation_never_overlap() {
    let stage = Stage::new().await;
    stage.on("POST", RUNS, run(900, 50)).await;
    stage.on("PATCH", &format!("{RUNS}/900"), run(900, 120)).await;
    let mut writers = tokio::task::JoinSet::new();
    for _ in 0..5 {
        let github = stage.github.clone();
        writers.spawn(async move { github.apply(&place(), &post(None, 120)).await.unwrap() });
    }
    assert_eq!(writers.join_all().await.len(), 5);
    let methods: Vec<String> = stage.requests().await.iter().map(|request| request.method.to_string()).collect();
    assert_eq!(methods, ["POST", "PATCH", "PATCH"].repeat(5));
}
