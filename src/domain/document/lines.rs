//! Converts bytes to positions: parsers report bytes, people count lines and characters.

use std::ops::Range;

use super::{Place, Span};

/// How many bytes are between two stored character counts: the maximum that one lookup has to count.
const STEP: usize = 64;

/// The positions of a text's lines and characters. A lookup costs a binary search for the line and at most `STEP`
/// bytes, however long the line is.
#[derive(Debug, Clone)]
pub struct Lines<'t> {
    text: &'t [u8],
    /// Where the text begins in the document that contains it.
    origin: Place,
    /// Where each line begins.
    starts: Vec<u32>,
    /// How many characters are before each `STEP`th byte.
    counts: Vec<u32>,
}

impl<'t> Lines<'t> {
    /// Indexes a text of at most 4 GiB. A line ends with `\n`, `\r\n` or a lone `\r`, as in CommonMark and YAML.
    pub fn of(text: &'t str) -> Self {
        Self::of_part(text, Place::START)
    }

    /// The same for a part of a document that begins at `origin`: positions are those of the document.
    pub fn of_part(text: &'t str, origin: Place) -> Self {
        let text = text.as_bytes();
        let mut starts = vec![0];
        for (index, &byte) in text.iter().enumerate() {
            let ends = byte == b'\n' || (byte == b'\r' && text.get(index + 1) != Some(&b'\n'));
            if ends {
                starts.push(number(index + 1));
            }
        }
        let mut counts = vec![0];
        for chunk in text.chunks(STEP) {
            counts.push(counts.last().copied().unwrap_or_default() + characters(chunk));
        }
        Self { text, origin, starts, counts }
    }

    /// The position of a byte; after the text, its end. The two bytes of `\r\n` are one position.
    pub fn place(&self, byte: usize) -> Place {
        let byte = byte.min(self.text.len());
        let within = self.text.get(byte.saturating_sub(1)..=byte) == Some(b"\r\n");
        let byte = byte - usize::from(within);
        let line = self.starts.partition_point(|&start| start as usize <= byte);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        self.moved(Place { line: number(line), column: self.before(byte) - self.before(start as usize) + 1 })
    }

    /// The byte at a position; for a position outside, the closest one.
    pub fn byte(&self, Place { line, column }: Place) -> usize {
        let first = line <= self.origin.line;
        let line = (line.saturating_sub(self.origin.line) as usize).min(self.starts.len() - 1);
        let column = column.saturating_sub(if first { self.origin.column } else { 1 });
        let start = self.starts.get(line).copied().unwrap_or_default() as usize;
        let end = self.starts.get(line + 1).map_or(self.text.len(), |&next| next as usize);
        let part = self.text.get(start..end).unwrap_or_default();
        let mut characters = part.iter().enumerate().filter(|(_, byte)| **byte & 0xC0 != 0x80);
        characters.nth(column as usize).map_or(end, |(index, _)| start + index)
    }

    /// The span of a range of bytes, without blanks and line breaks at its end.
    pub fn span(&self, range: Range<usize>) -> Span {
        let end = range.end.min(self.text.len());
        let part = self.text.get(range.start..end).unwrap_or_default();
        let start = range.start;
        Span { start: self.place(start), end: self.place(start + part.trim_ascii_end().len()) }
    }

    /// The position in column `column` of line `line`, moved into the text if it is outside.
    pub fn within(&self, line: u32, column: u32) -> Place {
        let line = line.clamp(1, number(self.starts.len()));
        let start = self.starts.get(line as usize - 1).copied().unwrap_or_default() as usize;
        let next = self.starts.get(line as usize).map_or(self.text.len(), |&next| next as usize);
        let length = self.before(next) - self.before(start) - self.ending(start..next);
        self.moved(Place { line, column: column.clamp(1, length + 1) })
    }

