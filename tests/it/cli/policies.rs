//! Policies in a folder, and exports from charters.

use super::{DOCS, arg, community, put, run, tree};

const POLICY: &str = include_str!("../../../policies/cloudfoundry/policy.yml");
const COMMIT: &str = "cloudfoundry/community@c6dc72c30273312b14865cc4d7723a33eab5efe7";

#[test]
fn the_built_in_policies_are_fine() {
    let ran = run(&["policy", "check"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("446 repositories"), "{ran:?}");
}

#[test]
fn a_folder_may_be_one_foundations_or_hold_several() {
    let one = tree(&[("policy.yml", POLICY)]);
    let several = tree(&[("a/policy.yml", POLICY), ("README.md", "no policy")]);
    for folder in [&one, &several] {
        let ran = run(&["policy", "check", arg(folder.path())]);
        assert!(ran.code == 0 && ran.out.contains("no asset lists"), "{ran:?}");
    }
    let ran = run(&["owners", "cloudfoundry/books", "--policies", arg(one.path())]);
    assert!(ran.code == 2 && ran.err.contains("`--root DIR`"), "{ran:?}");
    let root = community();
    let ran = run(&["owners", "cloudfoundry/books", "--policies", arg(one.path()), "--root", arg(root.path())]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn all_faults_of_all_files_are_said_one_a_line_with_their_place() {
    let lists = "as_of: 2026-08-05\nsource: x\ngroups:\n- idd: a\n";
    let policy = POLICY.replace("  at_most: 15", "  at_mots: 15");
    let folder = tree(&[("a/policy.yml", &policy), ("a/assets.yml", lists), ("b/policy.yml", "{")]);
    let ran = run(&["owners", "cloudfoundry/books", "--policies", arg(folder.path())]);
    assert_eq!(ran.code, 2);
    let line = POLICY.lines().position(|line| line == "  at_most: 15").unwrap() + 1;
    for place in [format!("a/policy.yml:{line}:3: "), "a/assets.yml:4:3: ".to_owned(), "b/policy.yml:1:".to_owned()] {
        assert_eq!(ran.err.lines().filter(|line| line.contains(&place)).count(), 1, "{place}: {}", ran.err);
    }
}

#[test]
fn groups_and_areas_that_a_policy_names_are_looked_up_in_a_checkout() {
    let root = community();
    let groups =
        "  at_most: 15\n  groups: {docs: {areas: {Bookz: {minimum: 2}, books: {minimum: 2}}}, dosc: {minimum: 1}}";
    let policy = POLICY.replace("  at_most: 15", groups).replace("{admin: charter, toc: admin-charter}", "{toc: x}");
    let (before, after) = policy.split_once("    admin:\n").unwrap();
    let policy = format!("{before}{}", after.split_once('\n').unwrap().1);
    let folder = tree(&[("policy.yml", &policy)]);
    let ran = run(&["policy", "check", arg(folder.path()), "--root", arg(root.path())]);
    assert_eq!(ran.code, 2, "{ran:?}");
    for words in [
        "the group `docs` has no area `Bookz`. Did you mean `Books`?",
        "there is no group `dosc`. Did you mean `docs`?",
    ] {
        assert_eq!(
            ran.err.lines().filter(|line| line.contains("policy.yml:") && line.contains(words)).count(),
            1,
            "{ran:?}"
        );
    }
    assert_eq!(ran.err.lines().count(), 3, "{ran:?}");
    let empty = tree(&[]);
    let ran = run(&["policy", "check", "--root", arg(empty.path())]);
    assert!(ran.code == 2 && ran.err.contains("no charter of cloudfoundry/community is here"), "{ran:?}");
}

#[test]
fn two_foundations_cannot_cover_one_organization() {
    let folder = tree(&[("a/policy.yml", POLICY), ("b/policy.yml", POLICY)]);
    let ran = run(&["policy", "check", arg(folder.path())]);
    assert_eq!(ran.code, 2);
    for claim in
        ["organization `cloudfoundry`", "organization `concourse`", "governing repository `cloudfoundry/community`"]
    {
        assert!(ran.err.contains(claim), "{claim}: {}", ran.err);
    }
}

#[test]
fn a_folder_without_a_policy_is_said() {
    let folder = tree(&[("README.md", "nothing")]);
    let ran = run(&["policy", "check", arg(folder.path())]);
    assert!(ran.code == 2 && ran.err.contains("there is no `policy.yml` here"), "{ran:?}");
    assert_eq!(run(&["policy", "check", arg(&folder.path().join("gone"))]).code, 2);
}

#[test]
fn exported_asset_lists_serve_in_place_of_the_charters() {
    let root = community();
    let arguments = ["export", "asset-lists", "--root", arg(root.path()), "--as-of", "2026-09-01", "--source", COMMIT];
    let ran = run(&arguments);
    assert_eq!(ran.code, 0, "{ran:?}");
    let policies = tree(&[("policy.yml", POLICY), ("assets.yml", &ran.out)]);
    let ran = run(&["owners", "cloudfoundry/books", "--policies", arg(policies.path())]);
    assert!(ran.code == 0 && ran.out.contains("as of 2026-09-01"), "{ran:?}");
    put(root.path(), DOCS, b"```yaml\n- x\n```\n");
    let ran = run(&arguments);
    assert!(ran.code == 2 && ran.err.contains("docs.md:2:1:"), "{ran:?}");
}
