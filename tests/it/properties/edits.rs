//! Properties of every text edit, at any place: it changes what it describes, and nothing else.

use proptest::collection::vec;
use proptest::prelude::*;
use wg_steward::domain::document::{Lines, Place, Span};
use wg_steward::domain::rules::Edit;
use wg_steward::domain::rules::fix::apply;

use super::{few, hostile};

/// A character that occurs in no test text.
const NEW: char = '\u{e000}';

fn text() -> impl Strategy<Value = String> {
    let plain = "([aä面\u{1f600}\t]{0,3}(\r\n|\n|\r)?){0,6}";
    prop_oneof![3 => plain, 1 => hostile()].prop_filter("the mark is ours", |text| !text.contains(NEW))
}

fn place() -> impl Strategy<Value = Place> {
    let number = || prop_oneof![8 => 0..8_u32, 1 => any::<u32>()];
    (number(), number()).prop_map(|(line, column)| Place { line, column })
}

fn edits(text: &'static str) -> impl Strategy<Value = Vec<Edit>> {
    let edit = (place(), place(), any::<bool>()).prop_map(move |(start, end, inserts)| Edit {
        path: "a".to_owned(),
        span: Span { start, end: if inserts { start } else { end } },
        text: text.to_owned(),
    });
    vec(edit, 0..6)
}

proptest! {
    #![proptest_config(few(500))]

    /// The remaining text is in its order, from beginning to end.
    #[test]
    fn outside_the_spans_nothing_changes(text in text(), edits in edits("\u{e000}")) {
        let after = apply(&text, &edits);
        let mut rest = text.as_str();
        let pieces: Vec<_> = after.split(NEW).collect();
        prop_assert!(text.starts_with(pieces[0]) && text.ends_with(pieces[pieces.len() - 1]), "{:?}", after);
        for piece in pieces {
            let at = rest.find(piece);
            prop_assert!(at.is_some(), "{:?} of {:?}", piece, after);
            rest = &rest[at.unwrap() + piece.len()..];
        }
    }

    /// Insertions remove nothing, and all of them are in the result.
    #[test]
    fn insertions_take_nothing_away(text in text(), mut edits in edits("\u{e000}")) {
        edits.iter_mut().for_each(|edit| edit.span.end = edit.span.start);
        let after = apply(&text, &edits);
        prop_assert_eq!(after.replace(NEW, ""), text);
        prop_assert_eq!(after.matches(NEW).count(), edits.len());
    }

    /// A span and its byte range are the same part of the text: exactly that is replaced.
    #[test]
    fn one_edit_replaces_the_bytes_of_its_span(text in text(), mut edits in edits("\u{e000}")) {
        edits.truncate(1);
        let Some(edit) = edits.first() else { return Ok(()) };
        let range = Lines::of(&text).range(edit.span);
        let expected = format!("{}{NEW}{}", &text[..range.start], &text[range.end..]);
        prop_assert_eq!(apply(&text, &edits), expected);
    }
}
