//! The sandbox behaves like GitHub where the app relies on it, and every response has GitHub's format.

mod comments;
mod hooks;
mod issues;
mod labels;
mod reviewers;
mod timeline;
mod webhooks;

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use wg_steward::domain::types::ids::{InstallationId, RepoName};
use wg_steward::sandbox::{FileChanges, InjectedResponse, NewHead, NewPull, RepositoryOptions};

use crate::support::rest_schema::RestSchema;
use crate::support::sandbox_story::{Story, claw, header, json_of, login};

#[tokio::test]
async fn the_app_proves_who_it_is_by_its_own_signature() {
    let story = Story::begin().await;
    let good = story.jwt(json!(4711), 600);
    for path in
        ["/app", "/app/installations", "/orgs/CloudFoundry/installation", "/repos/cloudfoundry/claw/installation"]
    {
        assert_eq!(story.send(&good, Method::GET, path, None).await.status(), 200, "{path}");
    }
    let no_token = "a.b.c".to_owned();
    for bad in [story.jwt(json!(1), 540), story.jwt(json!(4711), 700), story.jwt(json!(4711), -1), no_token] {
        assert_eq!(story.send(&bad, Method::GET, "/app", None).await.status(), 401);
    }
    let refused = story.send(&story.token, Method::GET, "/app", None).await;
    assert_eq!(json_of(refused).await["message"], "A JSON web token could not be decoded");
    story.end();
}

#[tokio::test]
async fn a_token_is_good_for_an_hour_and_until_it_is_revoked() {
    let story = Story::begin().await;
    assert_eq!(story.read("/repos/cloudfoundry/claw").await.status(), 200);
    story.seconds.fetch_add(3600, Ordering::SeqCst);
    let refused = story.read("/repos/cloudfoundry/claw").await;
    assert_eq!(refused.status(), 401);
    assert_eq!(json_of(refused).await["message"], "Bad credentials");
    story.seconds.fetch_sub(1, Ordering::SeqCst);
    assert_eq!(story.read("/repos/cloudfoundry/claw").await.status(), 200);
    story.sandbox.revoke_tokens(InstallationId(7));
    assert_eq!(story.read("/repos/cloudfoundry/claw").await.status(), 401);
    story.end();
}

#[tokio::test]
async fn what_belongs_to_others_is_read_only_or_not_there() {
    let story = Story::begin().await;
    let private = RepositoryOptions { private: true, ..RepositoryOptions::default() };
    story.sandbox.add_repository(&"other/open".parse().unwrap(), RepositoryOptions::default());
    story.sandbox.add_repository(&"other/closed".parse().unwrap(), private);
    assert_eq!(story.read("/repos/other/open").await.status(), 200);
    assert_eq!(story.read("/repos/other/closed").await.status(), 404);
    let label = json!({ "name": "x" });
    let refused = story.post("/repos/other/open/labels", label.clone()).await;
    assert_eq!(refused.status(), 403);
    assert_eq!(json_of(refused).await["message"], "Resource not accessible by integration");
    assert_eq!(story.post("/repos/other/closed/labels", label).await.status(), 404);
    story.end();
}

#[tokio::test]
async fn a_request_for_reviews_is_done_as_a_whole_or_not_at_all() {
    let story = Story::begin().await;
    let number = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    let path = format!("/repos/cloudfoundry/claw/pulls/{number}/requested_reviewers");
    story.told();
    for bad in ["nobody", "ann", "dependabot[bot]"] {
        assert_eq!(story.post(&path, json!({ "reviewers": ["bob", bad] })).await.status(), 422, "{bad}");
    }
    let crowd: Vec<String> = (0..16).map(|number| format!("person-{number}")).collect();
    crowd.iter().for_each(|name| story.sandbox.add_user(&login(name)));
    assert_eq!(story.post(&path, json!({ "reviewers": crowd })).await.status(), 422);
    assert!(story.sandbox.pull(&claw(), number).unwrap().requested.is_empty());
    assert!(story.told().is_empty());
    for _ in 0..2 {
        assert_eq!(story.post(&path, json!({ "reviewers": ["BOB", "cat"] })).await.status(), 201);
    }
    assert_eq!(story.sandbox.pull(&claw(), number).unwrap().requested, [login("bob"), login("cat")]);
    assert_eq!(story.told(), ["pull_request review_requested"; 2]);
    assert_eq!(json_of(story.read(&path).await).await["users"][0]["login"], "bob");
    story.end();
}

