//! The examples of the catalogue, held against the code that looks for what they show.

use wg_steward::domain::diagnostics::finding::Rule;
use wg_steward::domain::document::yaml;
use wg_steward::domain::governance::charter;
use wg_steward::domain::rules::catalogue::{Language, Snippet, about};

/// What stands around a snippet in a charter.
#[derive(Debug, Clone, Copy)]
enum Within {
    /// The snippet is a part of the document.
    Document,
    /// The snippet is a block.
    Block,
    /// The snippet is the areas of a block.
    Areas,
}

/// Rules whose findings can be looked for in a charter by itself.
const BY_ITSELF: &[(Rule, Within)] =
    &[(Rule::Y1, Within::Document), (Rule::Y2, Within::Areas), (Rule::Y3, Within::Block), (Rule::R1, Within::Areas)];

impl Within {
    fn charter(self, text: &str) -> String {
        let head = "# Observability: Working Group Charter";
        match self {
            Self::Document => format!("{head}\n\n{text}"),
            Self::Block => format!("{head}\n\n```yaml\n{text}```\n"),
            Self::Areas => {
                let rest = "name: Observability\nexecution_leads: []\ntechnical_leads: []\nbots: []\n";
                format!("{head}\n\n```yaml\n{rest}{text}```\n")
            }
        }
    }
}

fn examples() -> impl Iterator<Item = (Rule, &'static str, &'static Snippet)> {
    Rule::ALL.iter().flat_map(|rule| {
        let about = about(*rule);
        let wrong = about.wrong.iter().map(|snippet| (*rule, "wrong", snippet));
        wrong.chain(about.right.iter().map(|snippet| (*rule, "right", snippet)))
    })
}

#[test]
fn a_rule_finds_something_in_its_wrong_example_and_nothing_in_the_right_one() {
    for (rule, within) in BY_ITSELF {
        let found = |snippets: &[Snippet]| {
            let texts = snippets.iter().map(|snippet| within.charter(snippet.text));
            let findings = texts.flat_map(|text| charter::read(&text).findings);
            findings.map(|finding| finding.rule()).collect::<Vec<_>>()
        };
        let about = about(*rule);
        assert!(found(about.wrong).contains(rule), "{rule}: {:?}", found(about.wrong));
        assert_eq!(found(about.right), [], "{rule}");
    }
}

#[test]
fn every_example_in_yaml_can_be_read_but_that_of_what_cannot_be() {
    for (rule, which, snippet) in examples().filter(|(.., snippet)| snippet.language == Language::Yaml) {
        let readable = yaml::parse(snippet.text).is_ok_and(|document| document.faults.is_empty());
        assert_eq!(readable, (rule, which) != (Rule::Y2, "wrong"), "{rule}, {which}: {}", snippet.text);
    }
}

#[test]
fn every_example_fits_on_a_page() {
    for (rule, which, Snippet { file, text, .. }) in examples() {
        let long: Vec<_> = text.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(long.is_empty(), "{rule}, {which}: {long:?}");
        assert!(text.ends_with('\n') && !text.ends_with("\n\n") && !text.contains(" \n"), "{rule}, {which}: {text:?}");
        assert!(!file.is_empty() && text.lines().count() < 25, "{rule}, {which}: {file}");
    }
}
