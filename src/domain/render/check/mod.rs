//! The result of checking governing documents: for people in a terminal, for programs, for code scanning, and for a
//! workflow.

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

/// The findings, and the checked texts. Paths are as the reader knows the files.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The findings, ordered by file and position.
    pub remarks: &'a [Diagnostic],
    /// The findings that were fixed before, with the positions before the fix.
    pub mended: &'a [Diagnostic],
    /// The texts that the findings refer to, by path.
    pub texts: &'a BTreeMap<String, String>,
    /// What was checked.
    pub looked_at: LookedAt,
    /// The address of the pages about rules.
    pub pages: Option<&'a str>,
    /// Whether each notice is shown; otherwise, they are only counted.
    pub notices: bool,
}

impl Report<'_> {
    /// Whether a finding blocks merging.
    pub fn blocks(&self) -> bool {
        self.remarks.iter().any(|remark| remark.severity == Severity::Error)
    }

    fn count(&self, severity: Severity) -> usize {
        document_report::count(self.remarks.iter(), severity)
    }

    /// The number of files with findings.
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
