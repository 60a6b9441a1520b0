//! Tabs, which some YAML parsers accept as blanks and others refuse.

use super::{Place, Span};

/// The first tab outside of quotes and comments: `PyYAML`, for example, does not accept it as a blank. `outside` maps a
/// position in the text to one in the document; `quoted` are the spans there in which a tab is part of the text.
pub fn first_tab(text: &str, outside: &dyn Fn(Place) -> Place, mut quoted: Vec<Span>) -> Option<Place> {
    if !text.contains('\t') {
        return None;
    }
    quoted.sort_unstable();
    let inside = |place: Place| {
        let behind = quoted.partition_point(|span| span.start <= place);
        behind.checked_sub(1).and_then(|index| quoted.get(index)).is_some_and(|span| place < span.end)
    };
    // `\r\n` ends a line, and so does either of the two alone.
    let lines = text.split_inclusive('\n').flat_map(|line| line.strip_suffix("\r\n").unwrap_or(line).split('\r'));
    for (number, line) in (1..).zip(lines).filter(|(_, line)| line.contains('\t')) {
        let mut before = ' ';
        for (column, ch) in (1..).zip(line.chars()) {
            let place = || outside(Place { line: number, column });
            match ch {
                '#' if matches!(before, ' ' | '\t') && !inside(place()) => break,
                '\t' if !inside(place()) => return Some(place()),
                _ => before = ch,
            }
        }
    }
    None
}
