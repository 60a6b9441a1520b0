//! The catalogue of rules as people read it: why each rule is there, which document asks for it, how a finding is mended,
//! and what is wrong and right. One file for each family; terminal, pages and links are made from this.

mod areas;
mod block;
mod documents;
mod family;
mod files;
mod index;
mod people;
mod repositories;
mod sections;
mod similar;
mod sources;
mod sync;
mod tables;

use super::super::diagnostics::finding::Rule;

pub use family::Family;
pub use similar::similar;

/// What people are told of a rule. Names of files, keys and other code stand in backticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// What goes wrong without it, in two to four sentences.
    pub why: &'static str,
    /// Where it comes from: at least one document.
    pub sources: &'static [&'static Source],
    /// How a finding is mended, in one sentence.
    pub mend: &'static str,
    /// Documents, or parts of them, in which the rule finds something.
    pub wrong: &'static [Snippet],
    /// The same, mended.
    pub right: &'static [Snippet],
}

/// A document that asks for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// What it is called.
    pub name: &'static str,
    /// Where it is, `https://…`.
    pub url: &'static str,
}

/// A part of a governing document. **Invariant:** no line is longer than 80 characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snippet {
    /// The path of the document.
    pub file: &'static str,
    /// In which language the part is written.
    pub language: Language,
    /// The part, with a line break at its end.
    pub text: &'static str,
}

/// A language of governing documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// As in a charter's block and in the org file.
    Yaml,
    /// As in charters and the index.
    Markdown,
}

impl Language {
    /// The word for it, as behind a code fence.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Markdown => "markdown",
        }
    }
}

impl Snippet {
    const fn yaml(file: &'static str, text: &'static str) -> Self {
        Self { file, language: Language::Yaml, text }
    }

    const fn markdown(file: &'static str, text: &'static str) -> Self {
        Self { file, language: Language::Markdown, text }
    }
}

/// Where the charter of the group in the examples lies.
const CHARTER: &str = "toc/working-groups/observability.md";
/// Where the charter of another group lies.
const OTHER: &str = "toc/working-groups/docs.md";
/// Where the index lies.
const INDEX: &str = "toc/working-groups/WORKING-GROUPS.md";
/// Where the org file lies.
const ORG_FILE: &str = "orgs/orgs.yml";

/// What is to be told of a rule.
pub fn about(rule: Rule) -> &'static About {
    match rule {
        Rule::F1 => &files::F1,
        Rule::F2 => &files::F2,
        Rule::F3 => &files::F3,
        Rule::S1 => &sections::S1,
        Rule::S2 => &sections::S2,
        Rule::S3 => &sections::S3,
        Rule::S4 => &sections::S4,
        Rule::S5 => &sections::S5,
        Rule::Y1 => &block::Y1,
        Rule::Y2 => &block::Y2,
        Rule::Y3 => &block::Y3,
        Rule::Y4 => &block::Y4,
        Rule::Y5 => &block::Y5,
        Rule::Y6 => &block::Y6,
        Rule::L1 => &people::L1,
        Rule::L2 => &people::L2,
        Rule::L3 => &people::L3,
        Rule::L4 => &people::L4,
        Rule::L5 => &people::L5,
        Rule::A1 => &areas::A1,
        Rule::A2 => &areas::A2,
        Rule::R1 => &repositories::R1,
        Rule::R2 => &repositories::R2,
        Rule::R3 => &repositories::R3,
        Rule::R4 => &repositories::R4,
        Rule::R5 => &repositories::R5,
        Rule::R6 => &repositories::R6,
        Rule::R7 => &repositories::R7,
        Rule::R8 => &repositories::R8,
        Rule::R9 => &repositories::R9,
        Rule::O1 => &sync::O1,
        Rule::O2 => &sync::O2,
        Rule::I1 => &index::I1,
        Rule::I2 => &index::I2,
        Rule::I3 => &index::I3,
        Rule::I4 => &index::I4,
        Rule::I5 => &index::I5,
        Rule::I6 => &tables::I6,
        Rule::I7 => &tables::I7,
        Rule::I8 => &tables::I8,
        Rule::I9 => &tables::I9,
        Rule::I10 => &tables::I10,
        Rule::I11 => &tables::I11,
        Rule::I12 => &tables::I12,
        Rule::I13 => &index::I13,
        Rule::I14 => &index::I14,
        Rule::I15 => &tables::I15,
        Rule::D1 => &documents::D1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_rule_says_why_in_two_to_four_sentences_and_how_to_mend_it_in_one() {
        for rule in Rule::ALL {
            let About { why, mend, .. } = about(*rule);
            let sentences = |text: &str| text.matches(". ").count() + 1;
            assert!((2..=4).contains(&sentences(why)), "{rule}: {} sentences", sentences(why));
            assert_eq!(sentences(mend), 1, "{rule}: {mend}");
            for text in [why, mend] {
                assert!(text.ends_with('.') && !text.contains("  ") && !text.contains('\n'), "{rule}: {text}");
                assert!(text.matches('`').count() % 2 == 0, "{rule}: {text}");
            }
        }
    }

    #[test]
    fn every_rule_names_a_document_that_can_be_opened() {
        for rule in Rule::ALL {
            let sources = about(*rule).sources;
            assert!(!sources.is_empty(), "{rule}");
            for Source { name, url } in sources {
                assert!(!name.is_empty() && url.starts_with("https://github.com/"), "{rule}: {name}: {url}");
            }
        }
    }

    #[test]
    fn no_two_rules_tell_the_same_and_wrong_is_not_right() {
        let whys: BTreeSet<_> = Rule::ALL.iter().map(|rule| about(*rule).why).collect();
        assert_eq!(whys.len(), Rule::ALL.len());
        for rule in Rule::ALL {
            let About { wrong, right, .. } = about(*rule);
            assert!(!wrong.is_empty() && !right.is_empty() && wrong != right, "{rule}");
        }
    }
}
