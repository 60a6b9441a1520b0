//! The content of a charter's block, after parsing.

use std::collections::BTreeSet;

use crate::domain::diagnostics::finding::{Finding, FindingList, Kind, Rule};
use crate::domain::document::Span;
use crate::domain::document::yaml::{Document, Stop};

use super::model_reader::Reader;
use super::slips::outdented;
use super::{Charter, messages, schema};

/// The content of a block.
#[derive(Default)]
pub(super) struct Content {
    pub charter: Option<Charter>,
    pub findings: Vec<Finding>,
    /// The findings whose text is missing from the charter.
    pub unread: Vec<Finding>,
    /// Why there is no charter.
    pub fatal: Option<Finding>,
}

impl Content {
    /// The content of a parsed block, which may contain an unresolved merge conflict.
    pub(super) fn of(parsed: Result<Document, Stop>, conflict: Option<Finding>) -> Self {
        let document = match parsed {
            Ok(document) => document,
            Err(Stop { fault, .. }) => {
                let finding = conflict.unwrap_or_else(|| Finding::of(Kind::BlockSyntax, fault));
                return Content { findings: vec![finding.clone()], fatal: Some(finding), ..Content::default() };
            }
        };
        let mut unread: Vec<_> =
            document.faults.into_iter().map(|fault| Finding::of(Kind::BlockSyntax, fault)).collect();
        let violations = schema::check(&document.root, &BTreeSet::new());
        let hiding = violations.iter().find(|violation| violation.hides_the_charter()).map(messages::violation);
        let outdented = outdented(&document.root);
        let mut found = FindingList::default();
        let mut reader = Reader::default();
        let charter = reader.charter(&document.root);
        // A fault that makes the block unreadable comes before findings that are only counted.
        found.extend(reader.fatal.clone());
        found.extend(violations.iter().filter(|it| !outdented.explain(it)).map(messages::violation));
        found.extend(outdented.persons.iter().map(|person| messages::outdented(person)));
        found.extend(std::mem::take(&mut reader.findings).into_findings());
        let mut findings = found.into_findings();
        let fatal = if charter.is_some() { None } else { hiding.or(reader.fatal.take()) };
        unread.extend(within(&findings, reader.lost));
        findings.extend(unread.iter().filter(|finding| finding.rule() == Rule::Y2).cloned());
        Self { charter, findings, unread, fatal }
    }

    /// If the end of the block is missing, the text after it is not YAML: the fix is to add the end.
    pub(super) fn without_end(&mut self, endless: &Finding) {
        let is_syntax = |finding: &Finding| finding.kind == Kind::BlockSyntax;
        self.findings.retain(|finding| !is_syntax(finding));
        for finding in self.unread.iter_mut().filter(|finding| is_syntax(finding)) {
            *finding = endless.clone();
        }
    }
}

/// The findings within one of the spans; the spans are disjoint or equal.
fn within(findings: &[Finding], mut spans: Vec<Span>) -> Vec<Finding> {
    spans.sort_unstable();
    let covered = |finding: &&Finding| {
        let start = finding.span.start;
        let behind = spans.partition_point(|span| span.start <= start);
        behind.checked_sub(1).and_then(|index| spans.get(index)).is_some_and(|span| start <= span.end)
    };
    findings.iter().filter(covered).cloned().collect()
}
