//! CPU time without disk and network: verifying and parsing a delivery, and one decision.

use std::collections::BTreeMap;
use std::hint::black_box;

use aws_lc_rs::hmac;
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use secrecy::SecretString;
use serde_json::{Value, json};
use wg_steward::demo::charter_of;
use wg_steward::domain::decide::decide;
use wg_steward::domain::governance::charter;
use wg_steward::domain::governance::ownership::{Ownership, OwnershipDocument};
use wg_steward::domain::pull::snapshot::{Author, ChangedFile, Changes, DocumentChange, FileStatus, Snapshot};
use wg_steward::github::webhook;
use wg_steward::http::Secrets;
use wg_steward::policies::{Foundation, Foundations};

/// The size of a usual `pull_request` payload.
const BYTES: usize = 24 * 1024;

/// GitHub's maximum of files in a list.
const FILES: usize = 3_000;

fn main() {
    divan::main();
}

/// A payload of 24 KB with GitHub's nested objects.
fn payload() -> Vec<u8> {
    let account = |login: &str| {
        let url = |what: &str| format!("https://api.github.com/users/{login}/{what}");
        json!({ "login": login, "id": 583_231, "node_id": "MDQ6VXNlcjU4MzIzMQ==", "type": "User", "site_admin": false,
            "followers_url": url("followers"), "gists_url": url("gists{/gist_id}"), "repos_url": url("repos"),
            "starred_url": url("starred{/owner}{/repo}"), "events_url": url("events{/privacy}") })
    };
    let urls: BTreeMap<String, Value> = ["archive", "blobs", "branches", "commits", "compare", "contents", "forks"]
        .map(|it| (format!("{it}_url"), format!("https://api.github.com/repos/cloudfoundry/claw/{it}{{/sha}}").into()))
        .into();
    let mut repository = json!({ "id": 1_296_269, "name": "claw", "full_name": "cloudfoundry/claw", "private": false,
        "owner": account("cloudfoundry"), "default_branch": "main", "topics": ["wg-app-runtime-interfaces"] });
    if let Value::Object(fields) = &mut repository {
        fields.extend(urls);
    }
    let side = json!({ "label": "cloudfoundry:main", "ref": "main", "sha": "a".repeat(40),
        "user": account("cloudfoundry"), "repo": repository });
    let mut payload = json!({
        "action": "synchronize", "number": 42, "installation": { "id": 1 }, "sender": account("octocat"),
        "organization": account("cloudfoundry"), "repository": repository,
        "pull_request": { "number": 42, "state": "open", "user": account("octocat"), "head": side, "base": side,
            "requested_reviewers": [account("monalisa"), account("hubot")], "body": "" },
    });
    let line = "- \"Cells\" are placed in parallel; see the proposal.\n";
    let missing = BYTES.saturating_sub(payload.to_string().len());
    payload["pull_request"]["body"] = line.repeat(missing / (line.len() + 3)).into();
    let missing = BYTES.saturating_sub(payload.to_string().len());
    payload["pull_request"]["title"] = "x".repeat(missing.saturating_sub(r#""title":"","#.len())).into();
    let bytes = payload.to_string().into_bytes();
    assert_eq!(bytes.len(), BYTES);
    bytes
}

struct Signed {
    body: Vec<u8>,
    signature: String,
    secrets: Secrets,
}

fn signed() -> Signed {
    let (body, secret) = (payload(), "a secret of the usual length, in hex");
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), &body);
    let signature = format!("sha256={}", hex::encode(tag));
    Signed { body, signature, secrets: Secrets::new([&SecretString::from(secret)]) }
}

#[divan::bench]
fn verify_24_kb(bencher: Bencher) {
    let Signed { body, signature, secrets } = signed();
    assert!(secrets.verify(signature.as_bytes(), &body));
    bencher.counter(BytesCount::new(BYTES)).bench(|| secrets.verify(signature.as_bytes(), black_box(&body)));
}

#[divan::bench]
fn read_24_kb(bencher: Bencher) {
    let body = payload();
    bencher.counter(BytesCount::new(BYTES)).bench(|| webhook::read("pull_request", black_box(&body)));
}

#[divan::bench]
fn verify_and_read_24_kb(bencher: Bencher) {
    let Signed { body, signature, secrets } = signed();
    bencher.counter(ItemsCount::new(1_usize)).bench(|| {
        let body = black_box(&body);
        secrets.verify(signature.as_bytes(), body).then(|| webhook::read("pull_request", body))
    });
}

