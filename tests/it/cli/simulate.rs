//! `simulate` with valid input.

use serde_json::json;

use super::{DOCS, TOC, arg, charter, community, put, run, run_with};

#[test]
fn a_charter_that_gives_a_repository_away_is_its_groups_and_the_lead_is_asked() {
    let (base, head) = (community(), community());
    put(head.path(), DOCS, charter("Documentation", "mallory", "cloudfoundry/other").as_bytes());
    let ran = run(&["simulate", "--base", arg(base.path()), "--head", arg(head.path()), "--format", "json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let plan = ran.json();
    let because = json!([
        {"path": DOCS, "reason": "charter"},
        {"path": DOCS, "reason": "repo-from"},
        {"path": DOCS, "reason": "repo-to"},
    ]);
    assert_eq!(plan["owners"], json!([{"group": "docs", "areas": [], "because": because}]));
    // The leads come from the base: a pull request can't make its author a reviewer.
    assert_eq!(plan["reviewers"][0]["login"], "anna");
    assert_eq!(plan["labels"], json!({"add": ["wg/documentation"], "remove": []}));
    assert_eq!(plan["checks"][0]["conclusion"], "success");
}

#[test]
fn people_read_who_owns_what_who_is_asked_and_what_the_check_says() {
    let (base, head) = (community(), community());
    put(head.path(), DOCS, charter("Documentation", "anna", "cloudfoundry/other").as_bytes());
    put(head.path(), "README.md", b"Hello, you\n");
    let ran = run(&["simulate", "--base", arg(base.path()), "--head", arg(head.path()), "--author", "otto"]);
    let page = "cloudfoundry/community (by otto, 2 changed files)

Owners
  docs  Documentation
    toc/working-groups/docs.md (charter)
    toc/working-groups/docs.md (a repository leaves its asset list)
    toc/working-groups/docs.md (a repository enters its asset list)
  toc  Oversight
    README.md (rest of community repo)

Review requested from
  anna  execution lead of Documentation

Skipped
  otto  Oversight: author of this pull request

Labels
  + wg/documentation
  + wg/toc

Checks
  wg/ownership  success  2 groups: review requested from 1 lead
  No action needed from the author. Reviews were requested from the leads of the groups that own this.
  - Oversight needs 1 reviewer and has none: no other person can review.
  wg/proposal  success  Not applicable: no group is proposed
  No action needed from the author: this pull request proposes no working group.
  wg/charter  success  No new problems; 2 people lose access
  No action needed from the author: the change adds no problem to the governing documents.
  - cloudfoundry/other gets an owner: Documentation (area Books).
  - cloudfoundry/books leaves Documentation (area Books) and will have no owner.
  - anna gets admin access to cloudfoundry/other.
  - monalisa gets write access to cloudfoundry/other.
  - anna loses admin access to cloudfoundry/books.
  - monalisa loses write access to cloudfoundry/books.
  wg/approvals  neutral  Approvals alone can't complete this
  To do: get the approval of 1 more lead of Documentation (anna). Too few members of Oversight may approve this: ask the oversight how \
             to go on.
  - 1 member of the oversight can approve instead of the leads of Documentation: 0 so far.

Changes
  cloudfoundry/other  C2, repository claimed: to docs: Books
  cloudfoundry/books  C6, repository released: from docs: Books

Who has to agree
  leads of docs   one agrees: anna; or more than half of the oversight (RFC-0007)
  members of toc  one agrees: no person is eligible (RFC-0007)

Ownership according to the charters in BASE.
";
    assert_eq!(ran.out.replace(arg(base.path()), "BASE"), page);
}

#[test]
fn programs_read_what_changes_and_who_has_to_agree() {
    let (base, head) = (community(), community());
    let gained = charter("Documentation", "anna", "cloudfoundry/books\n  - cloudfoundry/other");
    put(head.path(), DOCS, gained.as_bytes());
    put(head.path(), "toc/rfc/rfc-draft-books.md", b"# Books\n");
    let ran = run(&["simulate", "--base", arg(base.path()), "--head", arg(head.path()), "--format", "json"]);
    let (claimed, rfc) = (&ran.json()["changes"][0], &ran.json()["changes"][1]);
    let expected = json!({
        "case": "C2", "kind": "repository_claimed", "subject": "cloudfoundry/other", "from": [],
        "to": [{"group": "docs", "area": "Books"}], "people": [], "has_rule": true,
    });
    assert_eq!(*claimed, expected);
    assert_eq!((&rfc["case"], &rfc["subject"]), (&json!("P11"), &json!("toc/rfc/rfc-draft-books.md")));
    let approvals = &ran.json()["approvals"];
    let url = "https://github.com/cloudfoundry/community/blob/main/toc/rfc/rfc-0007-repository-ownership.md";
    let leads = json!({
        "party": {"role": "leads", "group": "docs"}, "need": "quorum", "count": 1, "eligible": ["anna"],
        "source": {"name": "RFC-0007", "url": url}, "alternative": "oversight_stands_in", "required": true,
        "reason": "ownership_group", "changes": [0], "progress": "missing", "missing": 1, "have": [], "objections": [],
    });
    assert_eq!(approvals[0], leads);
    let reasons: Vec<_> = approvals.as_array().unwrap().iter().map(|approval| &approval["reason"]).collect();
    assert_eq!(reasons, ["ownership_group", "ownership_oversight", "rfc_decided"]);
    let (tree, changed) = (arg(base.path()), arg(head.path()));
    let reviewed = ["--approved-by", "anna", "--objected-by", "otto", "--format", "json"];
    let ran = run(&[["simulate", "--base", tree, "--head", changed].as_slice(), &reviewed].concat());
    let approvals = &ran.json()["approvals"];
    assert_eq!((&approvals[0]["progress"], &approvals[0]["have"]), (&json!("agreed"), &json!(["anna"])));
    assert_eq!((&approvals[1]["progress"], &approvals[1]["objections"]), (&json!("objected"), &json!(["otto"])));
    let check = &ran.json()["checks"][3];
    assert!(check["title"].as_str().unwrap().starts_with("1 objection; "), "against two agreements: {check}");
    assert!(check["summary"].as_str().unwrap().contains("- `otto` has objected."), "at no known time: {check}");
    // A charter that can't be read says so, and is no change that somebody could agree to.
    put(head.path(), DOCS, gained.replace("bots: []", "bots: [").as_bytes());
    let ran = run(&["simulate", "--base", arg(base.path()), "--head", arg(head.path()), "--format", "json"]);
    assert_eq!(ran.json()["unknown_documents"], json!([DOCS]));
    assert_eq!(ran.json()["changes"].as_array().unwrap().len(), 1);
}

#[test]
fn a_file_with_another_name_and_the_same_bytes_is_one_renamed_file() {
    let (base, head) = (community(), community());
    std::fs::remove_file(head.path().join("README.md")).unwrap();
    put(head.path(), "docs/README.md", b"Hello\n");
    put(head.path(), ".git/index", b"is no part of it");
    let ran = run(&["simulate", "--base", arg(base.path()), "--head", arg(head.path())]);
    assert!(ran.out.starts_with("cloudfoundry/community (1 changed file)\n"), "{ran:?}");
    assert!(ran.out.contains("    README.md (") && ran.out.contains("    docs/README.md ("), "{ran:?}");
}

#[test]
fn the_author_is_passed_over_and_a_draft_asks_nobody() {
    let (base, head) = (community(), community());
    put(head.path(), TOC, b"# Something else\n");
    let trees = ["simulate", "--base", arg(base.path()), "--head", arg(head.path())];
    let ran = run(&[&trees[..], &["--author", "OTTO"]].concat());
    assert!(ran.out.contains("otto  Oversight: author of this pull request"), "{ran:?}");
    let ran = run(&[&trees[..], &["--draft", "--format", "json"]].concat());
    assert_eq!(ran.json()["reviewers"], json!([]));
    assert_eq!(ran.json()["passed_over"][0]["login"], "otto");
}

#[test]
fn two_equal_trees_leave_nothing_to_do() {
    let base = community();
    let ran = run(&["simulate", "--base", arg(base.path()), "--head", arg(base.path())]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("Nothing to do: nothing is changed."), "{ran:?}");
}

#[test]
fn a_list_of_changes_is_enough_and_its_doubts_are_said() {
    let changes = format!("M\t{DOCS}\nR100\tnew.md\told.md\n");
    let arguments = ["simulate", "--changes", "-", "--repository", "CloudFoundry/Community"];
    let ran = run_with(&arguments, changes.as_bytes());
    assert_eq!(ran.code, 0, "{ran:?}");
    for words in ["Documentation", "new.md (", "old.md (", "as of 2026-08-05", "were not checked"] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    let ran = run_with(&[&arguments[..], &["--format", "json"]].concat(), changes.as_bytes());
    assert!(ran.err.contains("note: Ownership as of 2026-08-05"), "{ran:?}");
    assert_eq!(ran.json()["owners"].as_array().unwrap().len(), 2);
}

#[test]
fn a_saved_webhook_of_a_repository_that_is_owned_as_a_whole_says_enough() {
    let root = community();
    let payload = payload("cloudfoundry/books", "open");
    let ran =
        run_with(&["simulate", "--payload", "-", "--root", arg(root.path()), "--format", "json"], payload.as_bytes());
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.json()["owners"][0]["areas"], json!(["Books"]));
    assert_eq!(ran.json()["passed_over"][0]["reason"], "already requested");
}

#[test]
fn of_a_closed_pull_request_nothing_is_to_be_done() {
    let payload = payload("cloudfoundry/community", "closed");
    let ran = run_with(&["simulate", "--payload", "-"], payload.as_bytes());
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("cloudfoundry/community#7 (closed, by octocat)\n  Nothing to do"), "{ran:?}");
}

#[test]
fn a_webhook_with_a_list_of_changes_is_enough_where_paths_have_owners() {
    let root = community();
    let (payload, changes) =
        (payload("cloudfoundry/community", "open"), put(root.path(), "changes", b"M\tREADME.md\n"));
    let arguments = ["simulate", "--payload", "-", "--root", arg(root.path())];
    let ran = run_with(&arguments, payload.as_bytes());
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("add `--changes FILE`"), "{ran:?}");
    let ran = run_with(&[&arguments[..], &["--changes", arg(&changes)]].concat(), payload.as_bytes());
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("rest of community repo"), "{ran:?}");
}

/// A GitHub webhook with the fields that are read; a review is requested from `anna`.
fn payload(repository: &str, state: &str) -> String {
    json!({
        "action": "opened",
        "repository": {"full_name": repository, "html_url": format!("https://github.com/{repository}")},
        "pull_request": {
            "number": 7, "state": state, "draft": false, "user": {"login": "octocat", "type": "User"},
            "head": {"sha": "a".repeat(40)}, "labels": [{"name": "bug"}],
            "requested_reviewers": [{"login": "Anna"}], "requested_teams": [{"slug": "toc"}],
        },
    })
    .to_string()
}
