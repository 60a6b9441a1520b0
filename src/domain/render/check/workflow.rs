//! Renders findings as GitHub workflow commands, which become annotations of a run.
//!
//! <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>

use std::fmt::Write as _;

use crate::domain::diagnostics::finding::Finding;
use crate::domain::render::text::verbatim;
use crate::domain::rules::Diagnostic;

use super::Report;

/// One command per line for each finding.
pub fn workflow(report: &Report<'_>) -> String {
    let mut out = String::new();
    for Diagnostic { path, finding, severity, .. } in report.remarks {
        let Finding { span, message, help, .. } = finding;
        let rule = finding.rule();
        let way_out = if help.is_empty() { String::new() } else { format!("\n{help}") };
        // GitHub accepts columns within one line only.
        let columns = match span.start.line == span.end.line {
            true => format!(",col={},endColumn={}", span.start.column, span.end.column),
            false => String::new(),
        };
        // Writing to a `String` can't fail.
        _ = writeln!(
            out,
            "::{severity} file={},line={},endLine={}{columns},title={rule}::{}",
            property(path),
            span.start.line,
            span.end.line,
            data(&format!("{message}{way_out}")),
        );
    }
    out
}

/// The text after the colons. Line breaks stay; control characters do not.
fn data(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(verbatim).collect();
    escaped(&lines.join("\n"))
}

/// The value of a property.
fn property(text: &str) -> String {
    escaped(&verbatim(text)).replace(':', "%3A").replace(',', "%2C")
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::super::samples::{hostile, remarks, report, texts};
    use super::*;

    #[test]
    fn each_finding_is_one_command() {
        let (remarks, texts) = (remarks(), texts());
        let expected = "\
::error file=groups/baking.md,line=4,endLine=4,col=1,endColumn=5,title=Y3::`bots` is missing%0Aadd `bots: []` if the group has no bot accounts
::warning file=groups/baking.md,line=5,endLine=5,col=9,endColumn=11,title=L2::only `octocat` leads
::notice file=groups/baking.md,line=6,endLine=14,title=A2::3 approvers
";
        assert_eq!(workflow(&report(&remarks, &texts)), expected);
        assert_eq!(workflow(&report(&[], &texts)), "");
    }

    #[test]
    fn no_text_becomes_a_command_of_its_own() {
        let (remarks, texts) = hostile();
        let commands = workflow(&report(&remarks, &texts));
        assert_eq!(commands.lines().count(), 1, "{commands}");
        assert!(!commands.trim_end().contains(|ch: char| ch.is_control() || ch == '\u{202e}'), "{commands:?}");
        assert!(
            commands.starts_with("::error file=groups/a�[2J%2Cb%3Ac�%250A�%3A%3Aerror%3A%3Ax.md,line=1,"),
            "{commands}"
        );
        assert!(commands.contains("%0A::error::@all�%0Awrite %25 and �:,%0A::stop-commands::x\n"), "{commands}");
    }
}
