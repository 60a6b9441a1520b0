//! The rules by family. All texts about a rule are on its page, `src/domain/rules/pages/<ID>.md`.

use std::fmt;
use std::str::FromStr;

use crate::domain::types::ids::InvalidName;

use super::Severity;
use super::page::{self, RulePage};

macro_rules! rules {
    ($($family:ident $word:literal $title:literal { $($id:ident)+ })+) => {
        /// The subject of a group of rules.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Family {
            $(#[doc = $title] $family,)+
        }

        impl Family {
            /// All families, in order.
            pub const ALL: &[Self] = &[$(Self::$family,)+];

            /// Its rules, in order.
            pub fn rules(self) -> &'static [Rule] {
                match self {
                    $(Self::$family => &[$(Rule::$id,)+],)+
                }
            }

            /// The word for it, in links and for programs.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$family => $word,)+
                }
            }

            /// The heading above its rules.
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$family => $title,)+
                }
            }
        }

        /// A rule for governing documents. Its id is stable: policies, pages and links use it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $($(#[doc = include_str!(concat!("../../rules/pages/", stringify!($id), ".md"))] $id,)+)+
        }

        impl Rule {
            /// All rules, family by family.
            pub const ALL: &[Self] = &[$($(Self::$id,)+)+];

            /// The id, such as `Y3`.
            pub fn id(self) -> &'static str {
                match self {
                    $($(Self::$id => stringify!($id),)+)+
                }
            }

            /// The family that it belongs to.
            pub fn family(self) -> Family {
                match self {
                    $($(Self::$id)|+ => Family::$family,)+
                }
            }

            /// Its page, as written.
            fn text(self) -> &'static str {
                match self {
                    $($(Self::$id => include_str!(concat!("../../rules/pages/", stringify!($id), ".md")),)+)+
                }
            }
        }
    };
}

rules! {
    Files "files" "The charter as a file" { F1 F2 F3 }
    Sections "sections" "The sections of a charter" { S1 S2 S3 S4 S5 }
    Block "block" "The block of a charter" { Y1 Y2 Y3 Y4 Y5 Y6 }
    People "people" "People" { L1 L2 L3 L4 L5 }
    Areas "areas" "Areas" { A1 A2 }
    Repositories "repositories" "Repositories" { R1 R2 R3 R4 R5 R6 R7 R8 R9 }
    Sync "sync" "The organization's sync" { O1 O2 }
    Index "index" "The index of working groups" { I1 I2 I3 I4 I5 I6 I7 I8 I9 I10 I11 I12 I13 I14 I15 }
    Documents "documents" "Other documents" { D1 }
}

impl Rule {
    /// What it requires, in one line.
    pub fn title(self) -> &'static str {
        page::head(self.text()).map_or(self.id(), |(title, _)| title)
    }

    /// The default severity of its findings.
    pub fn severity(self) -> Severity {
        page::head(self.text()).map_or(Severity::Error, |(_, severity)| severity)
    }

    /// The rest of its page, parsed on demand.
    pub fn page(self) -> RulePage {
        page::read(self.text()).0
    }
}

impl FromStr for Rule {
    type Err = InvalidName;

    /// By its id, ignoring case.
    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let found = Self::ALL.iter().find(|rule| rule.id().eq_ignore_ascii_case(text)).copied();
        found.ok_or_else(|| InvalidName { kind: "rule", text: text.to_owned(), rule: "an id such as `Y3`" })
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_page_has_all_parts_and_begins_with_its_rule() {
        for rule in Rule::ALL {
            assert_eq!(page::read(rule.text()).1, [], "{rule}");
            assert!(rule.text().starts_with(&format!("# {rule}: {}\n", rule.title())), "{rule}");
        }
    }

    #[test]
    fn every_rule_says_why_in_two_to_four_sentences_and_how_to_fix_it_in_one() {
        for rule in Rule::ALL {
            let RulePage { why, fix, .. } = rule.page();
            let sentences = |text: &str| text.matches(". ").count() + 1;
            assert!((2..=4).contains(&sentences(&why)), "{rule}: {} sentences", sentences(&why));
            assert_eq!(sentences(&fix), 1, "{rule}: {fix}");
            assert!(rule.title().chars().count() <= 60 && !rule.title().ends_with('.'), "{rule}");
            for text in [&why, &fix] {
                assert!(text.ends_with('.') && text.matches('`').count().is_multiple_of(2), "{rule}: {text}");
            }
        }
    }

    #[test]
    fn no_two_rules_say_the_same_and_wrong_is_not_right() {
        let whys: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.page().why).collect();
        assert_eq!(whys.len(), Rule::ALL.len());
        for rule in Rule::ALL {
            assert_ne!(rule.page().wrong, rule.page().right, "{rule}");
        }
    }
}
