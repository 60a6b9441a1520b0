//! `owners`: of a repository, and of paths in it.

use serde_json::json;
use tempfile::TempDir;

use super::{DOCS, arg, charter, community, put, run, run_with, tree};
use crate::support::shared::shared;

#[test]
fn a_repository_is_shown_with_its_area_and_the_people_there() {
    let root = community();
    let ran = run(&["owners", "CloudFoundry/Books", "--root", arg(root.path())]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for words in ["docs  Documentation", "(area Books)", "anna (execution lead)", "approvers of Books  monalisa"] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
}

#[test]
fn paths_have_owners_of_their_own_where_the_policy_says_so() {
    let root = community();
    let arguments = ["owners", "cloudfoundry/community", DOCS, "x/y", "--root", arg(root.path()), "--format", "json"];
    let ran = run(&arguments);
    assert_eq!(ran.code, 0, "{ran:?}");
    let owners = json!([
        {
            "group": "docs", "name": "Documentation", "areas": [], "because": [{"path": DOCS, "reason": "charter"}],
            "leads": [{"login": "anna", "role": "execution"}], "approvers": [], "reviewers": [],
        },
        {
            "group": "toc", "name": "Oversight", "areas": [],
            "because": [{"path": "x/y", "reason": "rest-of-community-repo"}],
            "leads": [{"login": "otto", "role": "execution"}], "approvers": [], "reviewers": [],
        },
    ]);
    assert_eq!(ran.json()["owners"], owners);
    let ran = run(&["owners", "cloudfoundry/books", "x/y", "--root", arg(root.path())]);
    assert!(ran.out.contains("owned as a whole"), "{ran:?}");
}

/// A foundation of which one repository has parts with owners of their own.
fn parts() -> TempDir {
    let policy = include_str!("../../fixtures/acme/policy.yml");
    let head = "as_of: 2026-01-31\nsource: acme/governance@0000000\ngroups:\n";
    let group = "- {id: engines, name: Engines, path: groups/engines.md, names: [], leads: [{login: ada, role: technical}], bots: [], areas: [";
    let area = "{name: Steam, approvers: [stoker], repositories: [acme/tool-*], parts: [{repository: acme/mono, folder: steam}]}]}\n";
    tree(&[("policy.yml", policy), ("assets.yml", &[head, group, area].concat())])
}

#[test]
fn paths_have_owners_of_their_own_where_the_lists_name_parts_of_a_repository() {
    let policies = parts();
    let arguments = ["owners", "acme/mono", "steam/a", "x", "--policies", arg(policies.path()), "--format", "json"];
    let ran = run(&arguments);
    let because = json!([{"path": "steam/a", "reason": "area:Steam"}]);
    let owner = json!({
        "group": "engines", "name": "Engines", "areas": ["Steam"], "because": because,
        "leads": [{"login": "ada", "role": "technical"}], "approvers": ["stoker"], "reviewers": [],
    });
    assert_eq!(ran.json()["owners"], json!([owner]));
    assert_eq!((ran.code, &ran.json()["unowned"]), (1, &json!(["x"])), "{ran:?}");
    let ran = run(&["owners", "acme/mono", "steam/a", "--policies", arg(policies.path())]);
    for words in ["steam/a (area Steam)", "approvers of Steam  stoker"] {
        assert!(ran.code == 0 && ran.out.contains(words), "{words}: {ran:?}");
    }
    let ran = run(&["owners", "acme/tool-box", "x", "--policies", arg(policies.path())]);
    assert!(ran.code == 0 && ran.out.contains("owned as a whole"), "{ran:?}");
}

#[test]
fn a_pull_request_in_a_repository_with_parts_needs_its_files() {
    let policies = parts();
    let body = r#"{"action":"opened","number":1,"pull_request":{"number":1,"state":"open","user":{"login":"eve"},
        "head":{"sha":"cccccccccccccccccccccccccccccccccccccccc"},"base":{}},
        "repository":{"full_name":"acme/mono","owner":{"login":"acme"}}}"#;
    let ran = run_with(&["simulate", "--payload", "-", "--policies", arg(policies.path())], body.as_bytes());
    assert!(ran.code == 2 && ran.err.contains("acme/mono has owners by path"), "{ran:?}");
    let arguments = ["simulate", "--changes", "-", "--repository", "acme/mono", "--policies", arg(policies.path())];
    let ran = run_with(&arguments, b"M\tsteam/a\n");
    assert!(ran.code == 0 && ran.out.contains("technical lead of Engines"), "{ran:?}");
    let ran = run_with(&arguments, b"M\tother\n");
    assert!(ran.out.contains("No working group owns the changed files"), "{ran:?}");
}

