//! What a snapshot holds, and which requests it costs.

use serde_json::{Value, json};
use wg_steward::domain::snapshot::{Changes, DocumentChange, FileStatus, PullState};
use wg_steward::github::SnapshotWanted;
use wiremock::matchers::{method, path, query_param};
use wiremock::{Mock, ResponseTemplate};

use crate::support::github::{INSTALLATION, Stage, json_answer, pull, sha, uaa};

const PULL: &str = "/repos/cloudfoundry/uaa/pulls/12";

async fn stage_with(pull: &Value, files: &Value) -> Stage {
    let stage = Stage::new().await;
    stage.on("GET", PULL, json_answer(200, pull)).await;
    stage.on("GET", &format!("{PULL}/files"), json_answer(200, files)).await;
    let reviews = json!([
        { "user": { "login": "alice" }, "state": "COMMENTED" },
        { "user": { "login": "bob" }, "state": "PENDING" },
        { "user": { "login": "Alice" }, "state": "APPROVED" },
        { "user": null, "state": "APPROVED" },
        { "user": { "login": "not a login" }, "state": "APPROVED" },
    ]);
    stage.on("GET", &format!("{PULL}/reviews"), json_answer(200, &reviews)).await;
    let comparison = json!({ "merge_base_commit": { "sha": sha('d').as_str() } });
    let range = format!("/repos/cloudfoundry/uaa/compare/{}...{}", sha('b'), sha('a'));
    stage.on("GET", &range, json_answer(200, &comparison)).await;
    stage
}

async fn document(stage: &Stage, name: &str, at: char, text: &str) {
    Mock::given(method("GET"))
        .and(path(format!("/repos/cloudfoundry/uaa/contents/{name}")))
        .and(query_param("ref", sha(at).as_str()))
        .respond_with(ResponseTemplate::new(200).set_body_string(text))
        .mount(&stage.server)
        .await;
}

#[tokio::test]
async fn an_open_pull_request_is_read_with_people_labels_and_files() {
    let files = json!([{ "filename": "src/new.rs", "previous_filename": "src/old.rs", "status": "renamed" }]);
    let stage = stage_with(&pull(1), &files).await;
    let snapshot = stage.snapshot().await.unwrap().unwrap();
    let author = snapshot.author.unwrap();
    assert_eq!((author.login.as_str(), author.bot), ("octocat", false));
    assert_eq!((snapshot.state, snapshot.queued), (PullState::Open, false));
    assert_eq!(snapshot.commit, Some(sha('a')));
    assert_eq!(format!("{:?}", snapshot.requested), "{hubot}");
    assert_eq!(format!("{:?}", snapshot.reviewed), "{alice}");
    assert!(snapshot.requested_teams.contains("toc") && snapshot.labels.contains("wg/docs"));
    let Changes::Files { files, of: None } = snapshot.changes else { panic!("{:?}", snapshot.changes) };
    assert_eq!((files[0].previous.as_deref(), files[0].status), (Some("src/old.rs"), FileStatus::Renamed));
    assert!(snapshot.documents.is_empty());
    assert_eq!(
        stage.lines().await,
        [format!("GET {PULL}"), format!("GET {PULL}/reviews?per_page=100"), format!("GET {PULL}/files?per_page=100")]
    );
}

#[tokio::test]
async fn what_is_not_wanted_is_not_read() {
    let stage = stage_with(&pull(1), &json!([])).await;
    let repository = uaa();
    let head = sha('e');
    let wanted = SnapshotWanted {
        installation: INSTALLATION,
        repository: &repository,
        site: "https://github.com",
        number: 12,
        at: Some(&head),
        files: false,
        reviews: false,
        is_document: &|_| true,
    };
    let snapshot = stage.github.snapshot(&wanted).await.unwrap().unwrap();
    assert_eq!((snapshot.commit, snapshot.queued), (Some(head.clone()), true));
    assert_eq!(snapshot.changes, Changes::NotRead);
    assert_eq!(stage.lines().await, [format!("GET {PULL}")]);
}

