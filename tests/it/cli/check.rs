//! `check`: checkouts, changes, single files, and invalid input. The findings of the rules are tested elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::{DOCS, Ran, arg, charter, community, put, run, run_in, tree};
use crate::support::shared::shared;

const GUILD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/decisions/foundation");

/// A folder with the policies of two foundations.
fn two_foundations() -> TempDir {
    let community = include_str!("../../../policies/cloudfoundry/policy.yml");
    tree(&[("a/policy.yml", community), ("b/policy.yml", include_str!("../../decisions/policy.yml"))])
}

/// The findings in JSON output, without the first part of the path.
fn findings(ran: &Ran, prefix: &str) -> Vec<Value> {
    assert!(ran.code < 2, "{ran:?}");
    let mut findings = ran.json()["findings"].as_array().unwrap().clone();
    for finding in &mut findings {
        let path = finding["path"].as_str().unwrap().strip_prefix(prefix).unwrap().to_owned();
        finding["path"] = path.into();
        finding.as_object_mut().unwrap().remove("fix");
    }
    findings
}

/// All files of a folder, by path.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false => _ = found.insert(path.display().to_string(), fs::read(&path).unwrap_or_default()),
            }
        }
    }
    found
}

#[test]
fn a_checkout_is_the_same_from_within_from_below_and_from_outside() {
    let root = community();
    let within = findings(&run_in(root.path(), &["check", "--format", "json"]), "");
    let below = findings(&run_in(&root.path().join("toc"), &["check", "--format", "json"]), "../");
    let outside = run(&["check", arg(root.path()), "--format", "json"]);
    let outside = findings(&outside, &format!("{}/", arg(root.path())));
    assert_eq!((&within, &within), (&below, &outside));
    let dot = findings(&run_in(root.path(), &["check", ".", "--format", "json"]), "");
    assert_eq!(within, dot);
}

#[test]
fn what_a_change_does_not_add_is_not_told() {
    let root = community();
    let ran = run(&["check", "--base", arg(root.path()), arg(root.path())]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "No problems found: 2 charters and list of contributors checked against the base.\n"),
        "{ran:?}"
    );
}

#[test]
fn a_file_is_told_of_under_the_name_that_it_is_given() {
    let root = community();
    put(root.path(), "drafts/new.md", charter("New", "eve", "cloudfoundry/new").as_bytes());
    for name in [DOCS, "./toc/working-groups/docs.md", "toc/../toc/TOC.md", "drafts/new.md"] {
        let ran = run_in(root.path(), &["check", name, "README.md", "--format", "json"]);
        assert!(ran.code < 2 && ran.err.is_empty(), "{ran:?}");
        let paths: BTreeSet<_> = findings(&ran, "").iter().map(|finding| finding["path"].to_string()).collect();
        assert!(paths.is_subset(&BTreeSet::from([format!("{name:?}")])), "{paths:?}");
        let human = run_in(root.path(), &["check", name, "README.md"]);
        assert!(!human.out.contains("Nothing to check"), "{human:?}");
    }
}

#[test]
fn files_that_are_nothing_of_ours_are_passed_over() {
    let root = community();
    put(root.path(), "ci/build.yml", b"a: b\n");
    put(root.path(), "image.png", &[0xff, 0x00]);
    for files in [&["README.md"][..], &["README.md", "ci/build.yml", "image.png"]] {
        let ran = run_in(root.path(), &[&["check"], files].concat());
        assert!(ran.code == 0 && ran.out.starts_with("Nothing to check: ") && ran.err.is_empty(), "{ran:?}");
        let ran = run_in(root.path(), &[&["check", "--format", "json"], files].concat());
        assert_eq!((ran.code, findings(&ran, "")), (0, Vec::new()));
    }
}

#[test]
fn a_draft_outside_of_a_checkout_is_taken_for_a_charter() {
    let drafts = tree(&[("my draft.md", "# No title yet\n"), ("b/my draft.md", "# Nor here\n")]);
    let ran = run_in(drafts.path(), &["check", "my draft.md", "b/my draft.md", "--format", "json"]);
    findings(&ran, "");
    let ran = run_in(drafts.path(), &["check", "my draft.md"]);
    assert!(ran.code < 2 && !ran.out.contains("Nothing to check"), "{ran:?}");
}

