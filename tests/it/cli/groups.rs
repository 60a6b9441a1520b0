//! `groups`: all of them, and the details of one.

use serde_json::json;

use super::{DOCS, arg, community, put, run};
use crate::support::shared::shared;

#[test]
fn all_groups_stand_in_a_table_with_their_leads() {
    let root = community();
    let ran = run(&["groups", "--root", arg(root.path())]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let lines: Vec<_> = ran.out.lines().take(4).collect();
    let expected = [
        "ID    NAME           AREAS  REPOSITORIES  LEADS",
        "docs  Documentation      1             1  anna",
        "toc   Oversight          1             1  otto",
        "",
    ];
    assert_eq!(lines, expected, "{}", ran.out);
}

#[test]
fn one_group_is_shown_whole_under_any_of_its_names() {
    let root = community();
    let by_id = run(&["groups", "docs", "--root", arg(root.path())]);
    assert_eq!(by_id.code, 0, "{by_id:?}");
    for words in [
        "document  toc/working-groups/docs.md in cloudfoundry/community",
        "label     wg/documentation",
        "leads     anna (execution lead)",
        "approvers  monalisa",
        "cloudfoundry/books",
        "@cloudfoundry/wg-documentation-books-approvers  may push and approve",
    ] {
        assert!(by_id.out.contains(words), "{words}: {}", by_id.out);
    }
    for name in ["Documentation", "wg/documentation", "WG-Documentation", "DOCS"] {
        assert_eq!(run(&["groups", name, "--root", arg(root.path())]).out, by_id.out, "{name}");
    }
}

#[test]
fn a_group_as_json_has_people_repositories_and_teams() {
    let root = community();
    let ran = run(&["groups", "docs", "--root", arg(root.path()), "--format", "json"]);
    let answer = ran.json();
    let group = &answer["groups"][0];
    assert_eq!(group["leads"], json!([{"login": "anna", "role": "execution"}]));
    assert_eq!(group["areas"][0]["repositories"], json!([{"name": "cloudfoundry/books", "required_reviews": 0}]));
    let leads = json!({"organization": "cloudfoundry", "slug": "wg-documentation-leads", "access": "admin"});
    assert!(group["teams"].as_array().unwrap().contains(&leads), "{group:#}");
    assert_eq!(answer["groups"].as_array().unwrap().len(), 1);
}

#[test]
fn an_unknown_group_is_exit_code_2_with_the_nearest_ones() {
    let ran = run(&["groups", "app-runtime-platfrom"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert_eq!(ran.err, "error: `app-runtime-platfrom` is not a group: did you mean app-runtime-platform?\n");
    let ran = run(&["groups", "gardening"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (2, "error: `gardening` is not a group: `wg-steward groups` lists them\n")
    );
}

#[test]
fn a_charter_that_cannot_be_read_is_said_on_its_group() {
    let root = community();
    put(root.path(), DOCS, b"# Documentation: Working Group Charter\n\n```yaml\nname: a: b\n```\n");
    let ran = run(&["groups", "docs", "--root", arg(root.path())]);
    assert!(ran.code == 0 && ran.out.contains("Its document can't be read: line 4, column"), "{ran:?}");
    assert!(ran.err.contains("docs.md:4:"), "{ran:?}");
    let ran = run(&["groups", "docs", "--root", arg(root.path()), "--format", "json"]);
    assert_eq!(ran.json()["groups"][0]["readable"], false);
}

#[test]
fn the_charters_as_they_are_and_the_lists_that_are_built_in_show_the_same_groups() {
    let Some(root) = shared("community") else { return };
    let live = run(&["groups", "--root", arg(&root), "--format", "json"]);
    let kept = run(&["groups", "--format", "json"]);
    assert_eq!((live.code, &live.out), (0, &kept.out));
}
