//! The number of findings of each rule.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::domain::diagnostics::finding::{Rule, Severity};

use super::Report;

/// A line for each rule with findings: count, severity, id and title. The rules with the most findings come first.
pub fn statistics(report: &Report<'_>) -> String {
    let mut counts: BTreeMap<(Rule, Severity), usize> = BTreeMap::new();
    for remark in report.remarks {
        *counts.entry((remark.finding.rule(), remark.severity)).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|((rule, severity), count)| (std::cmp::Reverse(*count), *rule, *severity));
    let mut text = String::new();
    for ((rule, severity), count) in counts {
        // Writing to a `String` can't fail.
        _ = writeln!(text, "{count:>5}  {:<7}  {:<3}  {}", severity.as_str(), rule.id(), rule.title());
    }
    text
}
