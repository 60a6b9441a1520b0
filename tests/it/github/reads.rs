//! Installations, check runs and trees.

use serde_json::json;
use wg_steward::domain::pull::snapshot::PostedComment;
use wg_steward::domain::text::fingerprint::fingerprint;
use wg_steward::domain::types::comment_topic::CommentTopic;
use wg_steward::github::{Reaching, TreeRead};
use wiremock::ResponseTemplate;
use wiremock::matchers::{header, method, path};

use crate::support::github::{APP, INSTALLATION, Stage, json_answer, sha, uaa};

#[tokio::test]
async fn an_installation_is_found_once_by_its_repository_or_its_organization() {
    let stage = Stage::new().await;
    stage
        .on("GET", "/orgs/cloudfoundry/installation", json_answer(200, &json!({ "id": 5, "account": { "id": 31 } })))
        .await;
    stage.on("GET", "/app", json_answer(200, &json!({ "id": 77 }))).await;
    for _ in 0..2 {
        let found = stage.github.installation_of(&uaa()).await.unwrap();
        assert_eq!(found, Some(Reaching { installation: INSTALLATION, account: Some(31) }));
    }
    let asked = ["GET /repos/cloudfoundry/uaa/installation", "GET /orgs/cloudfoundry/installation"];
    assert_eq!(stage.lines().await, asked);

    stage.github.forget(INSTALLATION);
    stage.github.installation_of(&uaa()).await.unwrap();
    assert_eq!(stage.lines().await.len(), 4);
    let unknown = "elsewhere/uaa".parse().unwrap();
    assert_eq!(stage.github.installation_of(&unknown).await.unwrap(), None);
    assert_eq!(stage.github.installation_of(&unknown).await.unwrap(), None);
    let asked = stage.lines().await;
    assert_eq!(asked.iter().filter(|line| *line == "GET /app").count(), 1, "that GitHub knows the app is asked once");
}

#[tokio::test]
async fn only_the_latest_check_of_this_app_counts() {
    let stage = Stage::new().await;
    let run = |id: u64, name: &str, app: u64, external: Option<&str>| json!({ "id": id, "name": name, "external_id": external, "app": { "id": app } });
    let runs = json!({ "total_count": 5, "check_runs": [
        run(3, "wg/ownership", APP, Some("f3")),
        run(1, "wg/ownership", APP, None),
        run(9, "wg/ownership", 8, Some("x")),
        run(4, "wg/charter", APP, Some("f4")),
        run(5, "wg/of-old", APP, Some("f5")),
    ] });
    let at = format!("/repos/cloudfoundry/uaa/commits/{}/check-runs", sha('a'));
    stage.on("GET", &at, json_answer(200, &runs)).await;
    let names = ["wg/ownership".to_owned(), "wg/charter".to_owned()];
    let checks = stage.github.checks_on(INSTALLATION, &uaa(), &sha('a'), &names.each_ref()).await.unwrap();
    let found: Vec<_> =
        checks.iter().map(|(name, check)| (name.as_str(), check.run, check.fingerprint.as_str())).collect();
    assert_eq!(found, [("wg/charter", 4, "f4"), ("wg/ownership", 3, "f3")]);
    assert_eq!(stage.lines().await, [format!("GET {at}?app_id=77&per_page=100")], "one read for all");
}

#[tokio::test]
async fn a_tree_is_read_again_only_if_it_changed() {
    let stage = Stage::new().await;
    let at = "/repos/cloudfoundry/uaa/git/trees/HEAD";
    let tree = json!({ "sha": sha('1').as_str(), "truncated": false, "tree": [
        { "path": "toc", "type": "tree", "sha": sha('2').as_str() },
        { "path": "toc/TOC.md", "type": "blob", "sha": sha('3').as_str() },
        { "path": "vendored", "type": "commit", "sha": sha('4').as_str() },
    ]});
    stage.on("GET", at, json_answer(200, &tree).insert_header("etag", "\"e1\"")).await;
    wiremock::Mock::given(method("GET"))
        .and(path(at))
        .and(header("if-none-match", "\"e1\""))
        .respond_with(ResponseTemplate::new(304))
        .with_priority(1)
        .mount(&stage.server)
        .await;
    let read = stage.github.tree(INSTALLATION, &uaa(), "HEAD", None).await.unwrap();
    let entries = vec![("toc/TOC.md".to_owned(), sha('3'))];
    assert_eq!(read, TreeRead::Tree { etag: Some("\"e1\"".into()), sha: sha('1'), entries, truncated: false });
    let again = stage.github.tree(INSTALLATION, &uaa(), "HEAD", Some("\"e1\"")).await.unwrap();
    assert_eq!(again, TreeRead::Unchanged);
}

