//! The content of a snapshot, and the number of requests for it.

use std::time::Duration;

use serde_json::{Value, json};
use wg_steward::domain::pull::snapshot::{Changes, FileStatus, PullState};
use wg_steward::domain::types::ids::Sha;
use wg_steward::github::{SnapshotWanted, Trial};
use wiremock::ResponseTemplate;

use crate::support::github::{INSTALLATION, Stage, json_answer, pull, sha, uaa};

const PULL: &str = "/repos/cloudfoundry/uaa/pulls/12";
const TIMELINE: &str = "/repos/cloudfoundry/uaa/issues/12/timeline";

async fn stage_with(pull: &Value, files: &Value) -> Stage {
    let stage = Stage::new().await;
    stage.on("GET", PULL, json_answer(200, pull)).await;
    let head = sha('a');
    let by = |login: &str, state: &str, commit: &Sha| {
        json!({
            "event": "reviewed", "user": { "login": login }, "state": state, "commit_id": commit.as_str(),
        })
    };
    let events = json!([
        by("alice", "commented", &sha('c')),
        by("bob", "pending", &head),
        by("Alice", "approved", &sha('c')),
        by("carol", "approved", &head),
        { "event": "reviewed", "user": null, "state": "approved" },
        by("not a login", "approved", &head),
        { "event": "review_requested", "actor": { "login": "bob" }, "requested_reviewer": { "login": "dora" } },
        { "event": "review_request_removed", "actor": { "login": "dora" }, "requested_reviewer": { "login": "dora" } },
        { "event": "an_event_to_come" },
    ]);
    stage.on("GET", TIMELINE, json_answer(200, &events)).await;
    let parted = json!({ "sha": sha('d').as_str(), "commit": { "tree": { "sha": sha('e').as_str() } } });
    let comparison = json!({ "merge_base_commit": parted, "files": files });
    stage.on("GET", &range(), json_answer(200, &comparison)).await;
    stage
}

fn range() -> String {
    format!("/repos/cloudfoundry/uaa/compare/{}...{}", sha('b'), sha('a'))
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
    assert_eq!(format!("{:?}", snapshot.reviewed), "{alice, carol}");
    assert_eq!(format!("{:?}", snapshot.reviewed_head), "{carol}");
    assert_eq!(snapshot.taken_off, [("dora".parse().unwrap(), Some("dora".parse().unwrap()))].into());
    assert_eq!((snapshot.private, snapshot.lines), (false, Some(7)));
    assert!(snapshot.requested_teams.contains("toc") && snapshot.labels.contains("wg/docs"));
    let Changes::Files { files, of: None } = snapshot.changes else { panic!("{:?}", snapshot.changes) };
    assert_eq!((files[0].previous.as_deref(), files[0].status), (Some("src/old.rs"), FileStatus::Renamed));
    assert!(snapshot.documents.is_empty());
    assert_eq!(
        stage.lines().await,
        [format!("GET {PULL}"), format!("GET {TIMELINE}?per_page=100"), format!("GET {}?per_page=1", range())]
    );
}

#[tokio::test]
async fn what_is_not_wanted_is_not_read() {
    let stage = stage_with(&pull(1), &json!([])).await;
    let repository = uaa();
    let (head, base) = (sha('e'), sha('b'));
    let wanted = SnapshotWanted {
        installation: INSTALLATION,
        repository: &repository,
        site: "https://github.com",
        number: 12,
        trial: Some(Trial { commit: &head, base: &base }),
        told: None,
        patient: true,
        open: false,
        files: false,
        history: false,
        documents: None,
    };
    let snapshot = stage.github.snapshot(&wanted).await.unwrap().unwrap();
    assert_eq!((snapshot.commit, snapshot.queued), (Some(head.clone()), true));
    assert_eq!(snapshot.changes, Changes::NotRead);
    assert_eq!(stage.lines().await, [format!("GET {PULL}")]);
}

#[tokio::test]
async fn what_happened_to_one_that_is_known_to_be_open_is_asked_for_at_once() {
    let stage = Stage::new().await;
    let slow = || json_answer(200, &pull(1)).set_delay(Duration::from_secs(600));
    stage.on("GET", PULL, slow()).await;
    stage.on("GET", TIMELINE, json_answer(200, &json!([]))).await;
    let github = stage.github.clone();
    let read = tokio::spawn(async move {
        let wanted = SnapshotWanted {
            installation: INSTALLATION,
            repository: &uaa(),
            site: "https://github.com",
            number: 12,
            trial: None,
            told: None,
            patient: true,
            open: true,
            files: false,
            history: true,
            documents: None,
        };
        github.snapshot(&wanted).await.is_ok()
    });
    // The request for the pull request has no response yet.
    while stage.lines().await.len() < 2 {
        tokio::task::yield_now().await;
    }
    let mut lines = stage.lines().await;
    lines.sort();
    assert_eq!(lines, [format!("GET {TIMELINE}?per_page=100"), format!("GET {PULL}")]);
    read.abort();
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
    assert_eq!(format!("{:?}", snapshot.reviewed), "{alice, carol}");
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
    stage.on("GET", TIMELINE, json_answer(200, &json!([]))).await;
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
    assert_eq!(stage.lines().await[32], format!("GET {PULL}/files?per_page=100&page=30"));
}

#[tokio::test]
async fn a_closed_pull_request_takes_one_read() {
    let mut closed = pull(1);
    closed["state"] = "closed".into();
    let stage = stage_with(&closed, &json!([])).await;
    assert_eq!(stage.snapshot().await.unwrap().unwrap().state, PullState::Closed);
    assert_eq!(stage.lines().await, [format!("GET {PULL}")]);
}
