//! `simulate --changes`: lists of changed files in git's formats.

use tempfile::TempDir;

use super::revisions::git;
use super::{arg, put, run_with, tree};

const POLICY: &str = "foundation: X\norganizations: [acme]\ngoverning: {repository: acme/site, adapter: codeowners}\n\
    labels: {name: <slug>, color: '000000', description: x}\nchecks: {wg/ownership: shadow}\n";

/// A repository in which each folder has an owner of its own.
fn site() -> TempDir {
    tree(&[("CODEOWNERS", "* @all\n/docs/ @docs\n/src/ @src\n"), ("policies/policy.yml", POLICY)])
}

/// The owners of the changes in a list, with the paths.
fn owners(site: &TempDir, list: &[u8]) -> Vec<String> {
    let policies = site.path().join("policies");
    let ran = run_with(
        &[
            "simulate",
            "--changes",
            "-",
            "--repository",
            "acme/site",
            "--format",
            "json",
            "--root",
            arg(site.path()),
            "--policies",
            arg(&policies),
        ],
        list,
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    let answer = ran.json();
    let owners = answer["owners"].as_array().unwrap().iter();
    let because = |owner: &serde_json::Value| {
        let paths =
            owner["because"].as_array().unwrap().iter().map(|reason| reason["path"].as_str().unwrap().to_owned());
        format!("{}: {}", owner["group"].as_str().unwrap(), paths.collect::<Vec<_>>().join(", "))
    };
    owners.map(because).collect()
}

#[test]
fn a_copy_belongs_to_the_owner_of_the_new_path_in_gits_order_and_in_words() {
    let site = site();
    assert_eq!(owners(&site, b"C100\tsrc/a\tdocs/b\n"), ["@docs: docs/b"]);
    assert_eq!(owners(&site, b"copied\tdocs/b\tsrc/a\n"), ["@docs: docs/b"]);
}

#[test]
fn a_path_in_quotes_belongs_to_the_owner_of_the_file_that_it_names() {
    assert_eq!(owners(&site(), b"A\t\"docs/caf\\303\\251.md\"\n"), ["@docs: docs/café.md"]);
}

#[test]
fn what_git_writes_is_read_with_z_and_without() {
    let (site, work) = (site(), tempfile::tempdir().unwrap());
    put(work.path(), "src/a", b"some words that make a file\nwhich is kept by git\n");
    put(work.path(), "docs/naïve \"x\"", b"one\n");
    git(work.path(), &["init", "-q"]);
    git(work.path(), &["add", "."]);
    git(work.path(), &["commit", "-qm", "before"]);
    git(work.path(), &["mv", "src/a", "docs/a"]);
    put(work.path(), "docs/naïve \"x\"", b"two\n");
    git(work.path(), &["commit", "-qam", "after"]);
    for flag in ["-M", "-z"] {
        let list = git(work.path(), &["diff", "--name-status", flag, "HEAD~1", "HEAD"]);
        let expected = ["@docs: docs/a, docs/naïve \"x\"", "@src: src/a"];
        assert_eq!(owners(&site, &list), expected, "{}", String::from_utf8_lossy(&list));
    }
}
