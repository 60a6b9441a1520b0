//! Properties of every pull request, with any content: tested with small made-up ones.

mod approvals;
mod charters;
mod codeowners;
mod commands;
mod decisions;
mod drafts;
mod edits;
mod fixes;
mod generator;
mod places;
mod policies;
mod pulls;
mod rules;
mod stories;
mod world;

use std::sync::LazyLock;

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;
use wg_steward::domain::decide::decide;
use wg_steward::domain::governance::ownership::{Ownership, OwnershipDocument};
use wg_steward::domain::policy::{self, Policy};
use wg_steward::domain::render::text::{cell, code, plain, prose, titled};

use crate::support::simulation::blank;

/// The number of cases; `PROPTEST_CASES` increases it.
fn few(cases: u32) -> Config {
    let usual = Config::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { usual.cases } else { cases };
    Config { cases, failure_persistence: None, ..usual }
}

static GUILD: LazyLock<Policy> = LazyLock::new(|| policy::parse(include_str!("../decisions/policy.yml")).unwrap());

/// Text that an attacker might write.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,6}",
        select(&[
            "@octocat",
            "`",
            "``",
            "|",
            "\n",
            "\r\n",
            "<img src=x>",
            "<!--",
            "&lt;",
            "[a](b)",
            "![a](b)",
            "www.evil.example",
            "https://evil.example",
            "**",
            "__",
            "~~",
            "\\",
            "#1",
            "\u{202e}",
            "\u{200b}",
            "\t",
            "a@b.example",
        ])
        .prop_map(str::to_owned),
    ];
    vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// GitHub's rendering of some inline Markdown, and whether it is only text or code.
fn shown(markdown: &str) -> (String, bool) {
    let arena = Arena::new();
    let mut options = Options::default();
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    let line = format!("x {markdown} x");
    let root = parse_document(&arena, &line, &options);
    let (mut text, mut tame) = (String::new(), true);
    for node in root.descendants().skip(2) {
        match &node.data.borrow().value {
            NodeValue::Text(part) => text.push_str(part),
            NodeValue::Code(part) => text.push_str(&part.literal),
            _ => tame = false,
        }
    }
    (text, tame)
}

proptest! {
    #![proptest_config(few(400))]

    /// Prose is only text: no link, image, HTML, emphasis or mention, even in GitHub's rendering.
    #[test]
    fn prose_is_nothing_but_text(text in hostile()) {
        let made = prose(&text);
        prop_assert!(!made.contains(['\n', '\r', '@', '|', '<']), "{}", made);
        let (shown, tame) = shown(&made);
        prop_assert!(tame, "{:?} becomes {:?}", text, made);
        prop_assert!(!shown.contains("@octocat"), "{}", shown);
    }

    /// Code is one span of code, also in a table.
    #[test]
    fn code_is_nothing_but_code(text in hostile()) {
        let made = code(&text);
        prop_assert_eq!(made.matches('`').count(), 2);
        prop_assert!(!made.contains(['\n', '\r', '\u{202e}', '\u{200b}']), "{}", made);
        prop_assert!(made.starts_with('`') && made.ends_with('`'));
        prop_assert!(shown(&made).1, "{}", made);
        prop_assert!(!cell(&made).replace("\\|", "").contains('|'));
    }

    /// A title or a terminal's line is one line without control characters.
    #[test]
    fn plain_text_is_one_line(text in hostile()) {
        for made in [plain(&text), titled(&text)] {
            prop_assert!(!made.contains(['\n', '\r', '`', '\u{202e}', '\u{200b}']), "{}", made);
            prop_assert!(!made.chars().any(char::is_control), "{}", made);
        }
        prop_assert!(!titled(&text).contains('@'));
    }
}

#[test]
fn a_text_that_is_too_long_is_cut_at_a_line_and_says_so() {
    // A group has at most 200 leads of a kind.
    let document = |group: usize| {
        let leads: String = (0..200).map(|number| format!("- github: lead-{group}-{number}\n")).collect();
        let text = format!(
            "# Baking {group}: Working Group Charter\n\n```yaml\nname: Baking {group}\nexecution_leads:\n{leads}areas:\n- name: \
             Bread\n  repositories: [bakery/oven]\n```\n"
        );
        OwnershipDocument { path: format!("groups/baking-{group}.md"), text, last_good: None }
    };
    let ownership = Ownership::of(&(0..10).map(document).collect::<Vec<_>>(), &GUILD.governing);
    let plan = decide(&blank("bakery/oven"), &ownership, &GUILD);
    let summary = &plan.checks[0].summary;
    assert!((65_000..=65_535).contains(&summary.chars().count()));
    let end: Vec<_> = summary.lines().rev().take(5).collect();
    assert_eq!(end[0], "_Cut here: GitHub shows 65,535 characters._");
    assert_eq!(end[2], "</details>");
    assert!(end[4].ends_with("the limit of requested reviewers is reached"), "{}", end[4]);
}
