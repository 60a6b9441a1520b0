//! The documents that a pull request changes: the number of requests for them, at first and later.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use wg_steward::domain::pull::snapshot::{DocumentChange, Snapshot};
use wg_steward::domain::types::ids::Sha;
use wg_steward::github::{Cause, GitHubError, KnownTree};
use wiremock::matchers::{method, path, query_param};
use wiremock::{Mock, ResponseTemplate};

use crate::support::github::{Stage, json_answer, pull, sha};

const REPOSITORY: &str = "/repos/cloudfoundry/uaa";

/// A pull request with these files, whose merge base is commit `d` with tree `e`.
async fn stage_with(files: &Value) -> Stage {
    let stage = Stage::new().await;
    let many = files.as_array().map_or(0, Vec::len);
    stage.on("GET", &at("pulls/12"), json_answer(200, &pull(many.try_into().unwrap()))).await;
    stage.on("GET", &at("issues/12/timeline"), json_answer(200, &json!([]))).await;
    let parted = json!({ "sha": sha('d').as_str(), "commit": { "tree": { "sha": sha('e').as_str() } } });
    let comparison = json!({ "merge_base_commit": parted, "files": files });
    stage.on("GET", &range(), json_answer(200, &comparison)).await;
    stage
}

fn at(path: &str) -> String {
    format!("{REPOSITORY}/{path}")
}

fn range() -> String {
    at(&format!("compare/{}...{}", sha('b'), sha('a')))
}

fn file(status: &str, name: &str, blob: Option<char>) -> Value {
    json!({ "filename": name, "status": status, "sha": blob.map(|digit| sha(digit).as_str().to_owned()) })
}

async fn blob(stage: &Stage, digit: char, text: &str) {
    let answer = ResponseTemplate::new(200).set_body_string(text);
    stage.on("GET", &at(&format!("git/blobs/{}", sha(digit))), answer).await;
}

/// The tree at the merge base.
async fn tree(stage: &Stage, entries: &[(&str, char)], truncated: bool) {
    let entry = |(name, digit): &(&str, char)| json!({ "path": name, "type": "blob", "sha": sha(*digit).as_str() });
    let entries: Vec<Value> = entries.iter().map(entry).collect();
    let tree = json!({ "sha": sha('e').as_str(), "truncated": truncated, "tree": entries });
    stage.on("GET", &at(&format!("git/trees/{}", sha('e'))), json_answer(200, &tree)).await;
}

async fn content(stage: &Stage, name: &str, commit: char, text: &str) {
    Mock::given(method("GET"))
        .and(path(at(&format!("contents/{name}"))))
        .and(query_param("ref", sha(commit).as_str()))
        .respond_with(ResponseTemplate::new(200).set_body_string(text))
        .mount(&stage.server)
        .await;
}

fn known(name: Sha, documents: &[(&str, char, &str)]) -> KnownTree {
    KnownTree {
        sha: Some(name),
        blobs: documents.iter().map(|(path, digit, _)| ((*path).to_owned(), sha(*digit))).collect(),
        texts: Arc::new(documents.iter().map(|(path, _, text)| ((*path).to_owned(), (*text).to_owned())).collect()),
    }
}

fn changes(snapshot: Snapshot, expected: &[(&str, Option<&str>, Option<&str>)]) {
    let change = |(path, before, after): &(&str, Option<&str>, Option<&str>)| {
        let (before, after) = (before.map(str::to_owned), after.map(str::to_owned));
        ((*path).to_owned(), DocumentChange { before, after })
    };
    assert_eq!(snapshot.documents, expected.iter().map(change).collect::<BTreeMap<_, _>>());
}

/// The number of requests since the last call.
async fn count(stage: &Stage, seen: &mut usize) -> usize {
    let now = stage.lines().await.len();
    now - std::mem::replace(seen, now)
}

