//! `export`: files for GitHub and for ourselves.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use super::{DOCS, arg, charter, community, put, run, tree};
use crate::support::shared::shared;

#[test]
fn the_lists_that_are_built_in_are_what_the_charters_export() {
    let Some(root) = shared("community") else { return };
    let source = "cloudfoundry/community@c6dc72c30273312b14865cc4d7723a33eab5efe7";
    let arguments = ["export", "asset-lists", "--root", arg(&root), "--as-of", "2026-08-05", "--source", source];
    let ran = run(&arguments);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let kept = include_str!("../../../policies/cloudfoundry/assets.yml");
    assert!(ran.out == kept, "policies/cloudfoundry/assets.yml is not what `export asset-lists` writes");
}

#[test]
fn the_file_that_is_being_written_is_not_read() {
    let (root, policies) =
        (community(), tree(&[("policy.yml", include_str!("../../../policies/cloudfoundry/policy.yml"))]));
    put(policies.path(), "assets.yml", b"");
    let source = ["--as-of", "2026-08-05", "--source", "cloudfoundry/community@c6dc72c"];
    let places = ["--root", arg(root.path()), "--policies", arg(policies.path())];
    let ran = run(&[&["export", "asset-lists"][..], &source, &places].concat());
    assert!(ran.code == 0 && ran.out.contains("\n- id: docs\n"), "{ran:?}");
}

