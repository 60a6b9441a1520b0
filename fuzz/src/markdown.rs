//! The outline of a Markdown document: everything in it stands where it says, in the order of the text.
//!
//! Input: the document.

use wg_steward::domain::document::markdown::{Fence, outline};

use super::places::Lines;

/// Panics where a property does not hold.
pub fn hold(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let lines = Lines::of(text);
    let outlined = outline(text);
    assert_eq!(outlined, outline(text), "the same text reads differently");
    let outlined = match outlined {
        Ok(outlined) => outlined,
        Err(fault) => return lines.hold(fault.place.line, fault.place.column, &fault.message),
    };
    assert!(outlined.headings.is_sorted_by(|a, b| a.line < b.line), "headings out of order");
    for heading in &outlined.headings {
        lines.hold(heading.line, 1, &heading.text);
        assert!((1..=6).contains(&heading.level));
    }
    assert!(outlined.fences.is_sorted_by(|a, b| a.line < b.line), "fences out of order");
    // A block's line that ends with a single `\r` and the next one, if nothing is left of it where its indentation is cut
    // off, become one line, for `\r` and `\n` meet: there the parser's text of a block has a line less.
    if !text.replace("\r\n", "\n").contains('\r') {
        outlined.fences.iter().for_each(|each| fence(each, &lines));
    }
    assert!(outlined.comments.is_sorted_by(|a, b| a < b), "comments out of order");
    for line in outlined.comments {
        let text = lines.rest(line, 1).expect("a comment stands in the text");
        assert!(text.trim_start().starts_with("<!--"), "line {line} begins no comment: {text:?}");
    }
}

/// A block's lines are lines of the text, and a closed one has a line more.
fn fence(fence: &Fence, lines: &Lines<'_>) {
    let Fence { language, body, line, closed } = fence;
    let opening = lines.rest(*line, 1).expect("a block stands in the text");
    assert!(opening.contains("```") || opening.contains("~~~"), "line {line} opens no block: {opening:?}");
    assert!(!language.contains(char::is_whitespace));
    let inside = Lines::of(body);
    // The last line of a document may have no end.
    let length = inside.count() - usize::from(body.is_empty() || body.ends_with(['\r', '\n']));
    for (number, inner) in (line + 1..).zip(inside.iter().take(length)) {
        let outer = lines.rest(number, 1).expect("a block's line stands in the text");
        // In a list or quote the front of a line is cut off, and a tab that is cut in two becomes blanks.
        let inner = inner.trim_start();
        assert!(known(outer).ends_with(&known(inner)), "line {number}: {inner:?} in {outer:?}");
    }
    assert!(line + length + usize::from(*closed) <= lines.count(), "a block is longer than the text");
}

/// CommonMark reads a NUL as the replacement character; in code blocks it may stay.
fn known(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
