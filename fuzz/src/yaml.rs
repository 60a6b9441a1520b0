//! A YAML document as a tree: every node stands where it says, and the limits are kept.
//!
//! Input: the document.

use wg_steward::domain::document::Place;
use wg_steward::domain::document::yaml::{Node, Value, parse};

use super::places::Lines;

/// How far the document is moved down to see whether its places move along.
const SHIFT: usize = 40;

/// Panics where a property does not hold.
pub fn hold(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let lines = Lines::of(text);
    let (read, mut moved) = (parse(text, 1), parse(text, 1 + SHIFT));
    match &mut moved {
        Ok(document) => {
            document.faults.iter_mut().for_each(|fault| up(&mut fault.place));
            node_up(&mut document.root);
        }
        Err(fault) => up(&mut fault.place),
    }
    match read {
        Ok(document) => {
            // The reader passes over a byte order mark before the document wherever it stands, and counts no column for it.
            if !text.chars().skip(1).any(|ch| ch == '\u{feff}') {
                tree(&document.root, &lines, 0);
            }
            assert_eq!(
                Some(&document.root),
                moved.as_ref().ok().map(|moved| &moved.root),
                "moved down it reads differently"
            );
            document.faults.iter().for_each(|fault| lines.hold(fault.place.line, fault.place.column, &fault.message));
        }
        Err(fault) => {
            lines.hold(fault.place.line, fault.place.column, &fault.message);
            assert_eq!(Err(fault), moved, "moved down it has another fault");
        }
    }
}

fn up(place: &mut Place) {
    place.line = place.line.checked_sub(SHIFT).expect("a place moves down with its document");
}

fn node_up(node: &mut Node) {
    up(&mut node.place);
    match &mut node.value {
        Value::Scalar { .. } => {}
        Value::List(items) => items.iter_mut().for_each(node_up),
        Value::Map(entries) => entries.iter_mut().for_each(|(key, value)| {
            node_up(key);
            node_up(value);
        }),
    }
}

fn tree(node: &Node, lines: &Lines<'_>, depth: usize) {
    assert!(depth <= 64, "deeper than the limit");
    lines.hold(node.place.line, node.place.column, "a node");
    match &node.value {
        // Where nothing is written there is no text, either.
        Value::Scalar { .. } if node.is_null() => {}
        Value::Scalar { text, plain } => scalar(node.place, text, *plain, lines),
        Value::List(items) => items.iter().for_each(|item| tree(item, lines, depth + 1)),
        Value::Map(entries) => {
            for (number, (key, value)) in entries.iter().enumerate() {
                tree(key, lines, depth + 1);
                tree(value, lines, depth + 1);
                let name = key.text().unwrap_or_default();
                assert!(entries[..number].iter().all(|(other, _)| other.text() != Some(name)), "`{name}` stands twice");
            }
        }
    }
}

/// The text at a scalar's place is the scalar's.
fn scalar(place: Place, text: &str, plain: bool, lines: &Lines<'_>) {
    let written = lines.rest(place.line, place.column).unwrap_or_default();
    let line = text.split('\n').find(|line| !line.is_empty()).unwrap_or_default();
    // YAML knows no other spaces (1.2.2, 5.5).
    let word = line.split([' ', '\t', '\r']).find(|word| !word.is_empty()).unwrap_or_default();
    let begins = written.trim_start_matches([' ', '\t']).starts_with(word);
    // A block scalar stands where its text begins, below its `|` or `>`.
    assert!(begins || (!plain && written.starts_with(['"', '\''])), "{place}: {text:?} is written {written:?}");
}