#[test]
fn what_is_exported_can_be_read_however_much_it_is() {
    let (root, policies) =
        (community(), tree(&[("policy.yml", include_str!("../../../policies/cloudfoundry/policy.yml"))]));
    let many: String = (0..30_000).map(|number| format!("  - cloudfoundry/book-{number}\n")).collect();
    let text = charter("Documentation", "anna", "cloudfoundry/books").replace("  - cloudfoundry/books\n", "");
    let halves: Vec<_> = many.split_inclusive('\n').collect();
    for (group, lines) in [("docs", &halves[..15_000]), ("more", &halves[15_000..])] {
        let text = text.replace("  repositories:\n", &format!("  repositories:\n{}", lines.concat()));
        put(root.path(), &format!("toc/working-groups/{group}.md"), text.as_bytes());
    }
    let source = ["--as-of", "2026-08-05", "--source", "cloudfoundry/community@c6dc72c"];
    let ran = run(&[&["export", "asset-lists"][..], &source, &["--root", arg(root.path())]].concat());
    assert!(ran.code == 0 && ran.out.len() > 1 << 19, "{}", ran.err);
    put(policies.path(), "assets.yml", ran.out.as_bytes());
    let ran = run(&["owners", "cloudfoundry/book-29999", "--policies", arg(policies.path())]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn an_export_is_refused_where_a_block_is_lost() {
    let root = community();
    let good = charter("Documentation", "anna", "cloudfoundry/books");
    let source = ["--as-of", "2026-08-05", "--source", "cloudfoundry/community@c6dc72c"];
    for (bad, words) in [
        (String::new(), "the document is empty"),
        (good.replace("```yaml", "```yml"), "marked 'yml'"),
        (good.split("```").next().unwrap().to_owned(), "no block marked 'yaml'"),
        (good.clone() + "\n```yaml\nname: X\n```\n", "a second block"),
        (good.replace("bots: []", "bots: []\nbots: []"), "is already in line"),
    ] {
        put(root.path(), DOCS, bad.as_bytes());
        let ran = run(&[&["export", "asset-lists", "--root", arg(root.path())][..], &source].concat());
        assert!(ran.code == 2 && ran.out.is_empty(), "{bad}: {ran:?}");
        assert!(ran.err.contains(words) && ran.err.contains("fix these first"), "{words}: {}", ran.err);
    }
}

#[test]
fn code_is_owned_by_the_teams_of_approvers() {
    let root = community();
    let ran = run(&["export", "codeowners", "--repository", "CloudFoundry/Books", "--root", arg(root.path())]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let lines: Vec<_> = ran.out.lines().collect();
    assert!(
        lines[0].starts_with("# Who owns what in CloudFoundry/Books, as the charters in cloudfoundry/community say")
    );
    assert!(lines[1].contains("Written by `wg-steward export codeowners`"), "{}", ran.out);
    assert_eq!(lines[2..], ["* @cloudfoundry/wg-documentation-books-approvers"]);
    let ran = run(&["export", "codeowners", "--repository", "cloudfoundry/x", "--root", arg(root.path())]);
    assert!(ran.out.ends_with("\n* @cloudfoundry/toc\n"), "{ran:?}");
}

#[test]
fn a_team_of_another_organization_owns_no_code() {
    let root = community();
    put(root.path(), DOCS, charter("Documentation", "anna", "elsewhere/books").as_bytes());
    let ran = run(&["export", "codeowners", "--repository", "elsewhere/books", "--root", arg(root.path())]);
    let lines: Vec<_> = ran.out.lines().skip(2).collect();
    assert!(lines[0].starts_with("# @cloudfoundry/wg-documentation-books-approvers owns this, too"), "{ran:?}");
    assert_eq!(lines[1..], ["*"]);
}

#[test]
fn every_repository_gets_a_file_of_its_own_with_the_same_bytes_each_time() {
    let (root, out) = (community(), tree(&[]));
    let arguments = ["export", "codeowners", "--out", arg(out.path()), "--root", arg(root.path())];
    let file = out.path().join("cloudfoundry/books/CODEOWNERS");
    let texts = [(); 2].map(|()| {
        let ran = run(&arguments);
        assert!(ran.code == 0 && ran.err.contains("2 files written"), "{ran:?}");
        fs::read_to_string(&file).unwrap()
    });
    assert_eq!(texts[0], texts[1]);
    put(root.path(), DOCS, b"# Documentation: Working Group Charter\n\n```yaml\nname: a: b\n```\n");
    let ran = run(&arguments);
    assert!(ran.code == 2 && ran.err.contains("fix these first"), "{ran:?}");
}

#[test]
fn what_has_no_codeowners_is_said_with_the_way_out() {
    let of = |name: &str| run(&["export", "codeowners", "--repository", name]);
    let unknown = of("cloudfoundry/deigo-release");
    assert!(unknown.err.ends_with("did you mean cloudfoundry/diego-release?\n"), "{unknown:?}");
    let by_path = of("cloudfoundry/community");
    assert!(by_path.err.contains("the policy has rules for its paths"), "{by_path:?}");
    let neither = run(&["export", "codeowners"]);
    let into_a_file = run(&["export", "codeowners", "--out", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")]);
    assert!(into_a_file.err.contains("name a folder that can be written to"), "{into_a_file:?}");
    for ran in [unknown, by_path, neither, into_a_file] {
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    }
}

#[test]
fn where_there_are_no_charters_there_are_no_teams() {
    let policies = concat!(env!("CARGO_MANIFEST_DIR"), "/policies/kubernetes");
    let root = tree(&[(
        "sigs.yaml",
        "sigs:\n- dir: sig-a\n  name: A\n  leadership: {chairs: [{github: anna}]}\n  subprojects: []\n",
    )]);
    for command in [&["teams"][..], &["codeowners", "--repository", "kubernetes/kubernetes"]] {
        let ran = run(&[&["export"], command, &["--policies", policies, "--root", arg(root.path())]].concat());
        assert!(ran.code == 2 && ran.err.contains("teams come from charters (RFC-0014)"), "{ran:?}");
    }
    let ran = run(&["groups", "sig-a", "--policies", policies, "--root", arg(root.path())]);
    assert!(ran.code == 0 && !ran.out.contains("Teams"), "{ran:?}");
}

#[test]
fn teams_have_members_privileges_and_repositories() {
    let root = community();
    let answer = run(&["export", "teams", "--root", arg(root.path())]).json();
    let teams = answer["teams"].as_array().unwrap();
    let slugs: Vec<_> = teams.iter().map(|team| team["slug"].as_str().unwrap()).collect();
    let all = ["", "-books-approvers", "-bots", "-leads"].map(|part| format!("wg-documentation{part}"));
    assert_eq!(slugs, ["toc", &all[0], &all[1], &all[2], &all[3], "wg-leads"]);
    let approvers = json!({
        "organization": "cloudfoundry", "slug": "wg-documentation-books-approvers", "maintainers": ["anna"],
        "members": ["monalisa"], "access": "write", "repositories": ["cloudfoundry/books"], "patterns": [],
    });
    assert_eq!(teams[2], approvers);
    assert!(teams[1].get("access").is_none() && teams[1]["repositories"] == json!([]), "{:#}", teams[1]);
}

#[test]
fn the_teams_are_those_that_the_organizations_own_generator_makes() {
    let Some(expected) = shared("ownership.json") else { return };
    let expected: Value = serde_json::from_slice(&fs::read(expected).unwrap()).unwrap();
    let answer = run(&["export", "teams"]).json();
    let name =
        |organization: &Value, slug: &Value| format!("{}/{}", organization.as_str().unwrap(), slug.as_str().unwrap());
    let found: Vec<_> =
        answer["teams"].as_array().unwrap().iter().map(|team| name(&team["organization"], &team["slug"])).collect();
    let mut wanted = BTreeSet::from([name(&json!("cloudfoundry"), &expected["team_toc"])]);
    for group in expected["groups"].as_object().unwrap().values() {
        let slugs = group["all_team_slugs"].as_array().into_iter().flatten();
        wanted.extend(slugs.map(|slug| name(&group["org"], slug)));
    }
    for (organization, slug) in expected["team_wg_leads"].as_object().unwrap() {
        wanted.insert(name(&json!(organization), slug));
    }
    let home = expected["team_wg_leads_in_cloudfoundry"].as_array().unwrap();
    wanted.extend(home.iter().map(|slug| name(&json!("cloudfoundry"), slug)));
    assert_eq!(found.iter().cloned().collect::<BTreeSet<_>>(), wanted);
    assert!(found.is_sorted(), "{found:?}");
}

#[test]
fn labels_are_what_the_api_of_github_takes() {
    let root = community();
    let ran = run(&["export", "labels", "--root", arg(root.path())]);
    let expected = json!([
        {"name": "wg/documentation", "color": "0b7285", "description": "Owned by the working group Documentation"},
        {"name": "wg/toc", "color": "5f3dc4", "description": "Owned by the Technical Oversight Committee"},
    ]);
    assert_eq!(ran.json(), expected);
    let ran = run(&["export", "labels", "--root", arg(root.path()), "--format", "text"]);
    assert!(
        ran.out.starts_with("NAME              COLOR   DESCRIPTION\nwg/documentation  0b7285  Owned by"),
        "{ran:?}"
    );
}
