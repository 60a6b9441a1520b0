//! Prints findings as text: one per line, with its place and, if there is a fix, the fixed lines.

use wg_steward::domain::diagnostics::finding::Finding;
use wg_steward::domain::document::{Lines, Span};
use wg_steward::domain::rules::{Diagnostic, Edit, Fix};

use crate::support::document::changed;

use super::Documents;

/// All findings, in order.
pub(super) fn findings(remarks: &[Diagnostic], documents: &Documents) -> String {
    let lines: Vec<String> = remarks.iter().flat_map(|remark| shown(remark, documents)).collect();
    if lines.is_empty() { "nothing\n".to_owned() } else { lines.join("\n") + "\n" }
}

fn shown(remark: &Diagnostic, documents: &Documents) -> Vec<String> {
    let Diagnostic { path, finding, severity, group, fix } = remark;
    let Finding { span: Span { start, end }, message, help, .. } = finding;
    let rule = finding.rule();
    let place = format!("{path}:{}:{}-{}:{}", start.line, start.column, end.line, end.column);
    let way_out = if help.is_empty() { String::new() } else { format!(": {help}") };
    let whose = group.as_ref().map_or_else(String::new, |group| format!(" [{group}]"));
    let mut lines = vec![format!("{severity} {place} {rule}{whose} {message}{way_out}")];
    lines.extend(documents.get(path).map(|text| format!("  {}", pointed_at(text, finding.span))));
    if let Some(fix) = fix {
        lines.push(format!("  fix: {}", fix.title));
        let after = mended(fix, documents);
        for (path, text) in &after {
            let old = documents.get(path).map_or("", String::as_str);
            let (_, gone, come) = changed(old, text);
            lines.extend(gone.iter().map(|line| format!("    - {line}")));
            lines.extend(come.iter().map(|line| format!("    + {line}")));
        }
    }
    lines
}

/// The first line of the finding's span; if the span is empty, the text after it.
fn pointed_at(text: &str, span: Span) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = Lines::of(text);
    let (start, end) = (lines.byte(span.start), lines.byte(span.end));
    let rest = |part: &str| {
        let line = part.lines().next().unwrap_or_default();
        line.chars().map(|ch| if ch.is_control() { '\u{fffd}' } else { ch }).take(100).collect::<String>()
    };
    if start == end {
        return format!("before: {}", rest(&text[start..]));
    }
    let more = if span.end.line > span.start.line { " …" } else { "" };
    format!("at: {}{more}", rest(&text[start..end]))
}

/// The documents with a fix.
pub(super) fn mended(fix: &Fix, documents: &Documents) -> Documents {
    let mut after = documents.clone();
    let mut edits: Vec<&Edit> = fix.edits.iter().collect();
    // From the last to the first, so that the spans stay valid.
    edits.sort_by_key(|edit| std::cmp::Reverse((&edit.path, edit.span.start)));
    for Edit { path, span, text: new } in edits {
        let text = after.entry(path.clone()).or_default();
        let lines = Lines::of(text);
        let range = lines.byte(span.start)..lines.byte(span.end);
        text.replace_range(range, new);
    }
    after
}

/// Checks that a finding's span is within its text, and that its message is one line.
pub(super) fn lies_within(remark: &Diagnostic, documents: &Documents) {
    let Diagnostic { path, finding, .. } = remark;
    let said = format!("{path}: {finding}");
    assert!(!said.contains(['\n', '\r']), "{said:?}");
    let Some(text) = documents.get(path) else {
        assert_eq!(finding.span, Span::START, "{said}");
        return;
    };
    let lines = Lines::of(text);
    let Span { start, end } = finding.span;
    assert!(start <= end, "{said}");
    for place in [start, end] {
        assert_eq!(lines.within(place.line, place.column), place, "{said}");
    }
}