#[test]
fn people_see_the_lines_in_question_and_how_to_fix_them() {
    let root = community();
    put(root.path(), DOCS, charter("Docs", "anna", "cloudfoundry/books").replace("bots: []\n", "").as_bytes());
    let ran = run_in(root.path(), &["check", DOCS]);
    let finding = "\
error[Y3]: `bots` is missing: a charter has `name`, `execution_leads`, `technical_leads`, `bots` and `areas`
 --> toc/working-groups/docs.md:4:1
  |
4 | name: Docs
  | ^^^^
  |
  = help: add `bots: []` if there are none
  = fix: add `bots: []` (--fix does this)

";
    assert!(ran.code == 1 && ran.out.contains(finding), "{}", ran.out);
    assert!(ran.out.contains("in 1 file; 1 can be fixed with --fix\n"), "{}", ran.out);
}

#[test]
fn all_formats_tell_the_same_findings() {
    let root = community();
    put(root.path(), DOCS, b"# Documentation: Working Group Charter\n\n```yaml\nname: a: b\n```\n");
    let told = |format: &str| run_in(root.path(), &["check", "--format", format]);
    let found = findings(&told("json"), "");
    let (sarif, github, human) = (told("sarif"), told("github"), told("human"));
    assert_eq!(sarif.json()["runs"][0]["results"].as_array().unwrap().len(), found.len(), "{sarif:?}");
    assert_eq!(github.out.lines().count(), found.len(), "{github:?}");
    assert_eq!(human.out.matches("--> ").count(), found.len(), "{human:?}");
    assert!(!human.out.contains('\u{1b}') && human.out.ends_with('\n'), "{human:?}");
    let errors = found.iter().filter(|finding| finding["severity"] == "error").count();
    assert!([sarif, github, human].iter().all(|ran| ran.code == i32::from(errors > 0)));
}

#[test]
fn mending_twice_is_mending_once_and_touches_governing_documents_alone() {
    let root = community();
    let text = charter("Documentation", "anna", "cloudfoundry/books").replace("bots: []\n", "").replace('\n', "\r\n");
    put(root.path(), DOCS, text.as_bytes());
    put(root.path(), "notes.md", b"what stays\r\n");
    let before = files(root.path());
    let first = run_in(root.path(), &["check", "--fix", "--format", "json"]);
    let once = files(root.path());
    let mended = first.json()["mended"].clone();
    assert!(mended.as_array().unwrap().iter().any(|it| it["rule"] == "Y3" && it["path"] == DOCS), "{mended}");
    assert!(fs::read_to_string(root.path().join(DOCS)).unwrap().contains("\r\nbots: []\r\n"));
    let second = run_in(root.path(), &["check", "--fix", "--format", "json"]);
    assert_eq!((&once, &second.json()["mended"]), (&files(root.path()), &serde_json::json!([])), "{second:?}");
    assert_eq!(findings(&first, ""), findings(&second, ""));
    let changed: Vec<_> = before.iter().filter(|(path, bytes)| once[*path] != **bytes).map(|(path, _)| path).collect();
    assert!(changed.iter().all(|path| path.contains("/toc/")) && before.len() == once.len(), "{changed:?}");
    assert!(changed.iter().all(|path| !String::from_utf8_lossy(&once[*path]).replace("\r\n", "").contains('\n')));
}

#[test]
fn wrong_use_is_refused_with_the_way_out() {
    let (root, empty) = (community(), tree(&[("toc/x.txt", "")]));
    let (root, empty) = (arg(root.path()), arg(empty.path()));
    let docs = format!("{root}/{DOCS}");
    for (arguments, words) in [
        (&[root, &docs][..], "check one checkout by itself"),
        (&[root, root], "check one checkout by itself"),
        (&["--base", root, &docs], "`--base` compares checkouts"),
        (&["--base", "/nowhere", root], "/nowhere"),
        (&["--base", root, "/nowhere"], "/nowhere"),
        (&["/nowhere/x.md"], "/nowhere/x.md"),
        (&[empty], "no governing document of cloudfoundry/community is here"),
        (&["--repository", "a/b", root], "governing repositories: cloudfoundry/community"),
        (&["--format", "xml"], "text"),
        (&["--policies", root, root], "policy.yml"),
    ] {
        let ran = run(&[&["check"], arguments].concat());
        assert!(ran.code == 2 && ran.out.is_empty() && ran.err.contains(words), "{words}: {ran:?}");
    }
    // There was none before the first document.
    assert!(run(&["check", "--base", empty, root]).code < 2);
    let ran = run_in(Path::new(empty), &["check"]);
    assert!(ran.code == 2 && ran.err.contains("name the top folder of a checkout"), "{ran:?}");
}

