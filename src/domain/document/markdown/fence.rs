//! A fenced block, and the mapping from its content back to the document.

use std::ops::Range;

use super::{Lines, Span};
use crate::domain::document::Place;

/// A fenced block of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence {
    /// The text after the opening fence: the language first.
    pub info: String,
    /// The text between the fences, without the marks of quotes and lists around it; `\n` ends its lines.
    pub body: String,
    /// From fence to fence.
    pub span: Span,
    /// Whether there is a closing fence; if not, the block runs to the end of the document.
    pub closed: bool,
    /// Whether it is in a quote or in a list item.
    pub nested: bool,
    /// Where each line of the body begins in the document, and how many extra blanks it has in the body: they come from
    /// a tab that partly belongs to a list or quote.
    pub(super) starts: Vec<(Place, u32)>,
}

impl Fence {
    /// The first word after the opening fence.
    pub fn language(&self) -> &str {
        self.info.split_whitespace().next().unwrap_or_default()
    }

    /// The opening fence.
    pub fn opening(&self) -> Span {
        let Place { line, column } = self.span.start;
        let marks = 3 + u32::try_from(self.info.chars().count()).unwrap_or_default();
        Span { start: self.span.start, end: Place { line, column: column + marks } }
    }

    /// The document position of a position in the body; after the body, the closing fence or the end of the document.
    pub fn place(&self, Place { line, column }: Place) -> Place {
        match self.starts.get(line.saturating_sub(1) as usize) {
            Some((start, blanks)) => {
                Place { column: start.column + column.saturating_sub(1).saturating_sub(*blanks), ..*start }
            }
            None if self.closed => Place { column: 1, ..self.span.end },
            None => self.span.end,
        }
    }
}

/// Collects a block from the parser's pieces.
pub(super) struct Pieces {
    info: String,
    body: String,
    starts: Vec<(Place, u32)>,
    /// The end of the last piece, in bytes.
    end: usize,
}

impl Pieces {
    pub(super) fn new(info: &str) -> Self {
        Self { info: info.to_owned(), body: String::new(), starts: Vec::new(), end: 0 }
    }

    /// A piece of the body: some lines, or part of one.
    pub(super) fn push(&mut self, piece: &str, range: Range<usize>, lines: &Lines<'_>) {
        let mut start = range.start;
        let blanks = u32::try_from(piece.len()).unwrap_or(u32::MAX);
        for line in piece.split_inclusive('\n') {
            if self.body.is_empty() || self.body.ends_with('\n') {
                self.starts.push((lines.place(start), if range.is_empty() { blanks } else { 0 }));
            }
            self.body.push_str(line);
            start += line.len();
        }
        self.end = range.end;
    }

    /// The block at `range` of `text`. A closed block extends past its last line.
    pub(super) fn fence(self, text: &str, range: Range<usize>, lines: &Lines<'_>, nested: bool) -> Fence {
        let whole = text.get(range.clone()).unwrap_or_default();
        let opening = range.start + whole.find('\n').unwrap_or(whole.len());
        let rest = text.get(opening.max(self.end)..range.end).unwrap_or_default();
        let closed = rest.contains(['`', '~']);
        let Self { info, body, starts, .. } = self;
        Fence { info, body, span: lines.span(range), closed, nested, starts }
    }
}

#[cfg(test)]
mod tests {
    use super::super::outline;
    use super::*;

    #[test]
    fn a_place_in_the_body_is_one_in_the_document() {
        let outline = outline("> - ```yaml x\n>   name: G\n>     b: c\n>   ```\n\n~~~\na\n").unwrap();
        let fences: Vec<_> = outline.fences().collect();
        assert_eq!((fences[0].body.as_str(), fences[0].closed), ("name: G\n  b: c\n", true));
        assert_eq!((fences[0].nested, fences[1].nested), (true, false));
        assert_eq!(fences[0].place(Place { line: 2, column: 3 }), Place { line: 3, column: 7 });
        assert_eq!(fences[0].place(Place { line: 3, column: 1 }).line, 4);
        assert_eq!((fences[1].body.as_str(), fences[1].closed), ("a\n", false));
    }

    #[test]
    fn a_tab_that_is_cut_in_two_moves_nothing() {
        let outline = outline("- ```\n\tc: 3\n  ```\n").unwrap();
        let fence = outline.fences().next().unwrap();
        assert_eq!(fence.body, "  c: 3\n");
        assert_eq!(fence.place(Place { line: 1, column: 3 }), Place { line: 2, column: 2 });
        assert_eq!(fence.place(Place { line: 1, column: 7 }), Place { line: 2, column: 6 });
    }

    #[test]
    fn an_empty_block_is_closed_only_by_a_fence() {
        let closed = |text: &str| outline(text).unwrap().fences().next().unwrap().closed;
        assert!(closed("```\n```\n") && !closed("```\n") && !closed("```yaml"));
    }
}
