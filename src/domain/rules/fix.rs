//! Applies the fixes of findings to texts, and runs the rules again.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::domain::diagnostics::finding::{Argument, Kind};
use crate::domain::document::Lines;
use crate::domain::types::ids::GroupId;

use super::{Diagnostic, Edit, Fix, Safety};

/// How often the rules run again: a fix may cause a finding that another one fixes.
const ROUNDS: usize = 8;

/// Documents after applying fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The fixed documents, by path.
    pub documents: BTreeMap<String, String>,
    /// The fixed findings, with their positions before the fix, in the order in which they were fixed.
    pub mended: Vec<Diagnostic>,
    /// The remaining findings.
    pub left: Vec<Diagnostic>,
}

/// Applies all safe fixes that only touch `mendable` documents, and unsafe ones on request, and runs `judge` again,
/// until there is nothing left to fix. Of two fixes at the same position, the first is applied, and the other has to
/// come up again. A fix whose finding remains is not applied at all.
pub fn mend(
    documents: BTreeMap<String, String>,
    mendable: &BTreeSet<String>,
    allowed: Safety,
    mut judge: impl FnMut(&BTreeMap<String, String>) -> Vec<Diagnostic>,
) -> Mended {
    let first = judge(&documents);
    let mut vain: Vec<Diagnostic> = Vec::new();
    for _ in 0..ROUNDS {
        let done =
            rounds(&documents, &first, &vain, |remarks, tried| chosen(remarks, mendable, allowed, tried), &mut judge);
        let left: BTreeSet<_> = done.left.iter().map(identity).collect();
        let again: Vec<_> = done.mended.iter().filter(|remark| left.contains(&identity(remark))).cloned().collect();
        if again.is_empty() {
            return done;
        }
        vain.extend(again);
    }
    Mended { documents, mended: Vec::new(), left: first }
}

/// Applies fixes until none is left that helps. Those in `vain` were tried before.
fn rounds(
    documents: &BTreeMap<String, String>,
    first: &[Diagnostic],
    vain: &[Diagnostic],
    choose: impl Fn(&[Diagnostic], &[&[Diagnostic]]) -> Vec<Diagnostic>,
    mut judge: impl FnMut(&BTreeMap<String, String>) -> Vec<Diagnostic>,
) -> Mended {
    let mut done = Mended { documents: documents.clone(), mended: Vec::new(), left: first.to_vec() };
    for _ in 0..ROUNDS {
        let chosen = choose(&done.left, &[&done.mended, vain]);
        if chosen.is_empty() {
            break;
        }
        let edits: Vec<_> = chosen.iter().filter_map(|remark| remark.fix.as_ref()).flat_map(|fix| &fix.edits).collect();
        for (path, text) in &mut done.documents {
            let of_file: Vec<_> = edits.iter().filter(|edit| edit.path == *path).map(|edit| (*edit).clone()).collect();
            if !of_file.is_empty() {
                *text = apply(text, &of_file);
            }
        }
        done.mended.extend(chosen);
        done.left = judge(&done.documents);
    }
    done
}