/// The built-in foundation, and charters that result in its asset lists.
fn foundation() -> (Foundation, Vec<OwnershipDocument>) {
    let foundations = Foundations::embedded().expect("a test sees to it that they can be read");
    let foundation = foundations.only().expect("there is one").clone();
    let assets = foundation.assets.as_ref().expect("it has asset lists");
    let document = |(_, group): (_, &wg_steward::domain::governance::ownership::Group)| OwnershipDocument {
        path: group.path.clone(),
        text: charter::write(&charter_of(group)),
        last_good: None,
    };
    let documents = assets.ownership.groups().map(document).collect();
    (foundation, documents)
}

/// A new pull request without earlier runs.
fn pull(repository: &str, changes: Changes) -> Snapshot {
    Snapshot {
        number: Some(42),
        author: Some(Author { login: "octocat".parse().expect("it is a login"), bot: false }),
        commit: Some("c".repeat(40).parse().expect("it is a commit")),
        changes,
        ..Snapshot::bare(repository.parse().expect("it is a name"))
    }
}

/// Changes all over the governing repository, so that every rule for paths matches some, the last one most.
fn files(documents: &[OwnershipDocument]) -> Changes {
    let groups = ["foundational-infrastructure", "app-runtime-platform", "no-such-group"];
    let path = |number: usize| match number % 8 {
        0 => format!("toc/rfc/rfc-{number:04}-a-proposal.md"),
        1 => format!("orgs/organization-{number}.yml"),
        2 => format!("toc/working-groups/{}/notes/{number}.md", groups[number % 3]),
        3 => format!("toc/working-groups/updates/2026-01-31-{}-{number}.md", groups[number % 3]),
        4 => format!("toc/working-groups/group-{number}.md"),
        5 => format!("toc/rfc/{}/rfc-{number}.md", groups[number % 3]),
        _ => format!("docs/deeper/and/deeper/page-{number}.md"),
    };
    let charters = documents.iter().map(|document| document.path.clone());
    let paths = charters.chain((0..).map(path)).take(FILES);
    let file = |path| ChangedFile { path, previous: None, status: FileStatus::Modified };
    Changes::Files { files: paths.map(file).collect(), of: None }
}

/// The largest possible decision: 3,000 files, without a charter whose text has to be read.
#[divan::bench]
fn decide_3000_files(bencher: Bencher) {
    let (foundation, documents) = foundation();
    let ownership = Ownership::of(&documents, &foundation.policy.governing);
    let snapshot = pull("cloudfoundry/community", files(&documents));
    assert!(!decide(&snapshot, &ownership, &foundation.policy).owners.is_empty());
    bencher.bench(|| decide(black_box(&snapshot), &ownership, &foundation.policy));
}

/// The same with a change of every charter that removes a repository: all are parsed before and after the change.
#[divan::bench]
fn decide_3000_files_and_all_charters(bencher: Bencher) {
    let (foundation, documents) = foundation();
    let ownership = Ownership::of(&documents, &foundation.policy.governing);
    let mut snapshot = pull("cloudfoundry/community", files(&documents));
    let change = |document: &OwnershipDocument| {
        let fewer: Vec<_> = document.text.lines().collect();
        let last = fewer.iter().rposition(|line| line.trim_start().starts_with("- cloudfoundry/"));
        let kept = fewer.iter().enumerate().filter(|(at, _)| Some(*at) != last).map(|(_, line)| *line);
        let after = kept.collect::<Vec<_>>().join("\n");
        (document.path.clone(), DocumentChange { before: Some(document.text.clone()), after: Some(after) })
    };
    snapshot.documents = documents.iter().map(change).collect();
    bencher.bench(|| decide(black_box(&snapshot), &ownership, &foundation.policy));
}

#[divan::bench]
fn decide_owned_as_a_whole(bencher: Bencher) {
    let (foundation, documents) = foundation();
    let ownership = Ownership::of(&documents, &foundation.policy.governing);
    let snapshot = pull("cloudfoundry/diego-release", Changes::NotRead);
    assert!(!decide(&snapshot, &ownership, &foundation.policy).reviewers.is_empty());
    bencher.bench(|| decide(black_box(&snapshot), &ownership, &foundation.policy));
}

#[divan::bench]
fn read_all_charters(bencher: Bencher) {
    let (foundation, documents) = foundation();
    let bytes: usize = documents.iter().map(|document| document.text.len()).sum();
    let counted = bencher.counter(BytesCount::new(bytes));
    counted.bench(|| Ownership::of(black_box(&documents), &foundation.policy.governing));
}
