//! Unreadable documents: whatever a pull request writes into a governing document, each problem is an error with a
//! place in it.

use wg_steward::domain::diagnostics::finding::Severity;
use wg_steward::domain::document::MAX_BYTES;
use wg_steward::domain::governance::tree::Tree;
use wg_steward::domain::rules::added;

use crate::rules::{foundation, policy};

const ORG_FILE: &str = "org/org.yml";
const CONTRIBUTORS: &str = "org/contributors.yml";
const PROTECTION: &str = "org/protection.yml";

/// Aliases that would expand to a billion entries.
fn bomb() -> String {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let list = vec![format!("*a{}", level - 1); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{list}]\n"));
    }
    text
}

/// A text in UTF-16, wrongly decoded as UTF-8.
fn utf_16(text: &str) -> String {
    let bytes: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A text in Latin 1, wrongly decoded as UTF-8.
fn latin_1(text: &str) -> String {
    let bytes: Vec<u8> =
        text.replacen("bakery", "b\u{e4}ckerei", 1).chars().map(|ch| u8::try_from(ch).unwrap()).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn bad(path: &str, good: &str) -> Vec<(&'static str, String)> {
    let repeated = good.replacen("orgs:\n", "orgs: {}\norgs:\n", 1).replacen(
        "branch-protection:\n",
        "branch-protection: {}\nbranch-protection:\n",
        1,
    );
    assert_ne!(repeated, good, "{path}");
    let line = "# a line that says nothing at all, and there are many of them\n";
    vec![
        ("a bomb of aliases", format!("{good}{}", bomb())),
        ("deep lists", format!("{good}more: {}", "[".repeat(100_000))),
        ("deep mappings", format!("{good}more: {}", "{a: ".repeat(50_000))),
        ("a key twice", repeated),
        ("UTF-16", utf_16(good)),
        ("Latin 1", latin_1(good)),
        ("zeros", "\0".repeat(4096)),
        ("nothing but a text", "x".to_owned()),
        ("a list", "- a\n- b\n".to_owned()),
        ("two documents", format!("{good}---\n{good}")),
        ("a tab", format!("{good}\tx: y\n")),
        ("an unknown tag", format!("{good}more: !!python/object:os.system {{}}\n")),
        ("half a megabyte and more", format!("{good}{}", line.repeat(MAX_BYTES / line.len() + 1))),
        ("half a megabyte in one line", "x".repeat(MAX_BYTES - 1)),
    ]
}

#[test]
fn whatever_is_put_into_a_document_of_yaml_is_an_error_in_it() {
    let (policy, base) = (policy(""), foundation());
    let before = Tree::read(&base, &policy);
    let mut wrong = Vec::new();
    for path in [ORG_FILE, CONTRIBUTORS, PROTECTION] {
        for (what, text) in bad(path, &base[path]) {
            let mut documents = base.clone();
            let lines = text.split('\n').count();
            documents.insert(path.to_owned(), text);
            let remarks = added(&before, &before.read_again(&documents, &policy), &policy);
            let errors = remarks.iter().filter(|it| it.severity == Severity::Error && it.path == path);
            let placed =
                errors.filter(|it| (1..=lines).contains(&usize::try_from(it.finding.span.start.line).unwrap()));
            if placed.count() == 0 {
                wrong.push(format!("{path}, {what}: {remarks:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_document_that_goes_is_an_error() {
    let (policy, base) = (policy(""), foundation());
    let before = Tree::read(&base, &policy);
    for path in [ORG_FILE, CONTRIBUTORS, "COUNCIL.md"] {
        let mut documents = base.clone();
        documents.remove(path);
        let remarks = added(&before, &before.read_again(&documents, &policy), &policy);
        assert!(remarks.iter().any(|it| it.severity == Severity::Error), "{path}: {remarks:?}");
    }
}
