//! A YAML document as a tree: every node is at its reported place, and the limits hold.
//!
//! Input: the document.

use wg_steward::domain::document::yaml::{MAX_DEPTH, MAX_NODES, Node, Value, parse, parse_within};
use wg_steward::domain::document::{Place, Span};

use super::places::Lines;

/// How many lines the document is moved down to check that its places move with it.
const SHIFT: u32 = 40;

/// Panics if a property does not hold.
pub fn hold(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let lines = Lines::of(text);
    let down = |place: Place| Place { line: place.line + SHIFT, ..place };
    let moved = parse_within(text, &down);
    match parse(text) {
        Ok(document) => {
            let aliases = text.contains('*');
            // The parser skips a byte order mark before the document wherever it is, and counts no column for it.
            if !text.chars().skip(1).any(|ch| ch == '\u{feff}') {
                let nodes = tree(&document.root, &lines, aliases, 0);
                assert!(nodes <= MAX_NODES, "{nodes} nodes");
            }
            let moved = moved.expect("moved down it reads as well");
            assert_eq!(document.root.value.shape(), moved.root.value.shape(), "moved down it reads differently");
            document.faults.iter().for_each(|fault| lines.span(fault.span, &fault.message));
            let faults = moved.faults.iter().map(|fault| up(fault.span));
            assert!(faults.eq(document.faults.iter().map(|fault| fault.span)), "moved down it has other faults");
        }
        Err(fault) => {
            lines.span(fault.span, &fault.message);
            assert_eq!(Some(fault.span), moved.err().map(|fault| up(fault.span)), "moved down it has another fault");
        }
    }
}

fn up(Span { start, end }: Span) -> Span {
    let place = |place: Place| Place { line: place.line - SHIFT, ..place };
    Span { start: place(start), end: place(end) }
}

/// The content of a node, without its places.
trait Shape {
    fn shape(&self) -> String;
}

impl Shape for Value {
    fn shape(&self) -> String {
        match self {
            Self::Scalar { text, plain } => format!("{plain}{text:?}"),
            Self::List(items) => format!("{:?}", items.iter().map(|node| node.value.shape()).collect::<Vec<_>>()),
            Self::Map(entries) => {
                let entry = |(key, value): &(Node, Node)| (key.value.shape(), value.value.shape());
                format!("{:?}", entries.iter().map(entry).collect::<Vec<_>>())
            }
        }
    }
}

/// The number of nodes. `aliases`: the content of an alias is at another place.
fn tree(node: &Node, lines: &Lines<'_>, aliases: bool, depth: usize) -> usize {
    assert!(aliases || depth <= MAX_DEPTH, "deeper than the limit");
    lines.span(node.span, "a node");
    match &node.value {
        Value::Scalar { text, plain } => {
            if !aliases && !node.is_null() {
                scalar(node.span.start, text, *plain, lines);
            }
            1
        }
        Value::List(items) => 1 + items.iter().map(|item| tree(item, lines, aliases, depth + 1)).sum::<usize>(),
        Value::Map(entries) => {
            let mut nodes = 1;
            for (number, (key, value)) in entries.iter().enumerate() {
                nodes += tree(key, lines, aliases, depth + 1) + tree(value, lines, aliases, depth + 1);
                let twice = entries.iter().take(number).any(|(other, _)| other.value.name() == key.value.name());
                assert!(!twice, "`{:?}` stands twice", key.value);
            }
            nodes
        }
    }
}

/// The name of a key.
trait Name {
    fn name(&self) -> Option<&str>;
}

impl Name for Value {
    fn name(&self) -> Option<&str> {
        match self {
            Self::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }
}

/// The text at a scalar's place is the scalar's.
fn scalar(place: Place, text: &str, plain: bool, lines: &Lines<'_>) {
    let written = lines.rest(place.line as usize, place.column as usize).unwrap_or_default();
    // A block may begin with empty lines: the first one with text counts.
    let line = text.split('\n').find(|line| !line.is_empty()).unwrap_or_default();
    // YAML has no other spaces (1.2.2, 5.5).
    let word = line.split([' ', '\t', '\r']).find(|word| !word.is_empty()).unwrap_or_default();
    let begins = written.trim_start_matches([' ', '\t']).starts_with(word);
    // The place of a block scalar is where its text begins, below its `|` or `>`.
    assert!(begins || (!plain && written.starts_with(['"', '\''])), "{place}: {text:?} is written {written:?}");
}