#[test]
fn of_two_foundations_the_one_that_fits_is_taken() {
    let policies = two_foundations();
    let (root, drafts) = (community(), tree(&[("draft.md", "# Draft: Working Group Charter\n")]));
    let check = |arguments: &[&str]| run(&[&["check", "--policies", arg(policies.path())], arguments].concat());
    for folder in [arg(root.path()), GUILD] {
        let ran = check(&[folder]);
        assert!(ran.code < 2 && ran.err.is_empty(), "{ran:?}");
    }
    let draft = drafts.path().join("draft.md");
    let ran = check(&[arg(&draft)]);
    assert!(ran.code == 2 && ran.err.contains("`--repository OWNER/NAME`"), "{ran:?}");
    let ran = check(&[arg(&draft), "--repository", "Bakery/Guild"]);
    assert!(ran.code < 2 && !ran.out.contains("Nothing"), "{ran:?}");
}

#[test]
fn bad_documents_stop_nothing_steer_nothing_and_are_never_rewritten() {
    let root = community();
    put(root.path(), "toc/working-groups/charter.md", &[0x00, 0xff, 0xfe, 0x80, 0x1b, b'[', b'2', b'J', b'\r', b'\n']);
    let title = "# Huge: Working Group Charter\n\n";
    put(root.path(), "toc/working-groups/huge.md", format!("{title}{}", "## Goals\n".repeat(600_000)).as_bytes());
    let latin = charter("B\u{1b}[31mroken", "eve", "cloudfoundry/x").replace("bots: []\n", "").into_bytes();
    put(root.path(), "toc/working-groups/latin.md", &[&latin[..], &[0xe4, 0xf6, b'\n']].concat());
    let bomb = "# Bomb: Working Group Charter\n\n```yaml\na: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]\n```\n";
    put(root.path(), "toc/working-groups/bomb.md", bomb.as_bytes());
    let before = files(root.path());
    let ran = run_in(root.path(), &["check", "--fix"]);
    assert!(ran.code < 2, "{ran:?}");
    assert!(!ran.out.contains(|ch: char| ch.is_control() && ch != '\n'), "{:?}", ran.out);
    let after = files(root.path());
    for name in ["charter.md", "huge.md", "latin.md"] {
        let path = root.path().join("toc/working-groups").join(name).display().to_string();
        assert!(before[&path] == after[&path], "{name} was written");
        let alone = run(&["check", &path]);
        assert!(alone.code < 2 && !alone.out.contains('\u{1b}'), "{alone:?}");
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let (root, outside) = (community(), community());
    let secret = put(outside.path(), "secret.md", charter("Secret", "eve", "cloudfoundry/secret").as_bytes());
    let plain = run_in(root.path(), &["check", "--format", "json"]);
    symlink(&secret, root.path().join("toc/working-groups/secret.md")).unwrap();
    symlink("nowhere", root.path().join("toc/working-groups/gone.md")).unwrap();
    symlink("..", root.path().join("toc/up")).unwrap();
    let linked = run_in(root.path(), &["check", "--fix", "--format", "json"]);
    assert_eq!(findings(&plain, ""), findings(&linked, ""));
    for link in ["toc/working-groups/secret.md", "toc/working-groups/gone.md"] {
        let ran = run_in(root.path(), &["check", link]);
        assert!(ran.code == 0 && ran.err.contains("links are not followed"), "{ran:?}");
    }
}

#[test]
fn no_false_alarm_blocks_the_community_as_it_is() {
    let Some(root) = shared("community") else { return };
    let ran = run(&["check", arg(&root), "--format", "json"]);
    let blocking: Vec<_> = findings(&ran, "").into_iter().filter(|finding| finding["severity"] == "error").collect();
    assert!(blocking.iter().all(|finding| finding["rule"] == "I10"), "{blocking:#?}");
}