#[tokio::test]
async fn a_blob_comes_raw_and_readable_whatever_its_bytes() {
    let stage = Stage::new().await;
    let at = format!("/repos/cloudfoundry/uaa/git/blobs/{}", sha('3'));
    stage.on("GET", &at, ResponseTemplate::new(200).set_body_bytes(b"caf\xe9".to_vec())).await;
    assert_eq!(stage.github.blob(INSTALLATION, &uaa(), &sha('3')).await.unwrap(), "caf\u{fffd}");
    assert_eq!(stage.requests().await[0].headers["accept"], "application/vnd.github.raw+json");
}

#[tokio::test]
async fn our_comment_is_known_by_its_mark_and_by_who_wrote_it() {
    let stage = Stage::new().await;
    let at = "/repos/cloudfoundry/uaa/issues/12/comments";
    let comment = |id: u64, app: Option<u64>, body: &str| json!({ "id": id, "body": body, "performed_via_github_app": app.map(|id| json!({ "id": id })) });
    let body = format!("{}\nDone.", CommentTopic::Proposal.mark());
    let others =
        json!([comment(1, None, &body), comment(2, Some(8), &body), comment(3, Some(APP), "Hello"), { "id": 4 }]);
    stage.once("GET", at, json_answer(200, &others)).await;
    assert!(stage.github.own_comments(INSTALLATION, &uaa(), 12).await.unwrap().is_empty());
    stage.on("GET", at, json_answer(200, &json!([comment(1, None, &body), comment(5, Some(APP), &body)]))).await;
    let found = stage.github.own_comments(INSTALLATION, &uaa(), 12).await.unwrap();
    let posted = PostedComment { id: 5, fingerprint: fingerprint(&body) };
    assert_eq!(found, [(CommentTopic::Proposal, posted)].into());
}

#[tokio::test]
async fn a_blob_is_read_once() {
    let stage = Stage::new().await;
    let at = format!("/repos/cloudfoundry/uaa/git/blobs/{}", sha('3'));
    stage.on("GET", &at, ResponseTemplate::new(200).set_body_string("text")).await;
    for _ in 0..2 {
        assert_eq!(stage.github.blob(INSTALLATION, &uaa(), &sha('3')).await.unwrap(), "text");
    }
    assert_eq!(stage.lines().await.len(), 1);
}

#[tokio::test]
async fn a_symbolic_link_is_the_file_to_which_it_leads_within_its_tree() {
    let stage = Stage::new().await;
    let entry = |path: &str, mode: &str, digit| json!({ "path": path, "mode": mode, "type": "blob", "sha": sha(digit).as_str() });
    let tree = json!({ "sha": sha('1').as_str(), "truncated": false, "tree": [
        entry("lists/all.yaml", "100644", '2'),
        entry("sigs.yaml", "120000", '3'),
        entry("wgs.yaml", "120000", '4'),
    ]});
    stage.on("GET", "/repos/cloudfoundry/uaa/git/trees/HEAD", json_answer(200, &tree)).await;
    for (digit, target) in [('3', "lists/all.yaml"), ('4', "../outside.yaml")] {
        let at = format!("/repos/cloudfoundry/uaa/git/blobs/{}", sha(digit));
        stage.on("GET", &at, ResponseTemplate::new(200).set_body_string(target)).await;
    }
    let TreeRead::Tree { entries, .. } = stage.github.tree(INSTALLATION, &uaa(), "HEAD", None).await.unwrap() else {
        panic!("it is new")
    };
    let blobs: Vec<_> = entries.iter().map(|(path, blob)| (path.as_str(), blob.clone())).collect();
    assert_eq!(blobs, [("lists/all.yaml", sha('2')), ("sigs.yaml", sha('2')), ("wgs.yaml", sha('4'))]);
}

#[tokio::test]
async fn a_governing_document_may_have_three_megabytes() {
    let stage = Stage::new().await;
    let at = format!("/repos/cloudfoundry/uaa/git/blobs/{}", sha('5'));
    stage.on("GET", &at, ResponseTemplate::new(200).set_body_string("x".repeat(4 << 20))).await;
    let text = stage.github.blob(INSTALLATION, &uaa(), &sha('5')).await.unwrap();
    assert_eq!(text.len(), (3 << 20) + 1, "one byte more than is read, so that it is seen to be too large");
}
