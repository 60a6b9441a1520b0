//! Unusable input: exit code 2, with the problem, its place and how to fix it.

use super::{arg, charter, community, put, run, run_with, tree};

#[test]
fn a_file_that_is_not_there_is_named() {
    for arguments in [
        &["simulate", "--payload", "/nowhere/x.json"][..],
        &["simulate", "--changes", "/nowhere/x", "--repository", "cloudfoundry/uaa"],
        &["simulate", "--base", "/nowhere/a", "--head", "/nowhere/b"],
        &["owners", "cloudfoundry/uaa", "--root", "/nowhere"],
        &["owners", "cloudfoundry/uaa", "--policies", "/nowhere"],
    ] {
        let ran = run(arguments);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains("/nowhere") && ran.out.is_empty(), "{ran:?}");
    }
}

#[test]
fn a_payload_that_is_none_is_refused_with_the_reason() {
    let sha = "a".repeat(40);
    let pull = format!(r#"{{"number":1,"state":"open","head":{{"sha":"{sha}"}}}}"#);
    for (payload, word) in [
        (String::new(), "save the body"),
        ("nonsense".to_owned(), "line 1 column"),
        ("[1]".to_owned(), "line 1 column"),
        ("[".repeat(100_000), "line 1 column"),
        ("{}".to_owned(), "`repository` is missing"),
        (r#"{"repository":{"full_name":"cloudfoundry/uaa"}}"#.to_owned(), "`pull_request` is missing"),
        (r#"{"repository":{"full_name":"cloudfoundry/uaa"},"pull_request":[]}"#.to_owned(), "line 1 column"),
        (format!(r#"{{"repository":{{"full_name":"a/b/c"}},"pull_request":{pull}}}"#), "`repository.full_name`"),
        (format!(r#"{{"repository":{{"full_name":"kubernetes/x"}},"pull_request":{pull}}}"#), "no policy covers"),
    ] {
        let ran = run_with(&["simulate", "--payload", "-"], payload.as_bytes());
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains(word), "{word}: {ran:?}");
    }
    assert_eq!(run_with(&["simulate", "--payload", "-"], b"\xff\xfe\x00").code, 2);
}

#[test]
fn a_bad_line_of_changes_is_named_by_its_number() {
    let arguments = ["simulate", "--changes", "-", "--repository", "cloudfoundry/community"];
    for (text, word) in [
        (&b"M\ta\nM a\n"[..], "-:2: "),
        (b"M\t../x\n", "-:1: "),
        (b"\x00\xff\x01\n", "-: entry 1: "),
        (b"A\0a\0R100\0b\0", "-: entry 2: the second path of the rename or copy is missing"),
        (b"R\tonly-one\n", "the second path of the rename or copy is missing"),
        (b"A\t\"caf\\351.md\"\n", "is not UTF-8"),
        (b"", "the list is empty"),
    ] {
        let ran = run_with(&arguments, text);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains(word), "{word}: {ran:?}");
    }
}

#[test]
fn wrong_use_is_refused_with_the_usage() {
    for arguments in [
        &["simulate"][..],
        &["simulate", "--base", "."],
        &["simulate", "--changes", "-"],
        &["simulate", "--payload", "-", "--base", ".", "--head", "."],
        &["simulate", "--payload", "-", "--author", "a"],
        &["owners", "no-slash"],
        &["owners", "cloudfoundry/community", "../x"],
        &["owners", "cloudfoundry/community", "/x"],
        &["nonsense"],
        &[],
    ] {
        let ran = run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
        assert!(!ran.err.is_empty() && ran.out.is_empty(), "{ran:?}");
    }
}

#[test]
fn folders_without_files_and_without_charters_are_said() {
    let (empty, other) = (tree(&[]), tree(&[]));
    let ran = run(&["simulate", "--base", arg(empty.path()), "--head", arg(other.path())]);
    assert!(ran.code == 2 && ran.err.contains("have no files"), "{ran:?}");
    let ran = run(&["owners", "cloudfoundry/uaa", "--root", arg(empty.path())]);
    assert!(ran.code == 2 && ran.err.contains("no charter of cloudfoundry/community is here"), "{ran:?}");
}

#[test]
fn a_file_in_place_of_a_folder_is_said_with_the_way_out() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    for command in [&["groups"][..], &["owners", "cloudfoundry/uaa"], &["export", "teams"], &["export", "labels"]] {
        let ran = run(&[command, &["--root", file]].concat());
        assert!(ran.code == 2 && ran.err.contains("name a folder whose files can all be read"), "{ran:?}");
        let ran = run(&[command, &["--policies", file]].concat());
        assert!(ran.code == 2 && ran.err.contains("name a folder with policies"), "{ran:?}");
    }
}

#[test]
fn binary_and_huge_files_among_the_charters_do_no_harm() {
    let (base, head) = (community(), community());
    put(head.path(), "image.png", &[0xff, 0x00, 0x89, b'P']);
    put(head.path(), "toc/working-groups/docs.md", &[0x00, 0xff, 0xfe, 0x80]);
    let huge =
        charter("Huge", "eve", "cloudfoundry/huge").replace("```yaml", &format!("{}\n```yaml", "x".repeat(2 << 20)));
    put(head.path(), "toc/working-groups/huge.md", huge.as_bytes());
    let ran = run(&["simulate", "--base", arg(base.path()), "--head", arg(head.path())]);
    assert!(ran.code == 1 && ran.out.contains("docs  Documentation"), "{ran:?}");
    assert!(ran.out.contains("docs.md:1: failure[Y1] This is no longer a charter of 'Documentation'"), "{ran:?}");
    assert!(ran.out.contains("huge.md:1: failure[D1] The document has more than 524288 bytes"), "{ran:?}");
    let ran = run(&["owners", "cloudfoundry/books", "--root", arg(head.path())]);
    assert!(ran.code == 1 && ran.err.contains("huge.md:1:1:"), "{ran:?}");
}

#[test]
fn names_from_files_cannot_steer_the_terminal() {
    let (base, head) = (community(), community());
    put(head.path(), "a\u{1b}[31m\u{202e}b", b"x");
    let ran = run(&["simulate", "--base", arg(base.path()), "--head", arg(head.path())]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!ran.out.contains('\u{1b}') && !ran.out.contains('\u{202e}'), "{ran:?}");
}
