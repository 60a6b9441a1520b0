//! Folders with hostile content: nothing outside of them is read or written.

use std::path::Path;

use crate::cli::put;
use crate::support::process::command;

const SECRET: &[u8] =
    b"# marker-outside: Working Group Charter\n\n```yaml\nname: marker-outside\nexecution_leads: []\n```\n";

fn said(arguments: &[&str]) -> String {
    let run = command(arguments, &[]).output().unwrap();
    String::from_utf8([run.stdout, run.stderr].concat()).unwrap()
}

/// A folder for policies in which all governing paths are below `above`.
fn policies(at: &Path, above: &str) {
    let policy = include_str!("../../fixtures/acme/policy.yml").replace("groups/", &format!("{above}groups/"));
    put(at, "policy.yml", policy.as_bytes());
}

#[test]
fn a_governing_path_that_leads_out_of_the_root_reads_and_writes_nothing_there() {
    let place = tempfile::tempdir().unwrap();
    let (root, kept) = (place.path().join("root"), place.path().join("policies"));
    let outside = put(place.path(), "groups/secret.md", SECRET);
    put(&root, "OVERSIGHT.md", b"# Oversight: Working Group Charter\n");
    let absolute = format!("{}/", place.path().display());
    for above in ["../", "./../", "x/../../", absolute.as_str()] {
        policies(&kept, above);
        let (root, kept) = (root.to_str().unwrap(), kept.to_str().unwrap());
        for arguments in [
            &["check", root, "--fix"][..],
            &["groups", "--root", root],
            &["owners", "acme/boiler", "--root", root],
            &["export", "teams", "--root", root],
            &["simulate", "--base", root, "--head", root],
        ] {
            let said = said(&[arguments, &["--policies", kept]].concat());
            assert!(!said.contains("marker-outside"), "{above}, {arguments:?}: {said}");
        }
    }
    assert_eq!(std::fs::read(outside).unwrap(), SECRET);
    policies(&kept, "");
    put(&root, "groups/inside.md", SECRET);
    let said = said(&["groups", "--root", root.to_str().unwrap(), "--policies", kept.to_str().unwrap()]);
    assert!(said.contains("marker-outside"), "the same document within is read: {said}");
}

#[cfg(unix)]
#[test]
fn links_and_pipes_in_a_root_are_not_opened() {
    let place = tempfile::tempdir().unwrap();
    let (root, kept) = (place.path().join("root"), place.path().join("policies"));
    put(place.path(), "away/secret.md", SECRET);
    put(&root, "OVERSIGHT.md", b"# Oversight: Working Group Charter\n");
    policies(&kept, "");
    std::os::unix::fs::symlink(place.path().join("away"), root.join("groups")).unwrap();
    let (at, kept) = (root.to_str().unwrap(), kept.to_str().unwrap());
    assert!(!said(&["groups", "--root", at, "--policies", kept]).contains("marker-outside"));
    std::fs::remove_file(root.join("groups")).unwrap();
    std::fs::create_dir(root.join("groups")).unwrap();
    let pipe = root.join("groups/pipe.md");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // Opening the pipe would block for ever, because no process writes to it.
    for command in [&["check", at][..], &["groups", "--root", at], &["check", pipe.to_str().unwrap()]] {
        assert!(!said(&[command, &["--policies", kept]].concat()).is_empty());
    }
}