#[test]
fn what_nobody_owns_is_exit_code_1_with_the_way_to_an_owner() {
    let ran = run(&["owners", "cloudfoundry/nobodys"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("claims it by adding it to an area of its charter"), "{ran:?}");
}

#[test]
fn a_repository_that_nobody_owns_is_shown_with_the_nearest_spelling() {
    let ran = run(&["owners", "cloudfoundry/deigo-release"]);
    assert!(ran.code == 1 && ran.out.contains("\nDid you mean\n  cloudfoundry/diego-release\n"), "{ran:?}");
    let ran = run(&["owners", "cloudfoundry/deigo-release", "--format", "json"]);
    assert_eq!(ran.json()["similar"], json!(["cloudfoundry/diego-release"]));
}

#[test]
fn a_name_without_organization_is_enough_where_one_organization_has_it() {
    let (full, bare) = (run(&["owners", "cloudfoundry/uaa"]), run(&["owners", "UAA"]));
    assert_eq!((bare.code, &bare.out), (0, &full.out), "{bare:?}");
    let paths = run(&["owners", "community", "toc/TOC.md", "--format", "json"]);
    assert_eq!(paths.json()["repository"], "cloudfoundry/community");
    let policies = parts();
    let by_pattern = run(&["owners", "tool-box", "--policies", arg(policies.path())]);
    assert!(by_pattern.code == 0 && by_pattern.out.starts_with("acme/tool-box\n"), "{by_pattern:?}");
}

#[test]
fn a_name_that_several_organizations_have_is_answered_with_all_of_them() {
    let root = community();
    put(root.path(), DOCS, charter("Documentation", "anna", "concourse/x").as_bytes());
    let ran = run(&["owners", "x", "--root", arg(root.path())]);
    assert!(ran.code == 2 && ran.err.contains("called `x`: `cloudfoundry/x`, `concourse/x`. Name one"), "{ran:?}");
}

#[test]
fn a_name_that_no_organization_has_is_answered_with_the_nearest() {
    let ran = run(&["owners", "deigo-release"]);
    assert!(ran.code == 2 && ran.err.contains("did you mean `cloudfoundry/diego-release`?"), "{ran:?}");
    let ran = run(&["owners", "zzzzzz"]);
    assert!(ran.code == 2 && ran.err.contains("write it with its organization"), "{ran:?}");
    for name in ["", "a b", "..", "a\u{1b}b", &"x".repeat(100_000)] {
        let ran = run(&["owners", name]);
        assert!(ran.code == 2 && ran.out.is_empty() && !ran.err.contains('\u{1b}'), "{name:.20}");
    }
}

#[test]
fn people_are_named_for_programs_too() {
    let root = community();
    let ran = run(&["owners", "cloudfoundry/books", "--root", arg(root.path()), "--format", "json"]);
    let owner = json!({
        "group": "docs", "name": "Documentation", "areas": ["Books"], "because": [{"reason": "repository"}],
        "leads": [{"login": "anna", "role": "execution"}], "approvers": ["monalisa"], "reviewers": [],
    });
    assert_eq!(ran.json()["owners"], json!([owner]));
    assert_eq!(ran.json()["required_reviews"], 0);
}

#[test]
fn an_organization_that_no_policy_names_is_exit_code_2_unless_a_list_has_the_repository() {
    let root = community();
    put(root.path(), DOCS, charter("Documentation", "anna", "elsewhere/books").as_bytes());
    let ran = run(&["owners", "elsewhere/books", "--root", arg(root.path())]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = run(&["owners", "elsewhere/other", "--root", arg(root.path())]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("no policy covers the organization `elsewhere`"), "{ran:?}");
}

#[test]
fn a_charter_that_cannot_be_read_is_a_warning_with_its_place_and_the_others_work() {
    let root = community();
    put(root.path(), "toc/working-groups/broken.md", b"# Broken: Working Group Charter\n\n```yaml\nname: a: b\n```\n");
    let ran = run(&["owners", "cloudfoundry/books", "--root", arg(root.path())]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let warning = "toc/working-groups/broken.md:4:";
    assert!(ran.err.starts_with("warning: ") && ran.err.contains(warning), "{ran:?}");
    let ran = run(&["owners", "cloudfoundry/nobodys", "--root", arg(root.path())]);
    assert!(ran.code == 1 && ran.out.contains("It may belong to Broken"), "{ran:?}");
    assert!(
        ran.out.contains("unknown: no document that can be read names") && !ran.out.contains("no owner:"),
        "{ran:?}"
    );
}

#[test]
fn programs_are_told_which_charters_cannot_be_read() {
    let root = community();
    let ask = || run(&["owners", "cloudfoundry/books", "--root", arg(root.path()), "--format", "json"]).json();
    assert_eq!((&ask()["owners"][0]["group"], &ask()["unreadable"]), (&json!("docs"), &json!([])));
    put(root.path(), DOCS, b"");
    let answer = ask();
    assert_eq!((&answer["owners"], &answer["unreadable"]), (&json!([]), &json!(["docs"])));
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_root_is_not_followed() {
    let (root, outside) = (community(), community());
    let secret = put(outside.path(), "secret.md", charter("Secret", "eve", "cloudfoundry/secret").as_bytes());
    std::os::unix::fs::symlink(secret, root.path().join("toc/working-groups/secret.md")).unwrap();
    std::os::unix::fs::symlink(outside.path(), root.path().join("away")).unwrap();
    let ran = run(&["owners", "cloudfoundry/secret", "--root", arg(root.path())]);
    assert_eq!(ran.code, 1, "{ran:?}");
}

#[test]
fn the_community_as_it_is_says_the_same_as_the_lists_that_are_built_in() {
    let Some(root) = shared("community") else { return };
    for repository in ["cloudfoundry/diego-release", "concourse/concourse", "cloudfoundry/community"] {
        let live = run(&["owners", repository, "--root", arg(&root), "--format", "json"]);
        let kept = run(&["owners", repository, "--format", "json"]);
        assert_eq!((live.code, &live.out), (0, &kept.out), "{live:?}");
    }
    let diego = run(&["owners", "cloudfoundry/diego-release", "--root", arg(&root)]);
    assert!(diego.out.contains("app-runtime-platform  App Runtime Platform"), "{diego:?}");
}

#[test]
fn the_groups_of_kubernetes_own_folders_of_a_repository() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/kubernetes");
    let policies = concat!(env!("CARGO_MANIFEST_DIR"), "/policies/kubernetes");
    let ask = |paths: &[&str]| {
        run(&[&["owners", "kubernetes/kubernetes"], paths, &["--root", root, "--policies", policies]].concat())
    };
    let ran = ask(&["pkg/oven/fuel/wood.go"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for words in ["sig-baking  Baking", "(area fuel)", "ada (chair)", "cleo (technical lead)"] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    assert!(!ran.out.contains("Serving") && !ran.out.contains("zoe"), "{}", ran.out);
    assert!(ran.err.contains("sigs.yaml:59:3: D1: the group 'Without Folder' has no 'dir'"), "{}", ran.err);
    assert_eq!(ask(&["staging/x"]).code, 1);
    let ran = run(&["owners", "kubernetes/nobodys", "--root", root, "--policies", policies]);
    assert!(
        ran.out.contains("no group in kubernetes/community lists") && !ran.out.contains("in no charter"),
        "{}",
        ran.out
    );
}

#[test]
fn every_policy_of_ours_can_be_used() {
    for folder in ["policies/cloudfoundry", "policies/kubernetes", "policies"] {
        let ran = run(&["policy", "check", &format!("{}/{folder}", env!("CARGO_MANIFEST_DIR"))]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
}
