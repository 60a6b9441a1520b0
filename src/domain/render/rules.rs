//! The texts of the pages about rules, the same in terminal and browser, and the addresses of these pages.

use crate::domain::diagnostics::finding::{Family, Rule, Severity};
use crate::domain::policy::Policy;

use super::text::{cut, heading, plain};

/// The title of all rules.
pub const TITLE: &str = "Rules for charters and the index of working groups";
/// The link to the page of all rules.
pub const ALL: &str = "All rules";
/// The heading of similar rules.
pub const MEANT: &str = "Did you mean one of these?";

/// How many characters of an unknown id are shown.
const LONGEST: usize = 40;

/// The address of a rule's page, if the site is known.
pub fn rule_url(site_root: Option<&str>, rule: Rule) -> Option<String> {
    let root = site_root?.trim_end_matches('/');
    (!root.is_empty()).then(|| format!("{root}/rules/{rule}"))
}

/// What a severity means for a pull request.
pub fn meaning(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "it blocks",
        Severity::Warning => "a person decides",
        Severity::Notice => "for information",
    }
}

/// Words as a sentence, with a full stop.
pub fn sentence(words: &str) -> String {
    heading(words) + "."
}

/// Reports that there is no rule with this id, which is cut if it is long.
pub fn unknown(word: &str) -> String {
    format!("`{}` is not a rule", cut(&plain(word), LONGEST))
}

/// A rule with the foundations' severities.
#[derive(Debug, Clone)]
pub struct RuleView<'p> {
    /// The rule.
    pub rule: Rule,
    /// The severity of a finding in each foundation; `None` if the rule is off there.
    pub weights: Vec<(&'p str, Option<Severity>)>,
}

impl<'p> RuleView<'p> {
    /// A rule under the policies of some foundations.
    pub fn of(rule: Rule, policies: impl IntoIterator<Item = &'p Policy>) -> Self {
        let weight =
            |policy: &'p Policy| (policy.foundation.as_str(), policy.rules.severity(rule, rule.severity(), None));
        Self { rule, weights: policies.into_iter().map(weight).collect() }
    }

    /// The foundations whose severity differs from the rule's default, each in a few words.
    pub fn departures(&self) -> Vec<String> {
        let usual = Some(self.rule.severity());
        let departs = self.weights.iter().filter(|(_, severity)| *severity != usual);
        let words = |(foundation, severity): &(&str, Option<Severity>)| match severity {
            Some(severity) => format!("{} makes it a {severity}", plain(foundation)).replace(" a error", " an error"),
            None => format!("{} has switched it off", plain(foundation)),
        };
        departs.map(words).collect()
    }
}

/// A family with its rules.
#[derive(Debug, Clone)]
pub struct FamilyView<'p> {
    /// The family.
    pub family: Family,
    /// Its rules, in their order.
    pub rules: Vec<RuleView<'p>>,
}

impl<'p> FamilyView<'p> {
    /// All families under the policies of some foundations.
    pub fn all<P: IntoIterator<Item = &'p Policy> + Clone>(policies: P) -> Vec<Self> {
        let view = |family: &Family| Self {
            family: *family,
            rules: family.rules().iter().map(|rule| RuleView::of(*rule, policies.clone())).collect(),
        };
        Family::ALL.iter().map(view).collect()
    }
}

/// A part of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'t> {
    /// Whether it was in backticks.
    pub code: bool,
    /// The words, without backticks.
    pub text: &'t str,
}

/// The parts of a sentence: prose, and the code in backticks.
pub fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let parts = text.split('`').enumerate().map(|(number, text)| Piece { code: number % 2 == 1, text });
    parts.filter(|piece| !piece.text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rules_page_is_below_the_address_that_the_app_is_known_by() {
        let url = |root| rule_url(root, Rule::Y3);
        assert_eq!(url(Some("https://steward.example")).unwrap(), "https://steward.example/rules/Y3");
        assert_eq!(url(Some("https://steward.example/app/")).unwrap(), "https://steward.example/app/rules/Y3");
        assert_eq!((url(None), url(Some(""))), (None, None));
    }

    #[test]
    fn a_foundation_that_departs_from_a_severity_is_named() {
        let view = |severity| RuleView { weights: vec![("Acme", severity)], ..RuleView::of(Rule::Y3, []) };
        assert_eq!(view(Some(Severity::Error)).departures(), [""; 0]);
        assert_eq!(view(Some(Severity::Notice)).departures(), ["Acme makes it a notice"]);
        assert_eq!(view(None).departures(), ["Acme has switched it off"]);
        let strict = RuleView { weights: vec![("Acme", Some(Severity::Error))], ..RuleView::of(Rule::I2, []) };
        assert_eq!(strict.departures(), ["Acme makes it an error"]);
    }

    #[test]
    fn code_in_a_sentence_is_told_apart() {
        let parts: Vec<_> = pieces("`a` is b`c`").map(|piece| (piece.code, piece.text)).collect();
        assert_eq!(parts, [(true, "a"), (false, " is b"), (true, "c")]);
    }
}