#[tokio::test]
async fn documents_are_read_at_the_merge_base_and_at_the_head_and_not_a_second_time() {
    let mut renamed = file("renamed", "new/name.md", Some('4'));
    renamed["previous_filename"] = "old/name.md".into();
    let files = json!([
        file("modified", "changed one.md", Some('2')),
        renamed,
        file("added", "added.md", Some('5')),
        file("removed", "removed.md", Some('6')),
        file("modified", "code.rs", Some('7')),
    ]);
    let stage = stage_with(&files).await;
    tree(&stage, &[("changed one.md", '1'), ("old/name.md", '3'), ("removed.md", '6'), ("x.rs", '8')], false).await;
    for (digit, text) in
        [('1', "before"), ('2', "after"), ('3', "former"), ('4', "present"), ('5', "new"), ('6', "gone")]
    {
        blob(&stage, digit, text).await;
    }
    let mut seen = 0;
    for reads in [10, 2] {
        let snapshot = stage.snapshot().await.unwrap().unwrap();
        let expected = [
            ("added.md", None, Some("new")),
            ("changed one.md", Some("before"), Some("after")),
            ("new/name.md", None, Some("present")),
            ("old/name.md", Some("former"), None),
            ("removed.md", Some("gone"), None),
        ];
        changes(snapshot, &expected);
        assert_eq!(count(&stage, &mut seen).await, reads, "{:?}", stage.lines().await);
    }
}

#[tokio::test]
async fn a_merge_base_that_the_caller_knows_by_tree_or_commit_takes_no_read() {
    for name in [sha('e'), sha('d')] {
        let stage =
            stage_with(&json!([file("modified", "index.md", Some('2')), file("added", "x.md", Some('3'))])).await;
        blob(&stage, '2', "after").await;
        let documents = known(name, &[("index.md", '1', "before"), ("same.md", '3', "a copy of it")]);
        let snapshot = stage.snapshot_with(&documents).await.unwrap().unwrap();
        changes(snapshot, &[("index.md", Some("before"), Some("after")), ("x.md", None, Some("a copy of it"))]);
        assert_eq!(stage.lines().await.len(), 4, "pull request, timeline, comparison and the one text");
    }
}

#[tokio::test]
async fn what_was_known_before_the_base_moved_is_still_at_hand() {
    let stage = stage_with(&json!([file("modified", "index.md", Some('2'))])).await;
    blob(&stage, '2', "after").await;
    let former = known(sha('e'), &[("index.md", '1', "before")]);
    let present = known(sha('9'), &[("index.md", '8', "changed by others")]);
    stage.github.shelve(&former, &present);
    let snapshot = stage.snapshot_with(&present).await.unwrap().unwrap();
    changes(snapshot, &[("index.md", Some("before"), Some("after"))]);
    assert_eq!(stage.lines().await.len(), 4);
}

#[tokio::test]
async fn a_tree_that_is_not_certain_to_be_whole_is_not_taken_for_the_merge_base() {
    let stage = stage_with(&json!([file("removed", "index.md", Some('1'))])).await;
    tree(&stage, &[("index.md", '1')], false).await;
    blob(&stage, '1', "before").await;
    let snapshot = stage.snapshot_with(&KnownTree { sha: None, ..known(sha('e'), &[]) }).await.unwrap().unwrap();
    changes(snapshot, &[("index.md", Some("before"), None)]);
}

#[tokio::test]
async fn where_github_names_no_blob_the_path_will_do() {
    let stage = stage_with(&json!([file("modified", "a b.md", None)])).await;
    tree(&stage, &[], true).await;
    content(&stage, "a%20b.md", 'd', "before").await;
    content(&stage, "a%20b.md", 'a', "after").await;
    changes(stage.snapshot().await.unwrap().unwrap(), &[("a b.md", Some("before"), Some("after"))]);
}

#[tokio::test]
async fn where_github_cannot_compare_the_base_itself_is_before() {
    let stage = stage_with(&json!([file("modified", "index.md", Some('2'))])).await;
    let message = json!({ "message": "No common ancestor between a and b." });
    stage.once("GET", &range(), json_answer(404, &message)).await;
    stage.on("GET", &at("pulls/12/files"), json_answer(200, &json!([file("modified", "index.md", Some('2'))]))).await;
    let entry = json!({ "path": "index.md", "type": "blob", "sha": sha('1').as_str() });
    let base = json!({ "sha": sha('b').as_str(), "truncated": false, "tree": [entry] });
    stage.on("GET", &at(&format!("git/trees/{}", sha('b'))), json_answer(200, &base)).await;
    blob(&stage, '1', "before").await;
    blob(&stage, '2', "after").await;
    changes(stage.snapshot().await.unwrap().unwrap(), &[("index.md", Some("before"), Some("after"))]);
}

