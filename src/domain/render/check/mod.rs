//! What a check of governing documents found: for people in a terminal, for programs, for code scanning, for a workflow.

mod human;
mod json;
#[cfg(test)]
mod samples;
mod sarif;
mod scope;
mod statistics;
mod workflow;

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::diagnostics::finding::{Rule, Severity};
use crate::domain::pull::document_report;
use crate::domain::render::rules::rule_url;
use crate::domain::rules::{Diagnostic, fix};

pub use human::{human, nothing, passed_over, summary};
pub use json::{Checked, json, schema};
pub use sarif::sarif;
pub use scope::LookedAt;
pub use statistics::statistics;
pub use workflow::workflow;

/// What was found, and in what. Paths are what the reader knows the files by.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// What the rules say, ordered by file and place.
    pub remarks: &'a [Diagnostic],
    /// What was mended before they said so, with its places as they were.
    pub mended: &'a [Diagnostic],
    /// The texts that the remarks are about, by path.
    pub texts: &'a BTreeMap<String, String>,
    /// What was looked at.
    pub looked_at: LookedAt,
    /// Where the pages about rules are.
    pub pages: Option<&'a str>,
    /// Whether people see each notice; they are counted otherwise.
    pub notices: bool,
}

impl Report<'_> {
    /// Whether something blocks.
    pub fn blocks(&self) -> bool {
        self.remarks.iter().any(|remark| remark.severity == Severity::Error)
    }

    fn count(&self, severity: Severity) -> usize {
        document_report::count(self.remarks.iter(), severity)
    }

    /// In how many files something is found.
    fn files(&self) -> usize {
        self.remarks.iter().map(|remark| &remark.path).collect::<BTreeSet<_>>().len()
    }

    fn is_mendable(&self, remark: &Diagnostic) -> bool {
        let fix = remark.fix.as_ref();
        fix.is_some_and(|fix| fix::concerns_only(fix, |path| self.texts.contains_key(path)))
    }

    /// The page about a rule.
    fn page(&self, rule: Rule) -> Option<String> {
        rule_url(self.pages, rule)
    }
}