    /// The bytes of a line, without its line ending; empty after the last line.
    pub fn line(&self, line: u32) -> Range<usize> {
        let index = line.saturating_sub(self.origin.line) as usize;
        let start = self.starts.get(index).map_or(self.text.len(), |&start| start as usize);
        let next = self.starts.get(index + 1).map_or(self.text.len(), |&next| next as usize);
        start..next - self.ending(start..next) as usize
    }

    /// The bytes of a span. Positions outside are moved into the text: after a line, to its end; after the last line,
    /// to the end of the text.
    pub fn range(&self, span: Span) -> Range<usize> {
        let byte = |place: Place| {
            let line = self.line(place.line);
            self.byte(place).clamp(line.start, line.end)
        };
        let start = byte(span.start);
        start..byte(span.end).max(start)
    }

    /// Converts a position in the part to one in the document.
    fn moved(&self, Place { line, column }: Place) -> Place {
        let column = if line == 1 { column + self.origin.column - 1 } else { column };
        Place { line: line + self.origin.line - 1, column }
    }

    /// How many characters the line ending has.
    fn ending(&self, line: Range<usize>) -> u32 {
        let line = self.text.get(line).unwrap_or_default();
        number(line.iter().rev().take_while(|byte| matches!(byte, b'\n' | b'\r')).count())
    }

    fn before(&self, byte: usize) -> u32 {
        let step = byte / STEP;
        let counted = self.counts.get(step).copied().unwrap_or_default();
        counted + characters(self.text.get(step * STEP..byte).unwrap_or_default())
    }
}

/// How many characters begin in these bytes of UTF-8.
fn characters(bytes: &[u8]) -> u32 {
    number(bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count())
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_characters_and_lines_end_in_three_ways() {
        let lines = Lines::of("aä\r\nß\rx\n");
        let places: Vec<_> = [0, 1, 3, 5, 7, 8, 9].map(|byte| lines.place(byte)).map(|at| (at.line, at.column)).into();
        assert_eq!(places, [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (3, 1), (3, 2)]);
        assert_eq!(lines.place(99), lines.place(10));
        assert_eq!(lines.place(4), lines.place(3));
    }

    #[test]
    fn a_long_line_is_counted_right_at_every_step() {
        let text = "äb".repeat(2_000);
        let lines = Lines::of(&text);
        for (index, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(lines.place(byte), Place { line: 1, column: number(index + 1) });
        }
    }

    #[test]
    fn a_part_has_the_places_of_its_document_and_knows_their_bytes() {
        let (whole, part) = ("ä <!--ö\nß x-->", "ö\nß x");
        let (document, lines) = (Lines::of(whole), Lines::of_part(part, Place { line: 1, column: 7 }));
        for (byte, _) in part.char_indices() {
            assert_eq!(lines.place(byte), document.place(byte + 7));
            assert_eq!(lines.byte(lines.place(byte)), byte);
            assert_eq!(document.byte(lines.place(byte)), byte + 7);
        }
        assert_eq!(document.byte(Place { line: 9, column: 9 }), whole.len());
    }

    #[test]
    fn a_span_outside_is_pulled_back() {
        let lines = Lines::of("ab\r\nc\n");
        let range = |from: (u32, u32), to: (u32, u32)| {
            let place = |(line, column)| Place { line, column };
            lines.range(Span { start: place(from), end: place(to) })
        };
        assert_eq!((range((1, 1), (1, 3)), range((1, 3), (1, 9))), (0..2, 2..2));
        assert_eq!((range((1, 2), (2, 1)), range((2, 1), (9, 9))), (1..4, 4..6));
        assert_eq!((range((2, 2), (1, 1)), range((0, 0), (3, 1))), (5..5, 0..6));
        assert_eq!([0, 1, 2, 3, 4].map(|line| lines.line(line)), [0..2, 0..2, 4..5, 6..6, 6..6]);
    }

    #[test]
    fn a_place_outside_is_pulled_back() {
        let lines = Lines::of("ab\r\nc");
        assert_eq!(lines.within(1, 9), Place { line: 1, column: 3 });
        assert_eq!(lines.within(7, 1), Place { line: 2, column: 1 });
    }
}