#[tokio::test]
async fn only_collaborators_and_known_teams_can_be_asked() {
    let story = Story::begin().await;
    let closed: RepoName = "cloudfoundry/closed".parse().unwrap();
    let collaborators = Some(BTreeSet::from([login("bob")]));
    let teams = BTreeSet::from(["docs".to_owned()]);
    story.sandbox.add_repository(&closed, RepositoryOptions { collaborators, teams, ..RepositoryOptions::default() });
    let new = NewPull {
        repository: closed,
        author: login("ann"),
        title: "A change".to_owned(),
        base: None,
        head: NewHead::Fork("topic".to_owned()),
        changes: FileChanges::of_paths(["a"]),
        draft: true,
    };
    let number = story.sandbox.open_pull(new).unwrap();
    let path = format!("/repos/cloudfoundry/closed/pulls/{number}/requested_reviewers");
    assert_eq!(story.post(&path, json!({ "reviewers": ["cat"] })).await.status(), 422);
    assert_eq!(story.post(&path, json!({ "team_reviewers": ["nobodies"] })).await.status(), 422);
    let done = story.post(&path, json!({ "reviewers": ["bob"], "team_reviewers": ["docs"] })).await;
    assert_eq!(json_of(done).await["requested_teams"][0]["slug"], "docs");
    story.read(&path).await;
    story.end();
}

#[tokio::test]
async fn files_come_in_pages_with_renames_and_stop_at_three_thousand() {
    let story = Story::begin().await;
    story.sandbox.commit(&claw(), "main", FileChanges::new().write("old.md", "some text\n")).unwrap();
    let many = (0..3100).map(|number| format!("src/{number:04}.rs"));
    let number = story.open(NewHead::Fork("topic".to_owned()), FileChanges::of_paths(many).rename("old.md", "new.md"));
    let first = story.read(&format!("/repos/cloudfoundry/claw/pulls/{number}/files?per_page=100")).await;
    let links = header(&first, "link");
    let next = links.split_once('<').unwrap().1.split_once('>').unwrap().0;
    assert!(next.starts_with(&story.base) && next.contains("page=2"), "{links}");
    assert!(links.contains("page=30&per_page=100>; rel=\"last\""), "{links}");
    let files = json_of(first).await;
    assert_eq!(files.as_array().unwrap().len(), 100);
    assert_eq!(files[0]["filename"], "new.md");
    assert_eq!(files[0]["previous_filename"], "old.md");
    assert_eq!(files[0]["status"], "renamed");
    let path = format!("/repos/cloudfoundry/claw/pulls/{number}/files?per_page=100&page=31");
    assert_eq!(json_of(story.read(&path).await).await, json!([]));
    let pull = json_of(story.read(&format!("/repos/cloudfoundry/claw/pulls/{number}")).await).await;
    assert_eq!(pull["changed_files"], 3101);
    assert_eq!(pull["head"]["repo"]["full_name"], "ann/claw");
    story.end();
}

