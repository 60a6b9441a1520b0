//! `simulate --base REV --head REV`: git trees.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::{DOCS, arg, charter, community, ended, put, run, run_in, tree};

pub(super) fn git(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let settings = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"];
    let ran = Command::new("git").arg("-C").arg(folder).args(settings).args(arguments).output().unwrap();
    assert!(ran.status.success(), "{arguments:?}: {ran:?}");
    ran.stdout
}

/// A governing repository in which the branch `change` moves a repository to another group and renames a file.
fn history() -> TempDir {
    let root = community();
    fs::remove_dir_all(root.path().join(".git")).unwrap();
    git(root.path(), &["init", "-q"]);
    git(root.path(), &["add", "."]);
    git(root.path(), &["commit", "-qm", "before"]);
    git(root.path(), &["checkout", "-qb", "change"]);
    put(root.path(), DOCS, charter("Documentation", "mallory", "cloudfoundry/other").as_bytes());
    git(root.path(), &["mv", "README.md", "naïve\t\"x\".md"]);
    git(root.path(), &["commit", "-qam", "after"]);
    root
}

#[test]
fn two_revisions_say_the_same_as_two_checkouts() {
    let root = history();
    let (base, head) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (folder, revision) in [(&base, "main"), (&head, "change")] {
        let place = folder.path().join("tree");
        git(root.path(), &["worktree", "add", "-q", "--detach", arg(&place), revision]);
    }
    let (base, head) = (base.path().join("tree"), head.path().join("tree"));
    let folders = run(&["simulate", "--base", arg(&base), "--head", arg(&head), "--format", "json"]);
    let within = root.path().join("toc");
    let revisions = run_in(&within, &["simulate", "--base", "main", "--head", "change", "--format", "json"]);
    assert_eq!((revisions.code, &revisions.out), (0, &folders.out), "{revisions:?}");
    assert!(revisions.out.contains("mallory") || revisions.out.contains("anna"), "{revisions:?}");
    let text = run_in(&within, &["simulate", "--base", "HEAD~1", "--head", "HEAD"]);
    assert!(text.out.contains("according to the charters in HEAD~1"), "{text:?}");
    assert!(text.out.contains("(2 changed files)") || text.out.contains("3 changed files"), "{text:?}");
    let rooted = run(&["simulate", "--base", "main", "--head", "change", "--root", arg(root.path())]);
    assert_eq!(rooted.code, 0, "{rooted:?}");
}

#[test]
fn what_is_neither_a_folder_nor_a_revision_is_reported() {
    let root = history();
    for revision in
        ["gone", "--help", "--git-dir", "main..change", "HEAD:toc", ":/x", " ", "a\u{1b}[31m", "@{upstream}"]
    {
        let (base, head) = (format!("--base={revision}"), "--head=main");
        let ran = run_in(root.path(), &["simulate", &base, head]);
        assert!(ran.code == 2 && ran.out.is_empty(), "{revision}: {ran:?}");
        assert!(ran.err.contains("is neither a folder nor a revision") && !ran.err.contains('\u{1b}'), "{ran:?}");
    }
    let outside = tree(&[("a", "b")]);
    let ran = run_in(outside.path(), &["simulate", "--base", "main", "--head", "main"]);
    assert!(ran.code == 2 && ran.err.contains("not in a git checkout"), "{ran:?}");
    let ran = run_in(root.path(), &["simulate", "--base", "main", "--head", "."]);
    assert!(ran.code == 2 && ran.err.contains("name two of a kind"), "{ran:?}");
}

#[test]
fn a_shallow_clone_and_a_machine_without_git_are_reported_with_the_way_out() {
    let (root, clone) = (history(), tempfile::tempdir().unwrap());
    let url = format!("file://{}", arg(root.path()));
    git(clone.path(), &["clone", "-q", "--depth", "1", "--branch", "change", &url, "."]);
    let ran = run_in(clone.path(), &["simulate", "--base", "HEAD~1", "--head", "HEAD"]);
    assert!(ran.code == 2 && ran.err.contains("git fetch --unshallow"), "{ran:?}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_wg-steward"));
    let without = command.current_dir(root.path()).env("PATH", "/nowhere");
    let ran = ended(without, &["simulate", "--base", "main", "--head", "change"], b"");
    assert!(ran.code == 2 && ran.err.contains("`git` cannot be started"), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn huge_and_odd_files_of_a_revision_do_no_harm() {
    let root = history();
    let huge =
        charter("Huge", "eve", "cloudfoundry/huge").replace("```yaml", &format!("{}\n```yaml", "x".repeat(2 << 20)));
    put(root.path(), "toc/working-groups/huge.md", huge.as_bytes());
    put(root.path(), "toc/working-groups/broken.md", &[0x00, 0xff, 0xfe]);
    put(root.path(), "empty", b"");
    std::os::unix::fs::symlink("/etc/passwd", root.path().join("toc/working-groups/link.md")).unwrap();
    git(root.path(), &["add", "."]);
    git(root.path(), &["commit", "-qm", "odd"]);
    let ran = run_in(root.path(), &["simulate", "--base", "HEAD~1", "--head", "HEAD"]);
    assert!(ran.code == 1 && ran.out.contains("huge.md:1: failure[D1]"), "{ran:?}");
    assert!(!ran.out.contains("root:"), "{ran:?}");
}

#[test]
fn every_change_of_access_is_listed_by_person_or_by_repository() {
    let root = history();
    let by = |order: &str, format: &str| {
        let ran =
            run_in(root.path(), &["simulate", "--base", "main", "--head", "change", "--by", order, "--format", format]);
        assert_eq!(ran.code, 0, "{ran:?}");
        ran
    };
    let person = by("person", "text").out;
    assert!(
        person.contains("\nAccess by person\n") && person.contains("anna      cloudfoundry/books loses admin\n"),
        "{person}"
    );
    let place = by("repository", "text").out;
    assert!(
        place.contains("\nAccess by repository\n") && place.contains("cloudfoundry/other      mallory gets admin\n"),
        "{place}"
    );
    let json = by("person", "json").json();
    let first =
        serde_json::json!({"login": "anna", "bot": false, "repository": "cloudfoundry/books", "before": "admin"});
    assert_eq!(json["access"][0], first);
    let ran = run_in(root.path(), &["simulate", "--by", "person", "--repository", "a/b", "--changes", "-"]);
    assert_eq!(ran.code, 2, "{ran:?}");
}