#[tokio::test]
async fn a_bots_draft_is_a_draft_of_a_bot() {
    let mut draft = pull(0);
    draft["draft"] = true.into();
    draft["user"] = json!({ "login": "dependabot[bot]", "type": "Bot" });
    let stage = stage_with(&draft, &json!([])).await;
    let snapshot = stage.snapshot().await.unwrap().unwrap();
    assert_eq!(snapshot.state, PullState::Draft);
    assert!(snapshot.author.unwrap().bot);
    assert_eq!(format!("{:?}", snapshot.reviewed), "{alice}");
}

#[tokio::test]
async fn a_pull_request_that_github_does_not_know_is_none() {
    let stage = Stage::new().await;
    stage.on("GET", PULL, ResponseTemplate::new(404)).await;
    let read = tokio::spawn(async move { stage.snapshot().await.unwrap() });
    assert_eq!(read.await.unwrap(), None);
}

#[tokio::test]
async fn a_list_that_github_cut_says_how_many_there_are() {
    let stage = Stage::new().await;
    stage.on("GET", PULL, json_answer(200, &pull(3500))).await;
    stage.on("GET", &format!("{PULL}/reviews"), json_answer(200, &json!([]))).await;
    let page: Vec<Value> = (0..100).map(|n| json!({ "filename": format!("{n}"), "status": "added" })).collect();
    for number in 1..=30 {
        let link = format!("<{}{PULL}/files?per_page=100&page={}>; rel=\"next\"", stage.server.uri(), number + 1);
        let answer = json_answer(200, &json!(page));
        let answer = if number < 30 { answer.insert_header("link", link.as_str()) } else { answer };
        stage.once("GET", &format!("{PULL}/files"), answer).await;
    }
    let snapshot = stage.snapshot().await.unwrap().unwrap();
    let Changes::Files { files, of } = snapshot.changes else { panic!("not read") };
    assert_eq!((files.len(), of), (3000, Some(3500)));
    assert_eq!(stage.lines().await[31], format!("GET {PULL}/files?per_page=100&page=30"));
}

#[tokio::test]
async fn documents_are_read_at_the_merge_base_and_at_the_head() {
    let files = json!([
        { "filename": "changed one.md", "status": "modified" },
        { "filename": "new/name.md", "previous_filename": "old/name.md", "status": "renamed" },
        { "filename": "added.md", "status": "added" },
        { "filename": "removed.md", "status": "removed" },
        { "filename": "code.rs", "status": "modified" },
    ]);
    let stage = stage_with(&pull(5), &files).await;
    document(&stage, "changed%20one.md", 'd', "before").await;
    document(&stage, "changed%20one.md", 'a', "after").await;
    document(&stage, "old/name.md", 'd', "former").await;
    document(&stage, "new/name.md", 'a', "present").await;
    document(&stage, "removed.md", 'd', "gone").await;
    let snapshot = stage.snapshot().await.unwrap().unwrap();
    let change = |before: Option<&str>, after: Option<&str>| DocumentChange {
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    };
    let expected = [
        ("added.md", change(None, None)),
        ("changed one.md", change(Some("before"), Some("after"))),
        ("new/name.md", change(None, Some("present"))),
        ("old/name.md", change(Some("former"), None)),
        ("removed.md", change(Some("gone"), None)),
    ];
    assert_eq!(snapshot.documents, expected.map(|(path, change)| (path.to_owned(), change)).into());
    let compare = format!("GET /repos/cloudfoundry/uaa/compare/{}...{}?per_page=1", sha('b'), sha('a'));
    assert_eq!(stage.lines().await[3], compare);
}

#[tokio::test]
async fn a_document_beyond_a_mebibyte_is_cut_just_behind_it() {
    let files = json!([{ "filename": "large.md", "status": "added" }, { "filename": "huge.md", "status": "added" }]);
    let stage = stage_with(&pull(2), &files).await;
    document(&stage, "large.md", 'a', &"x".repeat(3_000_000)).await;
    let too_large = json!({
        "message": "The requested blob is too large to fetch via the API",
        "errors": [{ "resource": "Blob", "field": "data", "code": "too_large" }]
    });
    stage.on("GET", "/repos/cloudfoundry/uaa/contents/huge.md", json_answer(403, &too_large)).await;
    let snapshot = stage.snapshot().await.unwrap().unwrap();
    for change in snapshot.documents.values() {
        assert_eq!(change.after.as_ref().unwrap().len(), 1024 * 1024 + 1);
    }
}
