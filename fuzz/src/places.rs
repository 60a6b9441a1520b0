//! Whether a place is within a text: lines and columns count from 1, columns in characters, with one more for the end.

use wg_steward::domain::document::Span;

/// The lines of a text as an editor shows them: `\n`, `\r\n` and a single `\r` end one.
pub struct Lines<'a>(Vec<&'a str>);

impl<'a> Lines<'a> {
    /// The lines of `text`. A text that ends with a newline has an empty last line, and a byte order mark does not
    /// count as a character.
    pub fn of(text: &'a str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (mut lines, mut rest) = (Vec::new(), text);
        while let Some((line, more)) = rest.split_once(['\r', '\n']) {
            let whole = rest[line.len()..].starts_with("\r\n");
            lines.push(line);
            rest = if whole { &more[1..] } else { more };
        }
        lines.push(rest);
        Self(lines)
    }

    /// The text from a place to the end of its line; `None` if the place is outside.
    pub fn rest(&self, line: usize, column: usize) -> Option<&'a str> {
        let text = self.0.get(line.checked_sub(1)?)?;
        let before = column.checked_sub(1)?;
        let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        ends.skip(before).map(|at| &text[at..]).next()
    }

    /// Panics if the place is outside.
    #[track_caller]
    pub fn hold(&self, line: usize, column: usize, what: &str) {
        assert!(self.rest(line, column).is_some(), "line {line}, column {column} is no place in the text: {what}");
    }

    /// Panics if an end of the span is outside, or the span ends before it begins.
    #[track_caller]
    pub fn span(&self, span: Span, what: &str) {
        self.hold(span.start.line as usize, span.start.column as usize, what);
        self.hold(span.end.line as usize, span.end.column as usize, what);
        assert!(span.start <= span.end, "{span:?} ends before it begins: {what}");
    }
}
