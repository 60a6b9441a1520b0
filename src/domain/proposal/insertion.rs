//! Inserts texts into documents and leaves every other line as it is.

use crate::domain::document::{Lines, Place, Span};

/// A text to insert into a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Insertion {
    /// The position: empty, or the part that the text replaces.
    pub span: Span,
    /// The text, with the document's line endings.
    pub text: String,
}

/// The document with all insertions, which must not overlap.
pub fn inserted(document: &str, mut insertions: Vec<Insertion>) -> String {
    let (mark, body) = match document.strip_prefix('\u{feff}') {
        Some(body) => ("\u{feff}", body),
        None => ("", document),
    };
    let lines = Lines::of(body);
    let mut text = body.to_owned();
    // From the end, so that earlier positions stay valid.
    insertions.sort();
    for Insertion { span, text: new } in insertions.iter().rev() {
        text.replace_range(lines.byte(span.start)..lines.byte(span.end), new);
    }
    format!("{mark}{text}")
}

/// A document as positions count it, without its byte order mark.
pub(super) struct Page<'t> {
    text: &'t str,
    lines: Lines<'t>,
    ending: &'static str,
}

impl<'t> Page<'t> {
    pub(super) fn of(document: &'t str) -> Self {
        let text = document.strip_prefix('\u{feff}').unwrap_or(document);
        let ending = match text {
            _ if text.contains("\r\n") => "\r\n",
            _ if text.contains('\r') && !text.contains('\n') => "\r",
            _ => "\n",
        };
        Self { text, lines: Lines::of(text), ending }
    }

    /// A line without its line ending, counted from 1.
    pub(super) fn line(&self, number: u32) -> &'t str {
        let start = self.lines.byte(Place { line: number, column: 1 });
        let line = self.text.get(start..self.behind(number)).unwrap_or_default();
        line.trim_end_matches(['\n', '\r'])
    }

    /// How many lines there are; the last line ending does not start a new line.
    pub(super) fn count(&self) -> u32 {
        let end = self.lines.place(self.text.len());
        if end.column == 1 { end.line - 1 } else { end.line }
    }

    /// Inserts whole lines, each with `\n`, before a line.
    pub(super) fn above(&self, line: u32, content: &str) -> Insertion {
        if line > self.count() {
            return self.below(self.count(), content);
        }
        let place = Place { line, column: 1 };
        Insertion { span: place.into(), text: self.ended(content) }
    }

    /// Inserts whole lines, each with `\n`, after a line.
    pub(super) fn below(&self, line: u32, content: &str) -> Insertion {
        let byte = if line == 0 { 0 } else { self.behind(line) };
        let open = self.text.get(..byte).is_some_and(|before| !before.is_empty() && !before.ends_with(['\n', '\r']));
        // A document without a final line ending still has none afterwards.
        let text = if open { format!("\n{}", content.trim_end_matches('\n')) } else { content.to_owned() };
        Insertion { span: self.lines.place(byte).into(), text: self.ended(&text) }
    }

    /// Replaces a part with text.
    pub(super) fn instead(&self, span: Span, content: &str) -> Insertion {
        Insertion { span, text: self.ended(content) }
    }

    /// The first byte after a line and its line ending.
    fn behind(&self, line: u32) -> usize {
        self.lines.byte(Place { line, column: u32::MAX })
    }

    fn ended(&self, content: &str) -> String {
        content.replace('\n', self.ending)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_put_before_and_behind_others_with_the_documents_line_ends() {
        for (ending, text) in [("\n", "ä\nb\n"), ("\r\n", "\u{feff}ä\r\nb\r\n"), ("\r", "ä\rb\r")] {
            let page = Page::of(text);
            assert_eq!((page.line(1), page.line(2), page.count()), ("ä", "b", 2));
            let put = vec![page.below(2, "d\n"), page.above(1, "x\n"), page.below(1, "c\n")];
            let marked = text.starts_with('\u{feff}');
            let expected = ["x", "ä", "c", "b", "d", ""].join(ending);
            assert_eq!(inserted(text, put).trim_start_matches('\u{feff}'), expected);
            assert_eq!(inserted(text, vec![]).starts_with('\u{feff}'), marked);
        }
    }

    #[test]
    fn a_last_line_without_an_end_gets_one_and_the_new_one_has_none() {
        let page = Page::of("a");
        assert_eq!(inserted("a", vec![page.below(1, "b\n")]), "a\nb");
        assert_eq!(inserted("a", vec![page.above(2, "b\n")]), "a\nb");
        assert_eq!(inserted("", vec![Page::of("").above(1, "b\n")]), "b\n");
    }
}
