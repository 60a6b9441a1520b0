//! The result of `check` as JSON with a stable format. Keys may be added, but none is removed.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::diagnostics::finding::{Rule, Severity};
use crate::domain::document::Span;
use crate::domain::render::json::{schema as schema_of, severity, text};
use crate::domain::rules::{Diagnostic, Edit, Fix, Safety};

use super::Report;

/// The output of `wg-steward check --format json`: the findings on governing documents.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "wg-steward check")]
pub struct Checked {
    /// The findings, ordered by file and position.
    findings: Vec<Found>,
    /// The number of findings.
    counts: Counts,
    /// Fixes that `--fix` has applied, with the places before the fix.
    mended: Vec<MendedFinding>,
}

/// A finding of a rule.
#[derive(Debug, Serialize, JsonSchema)]
struct Found {
    /// The id of the rule, such as `Y3`.
    rule: &'static str,
    /// The exact problem, such as `key-missing`: stable, whatever the message says.
    kind: &'static str,
    /// The severity: an `error` blocks merging, and leads to exit code 1.
    #[schemars(schema_with = "severity")]
    severity: &'static str,
    /// The file.
    path: String,
    #[serde(flatten)]
    place: Region,
    /// The problem.
    message: String,
    /// The fix, in words; empty if the message contains it.
    help: String,
    /// The automatic fix; left out if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JsonFix")]
    fix: Option<JsonFix>,
    /// The page about the rule; left out if the address of the pages is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    url: Option<String>,
}

/// A part of a file; an empty one is a position between characters. Lines and columns count from 1, columns in
/// characters.
#[derive(Debug, Serialize, JsonSchema)]
struct Region {
    /// The line of its first character.
    #[schemars(range(min = 1))]
    line: u32,
    /// The column of its first character.
    #[schemars(range(min = 1))]
    column: u32,
    /// The line of the position after its last character.
    #[schemars(range(min = 1))]
    end_line: u32,
    /// The column after its last character.
    #[schemars(range(min = 1))]
    end_column: u32,
}

/// A change of text that fixes a finding.
#[derive(Debug, Serialize, JsonSchema)]
struct JsonFix {
    /// What it does, as an instruction.
    title: String,
    /// Whether `--fix` applies it; otherwise, `--unsafe-fixes` does.
    safe: bool,
    /// The replacements, which do not overlap.
    edits: Vec<Replacement>,
}

/// One replacement in a file.
#[derive(Debug, Serialize, JsonSchema)]
struct Replacement {
    /// The file.
    path: String,
    #[serde(flatten)]
    place: Region,
    /// The new text.
    text: String,
}

/// The number of findings of each severity.
#[derive(Debug, Serialize, JsonSchema)]
struct Counts {
    /// Findings that block merging.
    error: usize,
    /// Findings on which a person decides.
    warning: usize,
    /// Findings for information.
    notice: usize,
}

/// A finding that was fixed.
#[derive(Debug, Serialize, JsonSchema)]
struct MendedFinding {
    /// The id of the rule.
    rule: &'static str,
    /// The file.
    path: String,
    /// The line of the finding.
    line: u32,
    /// What was done, as an instruction.
    title: String,
}

/// The report as JSON.
pub fn json(report: &Report<'_>) -> String {
    let count = |severity| report.count(severity);
    text(&Checked {
        findings: report.remarks.iter().map(|remark| found(report, remark)).collect(),
        counts: Counts {
            error: count(Severity::Error),
            warning: count(Severity::Warning),
            notice: count(Severity::Notice),
        },
        mended: report.mended.iter().map(mended).collect(),
    })
}

/// The JSON Schema of [`json()`].
pub fn schema() -> String {
    schema_of::<Checked>()
}

fn found(report: &Report<'_>, remark: &Diagnostic) -> Found {
    let Diagnostic { path, finding, severity, group: _, fix } = remark;
    Found {
        rule: finding.rule().id(),
        kind: finding.kind.id(),
        severity: severity.as_str(),
        path: path.clone(),
        place: finding.span.into(),
        message: finding.message.clone(),
        help: finding.help.clone(),
        fix: fix.as_ref().filter(|_| report.is_mendable(remark)).map(mend),
        url: report.page(finding.rule()),
    }
}

fn mend(Fix { title, safety, edits }: &Fix) -> JsonFix {
    let replacement = |Edit { path, span, text }: &Edit| Replacement {
        path: path.clone(),
        place: (*span).into(),
        text: text.clone(),
    };
    JsonFix { title: title.clone(), safe: *safety == Safety::Safe, edits: edits.iter().map(replacement).collect() }
}

fn mended(remark: &Diagnostic) -> MendedFinding {
    let rule: Rule = remark.finding.rule();
    MendedFinding {
        rule: rule.id(),
        path: remark.path.clone(),
        line: remark.finding.span.start.line,
        title: remark.fix.as_ref().map(|fix| fix.title.clone()).unwrap_or_default(),
    }
}

impl From<Span> for Region {
    fn from(Span { start, end }: Span) -> Self {
        Self { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::samples::{hostile, remarks, report, texts};
    use super::*;

    fn told(report: &Report<'_>) -> Value {
        serde_json::from_str(&super::json(report)).unwrap()
    }

    #[test]
    fn findings_have_all_that_a_program_needs_and_counts() {
        let (remarks, texts) = (remarks(), texts());
        let answer = told(&Report { pages: Some("https://x.example"), ..report(&remarks, &texts) });
        let edit = json!({
            "path": "groups/baking.md", "line": 5, "column": 1, "end_line": 5, "end_column": 1, "text": "bots: []\n",
        });
        let first = json!({
            "rule": "Y3", "kind": "key-missing", "severity": "error", "path": "groups/baking.md",
            "line": 4, "column": 1, "end_line": 4, "end_column": 5,
            "message": "`bots` is missing", "help": "add `bots: []` if the group has no bot accounts",
            "fix": {"title": "add `bots: []`", "safe": true, "edits": [edit]}, "url": "https://x.example/rules/Y3",
        });
        assert_eq!(answer["findings"][0], first);
        assert_eq!(answer["counts"], json!({"error": 1, "warning": 1, "notice": 1}));
        assert_eq!(Severity::ALL.map(|severity| answer["counts"][severity.as_str()].as_u64()), [Some(1); 3]);
        assert!(
            answer["findings"][1].get("fix").is_none()
                && told(&report(&remarks, &texts))["findings"][0].get("url").is_none()
        );
    }

    #[test]
    fn what_was_mended_is_told_and_texts_come_out_as_they_are() {
        let (remarks, texts) = hostile();
        let answer = told(&Report { mended: &remarks, ..report(&remarks, &texts) });
        assert_eq!(answer["findings"][0]["message"], remarks[0].finding.message.as_str());
        let mended = json!([{"rule": "S4", "path": remarks[0].path, "line": 1, "title": "write \u{1b}[1m\nit"}]);
        assert_eq!(answer["mended"], mended);
    }
}
