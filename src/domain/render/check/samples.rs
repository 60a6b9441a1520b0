//! Sample findings for testing the renderers.

use std::collections::BTreeMap;

use crate::domain::diagnostics::finding::{Finding, Kind, Rule};
use crate::domain::document::{Place, Span};
use crate::domain::rules::{Diagnostic, Edit, Fix, Safety};

use super::{LookedAt, Report};

/// A charter.
pub(super) const BAKING: &str = "groups/baking.md";

/// Its text: tabs, wide and other characters, Windows line endings.
pub(super) const TEXT: &str = "# Baking\r\n\r\n```yaml\r\nname: Bäking\r\n\tareas: 面包 x\r\n- a\r\n- b\r\n- c\r\n- d\r\n- e\r\n- f\r\n- g\r\n- h\r\n- i\r\n```\r\n";

pub(super) fn span(start: (u32, u32), end: (u32, u32)) -> Span {
    let place = |(line, column)| Place { line, column };
    Span { start: place(start), end: place(end) }
}

/// A finding with the rule's default severity.
pub(super) fn remark(rule: Rule, span: Span, message: &str) -> Diagnostic {
    let kind = Kind::ALL.iter().copied().find(|kind| kind.rule() == rule).unwrap();
    let finding = Finding::new(kind, span, message);
    Diagnostic { path: BAKING.to_owned(), finding, severity: rule.severity(), group: None, fix: None }
}

/// One finding of each severity, the first with a fix.
pub(super) fn remarks() -> Vec<Diagnostic> {
    let mut missing = remark(Rule::Y3, span((4, 1), (4, 5)), "`bots` is missing");
    missing.finding.help = "add `bots: []` if the group has no bot accounts".to_owned();
    let insertion = Edit { path: BAKING.to_owned(), span: span((5, 1), (5, 1)), text: "bots: []\n".to_owned() };
    missing.fix = Some(Fix { title: "add `bots: []`".to_owned(), safety: Safety::Safe, edits: vec![insertion] });
    let lone = remark(Rule::L2, span((5, 9), (5, 11)), "only `octocat` leads");
    let block = remark(Rule::A2, span((6, 1), (14, 4)), "3 approvers");
    vec![missing, lone, block]
}

/// Findings on hostile text.
pub(super) fn hostile() -> (Vec<Diagnostic>, BTreeMap<String, String>) {
    let path = "groups/a\u{1b}[2J,b:c\u{202e}%0A\n::error::x.md";
    let text = "a\u{1b}[31m\u{202e}\u{7}b\u{200b}c\td\rlone";
    let mut remark = remark(Rule::S4, span((1, 7), (1, 8)), "says `\u{1b}]8;;x\u{7}`\r\n::error::@all\u{2066}");
    remark.finding.help = "write % and \u{202e}:,\n::stop-commands::x".to_owned();
    remark.path = path.to_owned();
    let edits = vec![Edit { path: path.to_owned(), span: Span::START, text: "\u{1b}".to_owned() }];
    remark.fix = Some(Fix { title: "write \u{1b}[1m\nit".to_owned(), safety: Safety::Safe, edits });
    (vec![remark], BTreeMap::from([(path.to_owned(), text.to_owned())]))
}

/// A report about these findings.
pub(super) fn report<'a>(remarks: &'a [Diagnostic], texts: &'a BTreeMap<String, String>) -> Report<'a> {
    Report { remarks, mended: &[], texts, looked_at: LookedAt::default(), pages: None, notices: true }
}

/// The texts of [`remarks`].
pub(super) fn texts() -> BTreeMap<String, String> {
    BTreeMap::from([(BAKING.to_owned(), TEXT.to_owned())])
}

/// Every odd kind of span: empty, reversed, out of range, after the end of the text.
pub(super) fn odd_spans() -> Vec<Diagnostic> {
    let ends = [(0, 0), (1, 1), (1, 99), (2, 1), (4, 7), (5, 1), (13, 4), (14, 1), (99, 9), (u32::MAX, u32::MAX)];
    let spans = ends.iter().flat_map(|start| ends.iter().map(|end| span(*start, *end)));
    spans.map(|span| remark(Rule::D1, span, "odd")).collect()
}