#[tokio::test]
async fn what_github_names_and_does_not_give_is_tried_again_and_never_taken_for_what_is_gone() {
    let listed = json!([file("modified", "index.md", Some('2')), file("added", "new.md", Some('3'))]);
    let known = KnownTree::default();

    let stage = stage_with(&listed).await;
    blob(&stage, '2', "after").await;
    let error = stage.snapshot_as(&known, true).await.unwrap_err();
    assert!(matches!(&error, GitHubError::Transient { source: Cause::NotThereYet, .. }), "{error:?}");
    let snapshot = stage.snapshot_as(&known, false).await.unwrap().unwrap();
    assert_eq!(snapshot.documents.keys().collect::<Vec<_>>(), ["index.md"], "the other one has its doubt");

    let stage = stage_with(&listed).await;
    stage.once("GET", &range(), json_answer(404, &json!({ "message": "Not Found" }))).await;
    let error = stage.snapshot_as(&known, true).await.unwrap_err();
    assert!(matches!(&error, GitHubError::Transient { source: Cause::NotThereYet, .. }), "{error:?}");
}

#[tokio::test]
async fn new_files_elsewhere_are_looked_through_the_first_five_by_path() {
    let mut files: Vec<Value> = ["6", "5", "4", "3", "2", "1"]
        .map(|name| file("added", &format!("draft/{name}.md"), name.chars().next()))
        .into();
    files.push(file("modified", "draft/0.md", Some('0')));
    files.push(file("added", "draft/0.rs", Some('0')));
    let stage = stage_with(&json!(files)).await;
    for digit in ['1', '2', '3', '4', '5'] {
        blob(&stage, digit, "a charter").await;
    }
    let snapshot = stage.snapshot().await.unwrap().unwrap();
    let paths = ["draft/1.md", "draft/2.md", "draft/3.md", "draft/4.md", "draft/5.md"];
    changes(snapshot, &paths.map(|path| (path, None, Some("a charter"))));
}

#[tokio::test]
async fn more_documents_than_are_read_are_counted() {
    let files: Vec<Value> = (0..103).map(|number| file("added", &format!("{number:03}.md"), Some('5'))).collect();
    let stage = stage_with(&json!(files)).await;
    blob(&stage, '5', "text").await;
    let snapshot = stage.snapshot().await.unwrap().unwrap();
    assert_eq!(snapshot.documents_cut, Some((100, 103)));
    assert_eq!(snapshot.documents.len(), 100);
    assert!(snapshot.documents.contains_key("099.md") && !snapshot.documents.contains_key("100.md"));
}

#[tokio::test]
async fn a_document_beyond_a_mebibyte_is_cut_just_behind_it() {
    let stage = stage_with(&json!([file("added", "huge.md", Some('2'))])).await;
    let too_large = json!({
        "message": "The requested blob is too large to fetch via the API",
        "errors": [{ "resource": "Blob", "field": "data", "code": "too_large" }]
    });
    stage.on("GET", &at(&format!("git/blobs/{}", sha('2'))), json_answer(403, &too_large)).await;
    let large = stage_with(&json!([file("added", "large.md", Some('1'))])).await;
    blob(&large, '1', &"x".repeat(3_000_000)).await;
    for (path, stage) in [("huge.md", stage), ("large.md", large)] {
        let snapshot = stage.snapshot().await.unwrap().unwrap();
        assert_eq!(snapshot.documents[path].after.as_ref().unwrap().len(), 1024 * 1024 + 1);
        assert_eq!(snapshot.documents_cut, None);
    }
}

#[tokio::test]
async fn documents_have_room_together_and_what_is_there_before_comes_first() {
    let mut files: Vec<Value> = (0..9).map(|number| file("added", &format!("{number}.md"), Some('1'))).collect();
    files.push(file("modified", "z.md", Some('2')));
    let stage = stage_with(&json!(files)).await;
    tree(&stage, &[("z.md", '3')], false).await;
    blob(&stage, '1', &"x".repeat(300_000)).await;
    blob(&stage, '2', "after").await;
    blob(&stage, '3', "before").await;
    let snapshot = stage.snapshot().await.unwrap().unwrap();
    let read: Vec<_> = snapshot.documents.keys().map(String::as_str).collect();
    assert_eq!(read, ["0.md", "1.md", "2.md", "3.md", "z.md"]);
    assert_eq!(snapshot.documents_cut, Some((5, 10)));
    assert_eq!(snapshot.documents["z.md"].before.as_deref(), Some("before"));
}