#[tokio::test]
async fn who_has_it_already_is_told_304_and_pays_nothing() {
    let story = Story::begin().await;
    story.sandbox.commit(&claw(), "main", FileChanges::new().write("a/b.md", "text\n")).unwrap();
    for path in ["/git/trees/main?recursive=1", "/contents/a/b.md?ref=main", "/contents/a", "/branches/main"] {
        let path = format!("/repos/cloudfoundry/claw{path}");
        let fresh = story.read(&path).await;
        let (tag, left) = (header(&fresh, "etag"), header(&fresh, "x-ratelimit-remaining"));
        let known = story.read_as(&path, ("if-none-match", &tag)).await;
        assert_eq!(known.status(), 304, "{path}");
        assert_eq!(header(&known, "x-ratelimit-remaining"), left);
        story.sandbox.commit(&claw(), "main", FileChanges::of_paths(["a/b.md"])).unwrap();
        let changed = story.read_as(&path, ("if-none-match", &tag)).await;
        assert_eq!(changed.status(), 200, "{path}");
        assert_ne!(header(&changed, "x-ratelimit-remaining"), left);
        assert!(!header(&changed, "x-github-request-id").is_empty());
    }
    story.end();
}

#[tokio::test]
async fn a_files_content_comes_as_json_or_raw_even_from_a_forks_head() {
    let story = Story::begin().await;
    let number = story.open(NewHead::Fork("topic".to_owned()), FileChanges::new().write("toc/a.md", "hello world\n"));
    let head = story.sandbox.pull(&claw(), number).unwrap().head;
    let path = format!("/repos/cloudfoundry/claw/contents/toc/a.md?ref={head}");
    let file = json_of(story.read(&path).await).await;
    assert_eq!(file["content"], "aGVsbG8gd29ybGQK\n");
    assert_eq!(file["sha"], "3b18e512dba79e4c8300dd08aeb37f8e728b8dad");
    let raw = story.read_as(&path, ("accept", "application/vnd.github.raw+json")).await;
    assert_eq!(raw.text().await.unwrap(), "hello world\n");
    let blob = story.read("/repos/cloudfoundry/claw/git/blobs/3b18e512dba79e4c8300dd08aeb37f8e728b8dad").await;
    assert_eq!(json_of(blob).await["size"], 12);
    assert_eq!(story.read("/repos/cloudfoundry/claw/contents/toc/a.md").await.status(), 404);
    assert_eq!(story.read("/repos/cloudfoundry/claw/contents/toc/a.md?ref=nowhere").await.status(), 404);
    let tree = json_of(story.read(&format!("/repos/cloudfoundry/claw/git/trees/{head}?recursive=1")).await).await;
    let paths: Vec<_> = tree["tree"].as_array().unwrap().iter().map(|it| it["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["toc", "toc/a.md"]);
    story.end();
}

#[tokio::test]
async fn a_comparison_starts_where_the_two_parted() {
    let story = Story::begin().await;
    let parted = story.sandbox.commit(&claw(), "main", FileChanges::new().write("a", "1\n")).unwrap();
    let number = story.open(NewHead::Fork("topic".to_owned()), FileChanges::new().write("b", "1\n"));
    let tip = story.sandbox.push_to_default_branch(&claw(), &login("bob"), &FileChanges::of_paths(["c"])).unwrap();
    let head = story.sandbox.pull(&claw(), number).unwrap().head;
    let path = format!("/repos/cloudfoundry/claw/compare/main...{head}?per_page=1");
    let seen = json_of(story.read(&path).await).await;
    assert_eq!(seen["merge_base_commit"]["sha"], parted.as_str());
    assert_eq!(seen["base_commit"]["sha"], tip.as_str());
    assert_eq!((&seen["status"], &seen["behind_by"]), (&json!("diverged"), &json!(1)));
    assert_eq!(seen["files"].as_array().unwrap().len(), 1);
    assert_eq!(seen["files"][0]["filename"], "b");
    let by_owner = story.read("/repos/cloudfoundry/claw/compare/main...ann:topic").await;
    assert_eq!(json_of(by_owner).await["total_commits"], 1);
    story.end();
}

#[tokio::test]
async fn labels_are_the_same_in_any_case_and_grey_when_they_just_appear() {
    let story = Story::begin().await;
    let number = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    story.told();
    let labels = "/repos/cloudfoundry/claw/labels";
    let new = json!({ "name": "wg/Docs", "color": "0e8a16", "description": "Documentation" });
    assert_eq!(story.post(labels, new.clone()).await.status(), 201);
    let again = json_of(story.post(labels, json!({ "name": "WG/docs", "color": "0e8a16" })).await).await;
    assert_eq!(again["errors"][0]["code"], "already_exists");
    assert_eq!(story.read(&format!("{labels}/wg%2Fdocs")).await.status(), 200);
    assert_eq!(story.read(&format!("{labels}/wg%2Fnone")).await.status(), 404);
    let on_pull = format!("/repos/cloudfoundry/claw/issues/{number}/labels");
    for _ in 0..2 {
        assert_eq!(story.post(&on_pull, json!({ "labels": ["wg/docs", "new"] })).await.status(), 200);
    }
    assert_eq!(story.sandbox.pull(&claw(), number).unwrap().labels, ["wg/Docs", "new"]);
    assert_eq!(story.sandbox.label(&claw(), "new").unwrap(), ("ededed".to_owned(), None));
    let one = format!("{on_pull}/wg%2Fdocs");
    assert_eq!(story.send(&story.token, Method::DELETE, &one, None).await.status(), 200);
    assert_eq!(story.send(&story.token, Method::DELETE, &one, None).await.status(), 404);
    let told = ["pull_request labeled", "pull_request labeled", "pull_request unlabeled"];
    assert_eq!(story.told(), told);
    assert_eq!(json_of(story.read("/repos/cloudfoundry/claw/pulls").await).await[0]["labels"][0]["name"], "new");
    story.end();
}

fn annotations(count: usize) -> Value {
    let one = json!({ "path": "a", "start_line": 1, "end_line": 1, "annotation_level": "notice", "message": "m" });
    json!({ "title": "t", "summary": "s", "annotations": vec![one; count] })
}

#[tokio::test]
async fn a_check_run_grows_by_fifty_annotations_at_a_time() {
    let story = Story::begin().await;
    let number = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    let head = story.sandbox.pull(&claw(), number).unwrap().head;
    let runs = "/repos/cloudfoundry/claw/check-runs";
    let new = json!({ "name": "wg/ownership", "head_sha": head.as_str(), "status": "in_progress", "external_id": "x" });
    let run = json_of(story.post(runs, new.clone()).await).await;
    let own = format!("{runs}/{}", run["id"]);
    assert_eq!(run["pull_requests"][0]["number"], number);
    for expected in [50, 100] {
        let update = json!({ "status": "completed", "conclusion": "success", "output": annotations(50) });
        let run = json_of(story.send(&story.token, Method::PATCH, &own, Some(update)).await).await;
        assert_eq!(run["output"]["annotations_count"], expected);
    }
    assert_eq!(json_of(story.post(runs, new).await).await["status"], "in_progress");
    let of_head = format!("/repos/cloudfoundry/claw/commits/{head}/check-runs?check_name=wg/ownership");
    assert_eq!(json_of(story.read(&of_head).await).await["total_count"], 1);
    assert_eq!(json_of(story.read(&format!("{of_head}&filter=all")).await).await["total_count"], 2);
    assert_eq!(json_of(story.read(&own).await).await["conclusion"], "success");
    let view = &story.sandbox.check_runs(&claw(), &head)[0];
    assert_eq!((view.conclusion.as_deref(), view.annotations.len()), (Some("success"), 100));
    story.end();
}

#[tokio::test]
async fn what_is_too_much_for_a_check_run_is_refused_and_the_description_says_so_too() {
    let story = Story::begin().await;
    let number = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    let head = story.sandbox.pull(&claw(), number).unwrap().head;
    let long = "x".repeat(65_536);
    let bad = [
        json!({ "name": "n", "head_sha": head.as_str(), "output": annotations(51) }),
        json!({ "name": "n", "head_sha": head.as_str(), "output": { "title": "t", "summary": long } }),
        json!({ "name": "n", "head_sha": head.as_str(), "output": { "title": "t", "summary": "s", "text": long } }),
    ];
    for body in bad {
        assert_eq!(story.post("/repos/cloudfoundry/claw/check-runs", body).await.status(), 422);
    }
    let unknown = json!({ "name": "n", "head_sha": "a".repeat(40) });
    assert_eq!(story.post("/repos/cloudfoundry/claw/check-runs", unknown).await.status(), 422);
    let nowhere = story.read("/repos/cloudfoundry/claw/nowhere").await;
    assert_eq!(json_of(nowhere).await["status"], "404");
    assert!(story.sandbox.check_runs(&claw(), &head).is_empty());
    // Tests the guard of all other stories: three bodies and a path that GitHub does not know are reported.
    if RestSchema::load().is_some() {
        assert_eq!(story.complaints().len(), 4, "{:?}", story.complaints());
    }
}

#[tokio::test]
async fn a_fault_speaks_once_before_or_after_the_deed() {
    let story = Story::begin().await;
    let labels = "/repos/cloudfoundry/claw/labels";
    story.sandbox.fail_next(InjectedResponse::before("POST", "/labels", 403).header("retry-after", "60"));
    story.sandbox.fail_next(InjectedResponse::after("POST", "/labels", 502));
    let refused = story.post(labels, json!({ "name": "one" })).await;
    assert_eq!((refused.status().as_u16(), header(&refused, "retry-after").as_str()), (403, "60"));
    assert_eq!(story.sandbox.label(&claw(), "one"), None);
    assert_eq!(story.post(labels, json!({ "name": "two" })).await.status(), 502);
    assert!(story.sandbox.label(&claw(), "two").is_some());
    assert_eq!(story.post(labels, json!({ "name": "three" })).await.status(), 201);
    story.end();
}

#[tokio::test]
async fn who_has_used_up_the_hour_waits_for_the_next() {
    let story = Story::begin().await;
    story.sandbox.leave_requests(InstallationId(7), 1);
    assert_eq!(header(&story.read("/repos/cloudfoundry/claw").await, "x-ratelimit-remaining"), "0");
    let refused = story.read("/repos/cloudfoundry/claw").await;
    assert_eq!(refused.status(), 403);
    let reset: i64 = header(&refused, "x-ratelimit-reset").parse().unwrap();
    story.seconds.store(reset, Ordering::SeqCst);
    let jwt = story.jwt(json!("4711"), 540);
    let minted = story.send(&jwt, Method::POST, "/app/installations/7/access_tokens", None).await;
    let token = json_of(minted).await["token"].as_str().unwrap().to_owned();
    let fresh = story.send(&token, Method::GET, "/repos/cloudfoundry/claw", None).await;
    assert_eq!((fresh.status().as_u16(), header(&fresh, "x-ratelimit-used").as_str()), (200, "1"));
    story.end();
}

#[tokio::test]
async fn under_a_prefix_links_lead_where_the_prefix_is() {
    let story = Story::begin().await;
    for branch in ["one", "two"] {
        story.open(NewHead::Branch(branch.to_owned()), FileChanges::of_paths([branch]));
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/api/v3", listener.local_addr().unwrap());
    story.sandbox.set_base_url(&base);
    let router = axum::Router::new().nest("/api/v3", story.sandbox.router());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let url = format!("{base}/repos/cloudfoundry/claw/pulls?per_page=1&state=all");
    let page = Client::new().get(url).bearer_auth(&story.token).send().await.unwrap();
    let next = format!("<{base}/repos/cloudfoundry/claw/pulls?page=2&per_page=1&state=all>; rel=\"next\"");
    assert!(header(&page, "link").starts_with(&next), "{}", header(&page, "link"));
    let pulls = json_of(page).await;
    assert_eq!(pulls[0]["number"], 2);
    assert_eq!(pulls[0]["url"], format!("{base}/repos/cloudfoundry/claw/pulls/2"));
    story.end();
}
