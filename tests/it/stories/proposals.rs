//! Proposals and other changes of governing documents: their cost in requests.

use wg_steward::sandbox::FileChanges;

use crate::support::stage::{Acme, acme_with_all_checks, login, repo};

const GOVERNANCE: &str = "acme/governance";
const CHARTER: &str = "groups/ferries.md";
const INDEX: &str = "groups/INDEX.md";
const ORG_FILE: &str = "org/acme.yml";

/// A foundation with an index and an org file.
async fn governed() -> Acme {
    let mut acme = Acme::start_with(acme_with_all_checks()).await;
    push(&mut acme, &FileChanges::new().write(INDEX, "# Groups\n").write(ORG_FILE, "orgs: {}\n")).await;
    acme
}

async fn push(acme: &mut Acme, changes: &FileChanges) -> Vec<String> {
    acme.stage.github.push_to_default_branch(&repo(GOVERNANCE), &login("ada"), changes).unwrap();
    acme.deliver().await;
    reads(acme)
}

/// A new group: its charter, its place in the index, its repositories in the org file.
async fn propose(acme: &mut Acme) -> (u64, Vec<String>) {
    let proposal = FileChanges::new()
        .write(CHARTER, "# Ferries: Working Group Charter\n")
        .write(INDEX, "# Groups\n\n- Ferries\n")
        .write(ORG_FILE, "orgs:\n  acme: {}\n");
    let number = acme.open_with(GOVERNANCE, "contributor", proposal, false);
    acme.deliver().await;
    (number, reads(acme))
}

/// The reads of the app since the last call, without the repository.
fn reads(acme: &mut Acme) -> Vec<String> {
    let reads = acme.calls().into_iter().filter_map(|call| {
        let path = call.strip_prefix("GET /repos/acme/governance/")?.to_owned();
        let (what, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let is_object = matches!(what, "git/blobs" | "compare") || (what == "git/trees" && name != "HEAD");
        Some(if is_object { what.to_owned() } else { path })
    });
    reads.collect()
}

#[tokio::test]
async fn a_proposal_takes_six_reads_and_two_when_nothing_has_changed() {
    let mut acme = governed().await;
    let (number, first) = propose(&mut acme).await;
    assert_eq!(first, ["pulls/1", "issues/1/timeline", "compare", "git/blobs", "git/blobs", "git/blobs"]);

    let head = acme.pull(GOVERNANCE, number).head;
    acme.stage.github.rerequest_check_suite(&repo(GOVERNANCE), &head, &login("octocat")).unwrap();
    acme.deliver().await;
    assert_eq!(reads(&mut acme), ["pulls", "pulls/1", "issues/1/timeline"], "the first finds who has this head");

    acme.stage.github.enqueue_merge_group(&repo(GOVERNANCE), number, &login("octocat")).unwrap();
    acme.deliver().await;
    let trial = ["pulls/1", "issues/1/timeline", "compare"];
    assert_eq!(
        reads(&mut acme),
        trial,
        "the trial merge is compared with what it stands on, and brings known documents"
    );
}

#[tokio::test]
async fn a_new_head_takes_a_read_for_each_document_that_changed_since() {
    let mut acme = governed().await;
    let (number, _) = propose(&mut acme).await;
    let better = FileChanges::new().write(CHARTER, "# Ferries: Working Group Charter\n\n## Mission\n");
    acme.stage.github.push_to_pull(&repo(GOVERNANCE), number, &better).unwrap();
    acme.deliver().await;
    assert_eq!(reads(&mut acme), ["pulls/1", "issues/1/timeline", "compare", "git/blobs"]);
}

#[tokio::test]
async fn a_base_that_moved_on_costs_nothing_as_long_as_it_was_seen() {
    let mut acme = governed().await;
    let (number, _) = propose(&mut acme).await;
    let moved = push(&mut acme, &FileChanges::new().write(INDEX, "# Groups\n\n- Trams\n")).await;
    assert_eq!(moved, ["git/trees", "git/blobs", "pulls", "pulls/1", "issues/1/timeline"]);

    let better = FileChanges::new().write(CHARTER, "# Ferries: Working Group Charter\n\n## Mission\n");
    acme.stage.github.push_to_pull(&repo(GOVERNANCE), number, &better).unwrap();
    acme.deliver().await;
    assert_eq!(reads(&mut acme), ["pulls/1", "issues/1/timeline", "compare", "git/blobs"]);

    let mut acme = acme.restart().await;
    acme.deliver().await;
    assert_eq!(reads(&mut acme), ["git/trees"]);
    acme.stage.github.push_to_pull(&repo(GOVERNANCE), number, &FileChanges::of_paths(["x"])).unwrap();
    acme.deliver().await;
    let after = reads(&mut acme);
    assert_eq!(after[..4], ["pulls/1", "issues/1/timeline", "compare", "git/trees"], "the tree where they parted");
    assert_eq!(after.len(), 8, "three documents of the head, and the index as it was: {after:?}");
}

#[tokio::test]
async fn a_merged_proposal_is_known_when_its_push_is_told() {
    let mut acme = governed().await;
    let (number, _) = propose(&mut acme).await;
    acme.stage.github.merge_pull(&repo(GOVERNANCE), number, &login("ada")).unwrap();
    acme.deliver().await;
    let mut read = reads(&mut acme);
    read.sort_unstable();
    let expected = ["git/trees", "pulls", "pulls/1"];
    assert_eq!(read, expected, "its documents were read before; nobody waits for its reviewers any more");
}
