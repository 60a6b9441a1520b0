//! Which findings a user wants to see.

use std::str::FromStr;

use crate::domain::diagnostics::finding::{Rule, Severity};
use crate::domain::rules::{Diagnostic, similar};

/// A rule, or all rules of a family by its letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Selector {
    Rule(Rule),
    Family(char),
}

/// Which rules to check, and which findings to show.
#[derive(Debug, clap::Args)]
pub(super) struct Selection {
    /// Checks only these rules: ids, or letters of families, such as `Y3,R`
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    select: Vec<Selector>,
    /// Skips these rules
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    ignore: Vec<Selector>,
    /// Shows findings of this severity and above; the text format only counts notices unless this option shows them
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    pub(super) severity: Option<Severity>,
}

impl FromStr for Selector {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(rule) = text.parse() {
            return Ok(Self::Rule(rule));
        }
        let mut letters = text.chars().map(|ch| ch.to_ascii_uppercase());
        let letter = letters.next().filter(|_| letters.next().is_none());
        let family = letter.filter(|letter| Rule::ALL.iter().any(|rule| rule.id().starts_with(*letter)));
        family.map(Self::Family).ok_or_else(|| {
            let known: Vec<_> = similar(text).into_iter().map(|rule| format!("`{rule}`")).collect();
            match known.as_slice() {
                [] => "there is no such rule; `wg-steward rules` lists them".to_owned(),
                known => format!("there is no such rule; did you mean {}?", known.join(" or ")),
            }
        })
    }
}

fn severity(text: &str) -> Result<Severity, String> {
    let known = Severity::ALL.into_iter().find(|severity| severity.as_str() == text);
    known.ok_or_else(|| "write `error`, `warning` or `notice`".to_owned())
}

impl Selector {
    fn holds(&self, rule: Rule) -> bool {
        match self {
            Self::Rule(own) => *own == rule,
            Self::Family(letter) => rule.id().starts_with(*letter),
        }
    }
}

impl Selection {
    /// Whether a finding belongs to the selected rules.
    pub(super) fn takes(&self, remark: &Diagnostic) -> bool {
        let rule = remark.finding.rule();
        let among = |selectors: &[Selector]| selectors.iter().any(|selector| selector.holds(rule));
        (self.select.is_empty() || among(&self.select)) && !among(&self.ignore)
    }

    /// Whether its severity is high enough to be shown.
    pub(super) fn shows(&self, remark: &Diagnostic) -> bool {
        self.severity.is_none_or(|least| remark.severity >= least)
    }
}