/// Applies edits to the text that they refer to, and ignores their path.
///
/// Text outside their spans stays the same, byte by byte. An edit that overlaps an earlier one is left out; of two
/// insertions at one position, both are applied in order. New lines get the line ending of the text's first line.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let lines = Lines::of(text);
    let mut edits: Vec<(Range<usize>, &str)> =
        edits.iter().map(|edit| (lines.range(edit.span), edit.text.as_str())).collect();
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let crlf = text.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r'));
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for (range, new) in edits {
        if range.start < done {
            continue;
        }
        out.push_str(text.get(done..range.start).unwrap_or_default());
        let new = new.replace("\r\n", "\n");
        out.push_str(&if crlf { new.replace('\n', "\r\n") } else { new });
        done = range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// Whether a fix touches documents of this set alone, and changes something.
pub fn concerns_only(fix: &Fix, is_there: impl Fn(&str) -> bool) -> bool {
    !fix.edits.is_empty() && fix.edits.iter().all(|edit| is_there(&edit.path))
}

/// The findings to fix in this round, without those whose fixes were `tried` before.
fn chosen(
    remarks: &[Diagnostic],
    mendable: &BTreeSet<String>,
    allowed: Safety,
    tried: &[&[Diagnostic]],
) -> Vec<Diagnostic> {
    let tried: BTreeSet<_> = tried.iter().copied().flatten().map(identity).collect();
    let mut chosen: Vec<Diagnostic> = Vec::new();
    let mut taken: Vec<&Edit> = Vec::new();
    for remark in remarks {
        let Some(fix) = remark.fix.as_ref().filter(|fix| fix.safety <= allowed) else { continue };
        let possible = concerns_only(fix, |path| mendable.contains(path)) && !tried.contains(&identity(remark));
        let free = !fix.edits.iter().any(|edit| taken.iter().any(|other| collide(edit, other)));
        if possible && free {
            taken.extend(&fix.edits);
            chosen.push(remark.clone());
        }
    }
    chosen
}

/// The identity of a finding across rounds, without its position, which changes.
fn identity(remark: &Diagnostic) -> (&str, Option<&GroupId>, Kind, &[Argument], Option<&str>) {
    let Diagnostic { path, finding, severity: _, group, fix } = remark;
    (path, group.as_ref(), finding.kind, &finding.about, fix.as_ref().map(|fix| fix.title.as_str()))
}

fn collide(one: &Edit, other: &Edit) -> bool {
    let (a, b) = (one.span, other.span);
    one.path == other.path && (a.start == b.start || (a.start < b.end && b.start < a.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::diagnostics::finding::{Finding, Severity};
    use crate::domain::document::{Place, Span};

    fn edit(start: (u32, u32), end: (u32, u32), text: &str) -> Edit {
        let place = |(line, column)| Place { line, column };
        Edit { path: "a".to_owned(), span: Span { start: place(start), end: place(end) }, text: text.to_owned() }
    }

    fn remark(message: &str, edits: Vec<Edit>) -> Diagnostic {
        Diagnostic {
            path: "a".to_owned(),
            finding: Finding::new(Kind::KeyMissing, Span::START, message).about(Argument::text(message)),
            severity: Severity::Error,
            group: None,
            fix: Some(Fix { title: format!("mend {message}"), safety: Safety::Safe, edits }),
        }
    }

    fn mended(text: &str, judge: impl Fn(&str) -> Vec<Diagnostic>) -> (String, usize, usize) {
        let documents = BTreeMap::from([("a".to_owned(), text.to_owned())]);
        let done = mend(documents, &BTreeSet::from(["a".to_owned()]), Safety::Safe, |documents| judge(&documents["a"]));
        (done.documents["a"].clone(), done.mended.len(), done.left.len())
    }

    #[test]
    fn edits_are_carried_out_in_characters_from_whatever_order() {
        let edits = [edit((2, 1), (2, 2), "C"), edit((1, 2), (1, 3), "-"), edit((1, 1), (1, 1), ">")];
        assert_eq!(apply("äöü\nc\n", &edits), ">ä-ü\nC\n");
        assert_eq!(apply("a\nb", &[edit((1, 2), (2, 1), "")]), "ab");
        assert_eq!(apply("a", &[edit((9, 9), (9, 9), "!")]), "a!");
    }

    #[test]
    fn an_edit_that_overlaps_an_earlier_one_is_left_out_and_insertions_keep_their_order() {
        assert_eq!(apply("abcd", &[edit((1, 2), (1, 4), "X"), edit((1, 1), (1, 3), "Y")]), "Ycd");
        assert_eq!(apply("ab", &[edit((1, 2), (1, 2), "1"), edit((1, 2), (1, 2), "2")]), "a12b");
    }

    #[test]
    fn new_lines_end_as_the_others_do() {
        assert_eq!(apply("a\r\nb\r\n", &[edit((2, 1), (2, 1), "x\ny\r\n")]), "a\r\nx\r\ny\r\nb\r\n");
        assert_eq!(apply("a\r\n", &[edit((1, 2), (1, 9), "!")]), "a!\r\n");
        assert_eq!(apply("a\nb\n", &[edit((2, 1), (2, 1), "x\r\n")]), "a\nx\nb\n");
    }

    #[test]
    fn the_rules_are_asked_until_nothing_is_left_to_mend() {
        let judge = |text: &str| match text {
            "1" => vec![remark("one", vec![edit((1, 1), (1, 2), "2")])],
            "2" => vec![remark("two", vec![edit((1, 1), (1, 2), "3")])],
            _ => Vec::new(),
        };
        assert_eq!(mended("1", judge), ("3".to_owned(), 2, 0));
    }

    #[test]
    fn fixes_of_one_place_are_carried_out_one_after_the_other() {
        let judge = |text: &str| {
            let missing = ["a", "b"].into_iter().filter(|word| !text.contains(word));
            missing.map(|word| remark(word, vec![edit((1, 1), (1, 1), word)])).collect()
        };
        assert_eq!(mended("-", judge), ("ba-".to_owned(), 2, 0));
    }

    #[test]
    fn a_fix_that_does_not_help_is_not_made() {
        let judge = |_: &str| vec![remark("always", vec![edit((1, 1), (1, 1), "x")])];
        assert_eq!(mended("", judge), (String::new(), 0, 1));
        let grows = |text: &str| vec![remark(&text.len().to_string(), vec![edit((1, 1), (1, 1), "x")])];
        assert_eq!(mended("", grows), ("x".repeat(ROUNDS), ROUNDS, 1));
    }

    #[test]
    fn a_fix_that_reaches_into_other_documents_is_left_alone() {
        let outside = Edit { path: "../b".to_owned(), ..edit((1, 1), (1, 1), "x") };
        let judge = |_: &str| vec![remark("reach", vec![edit((1, 1), (1, 1), "x"), outside.clone()])];
        assert_eq!(mended("-", judge), ("-".to_owned(), 0, 1));
        assert_eq!(mended("-", |_| vec![remark("empty", Vec::new())]), ("-".to_owned(), 0, 1));
    }
}
