//! The lines of a text that are running text, as written: not quoted, listed or shown as code.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::alone;

/// The lines that begin in the running text of a top-level paragraph, each from its first character that is not blank
/// to its end. Markdown in them is kept as written; a backslash that breaks the line is not part of it.
///
/// Excluded is everything in quotes (including their lazy lines), lists, tables, footnotes, headings, code, HTML or
/// comments, and every line that begins within code, a tag, a link or an image from an earlier line. The header of a
/// one-column table is included if it has no `|`: the parser reads it as a paragraph, unlike GitHub.
pub fn running_lines(text: &str) -> Vec<&str> {
    // The same length, so every range is valid in the text.
    let ended = alone(text);
    let ended = ended.as_deref().unwrap_or(text);
    let mut reader = Reader::default();
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    for (event, range) in Parser::new_ext(ended, options).into_offset_iter() {
        reader.take(&event, range, ended);
    }
    reader.lines.into_iter().filter_map(|range| text.get(range)).collect()
}

#[derive(Default)]
struct Reader {
    lines: Vec<Range<usize>>,
    /// How many elements are open, without emphasis, which changes nothing.
    depth: usize,
    /// Whether the outermost open element is a paragraph.
    paragraph: bool,
    /// Whether nothing of the line has been read yet.
    begins: bool,
}

impl Reader {
    fn take(&mut self, event: &Event<'_>, range: Range<usize>, text: &str) {
        let running = self.paragraph && self.depth == 1;
        let begins = std::mem::take(&mut self.begins);
        match event {
            Event::Text(_) if begins => self.lines.push(line_around(text, range.start)),
            Event::SoftBreak => self.begins = running,
            Event::HardBreak => {
                self.begins = running;
                self.broken(range.start, text);
            }
            Event::Start(Tag::Emphasis | Tag::Strong) | Event::End(TagEnd::Emphasis | TagEnd::Strong) => {}
            Event::Start(tag) => {
                if self.depth == 0 {
                    self.paragraph = *tag == Tag::Paragraph;
                    self.begins = self.paragraph;
                }
                self.depth += 1;
            }
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }

    /// A backslash that breaks the line ends it. The line may not be one of those that are kept.
    fn broken(&mut self, byte: usize, text: &str) {
        let Some(line) = self.lines.last_mut() else { return };
        if line.contains(&byte) && text.as_bytes().get(byte) == Some(&b'\\') {
            line.end = byte;
        }
    }
}

/// The line around a byte, without blanks at its beginning. For a line that begins with `\*`, the parser's text begins
/// after the backslash.
fn line_around(text: &str, byte: usize) -> Range<usize> {
    let (before, after) = text.split_at_checked(byte).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = before.get(start..).unwrap_or_default();
    let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
    let end = after.find(['\n', '\r']).map_or(text.len(), |length| byte + length);
    start + blanks..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_paragraphs_come_as_they_are_written() {
        assert_eq!(
            running_lines("\\_a_b_ &lt; \\*\r\n  `c`\r  d\\\n\te\\\\\nf\\"),
            ["\\_a_b_ &lt; \\*", "d", "e\\\\", "f\\"]
        );
        assert_eq!(running_lines("a *b\nc* **\nd**\n\n\n   e  \n"), ["a *b", "c* **", "d**", "e  "]);
    }

    #[test]
    fn what_stands_in_something_else_is_no_running_text() {
        for text in
            ["> a\nb", "- a\n  b\n\n  c\nd", "1. a", "# a", "a\n---", "    a", "```\na", "|a|\n|-|\nb", "<b>\na\n</b>"]
        {
            assert!(running_lines(text).is_empty(), "{text}");
        }
        for text in ["`\na\n`", "<!--\na\n-->", "![\na\n](x)", "[\na\n](x)", "[x](y '\na\n')", "<b c='\na\n'>"] {
            assert_eq!(running_lines(&format!("x {text}")), [format!("x {}", text.lines().next().unwrap())], "{text}");
        }
        assert_eq!(running_lines("[^1]\n\n[^1]: x\na\n\n[l]: y '\na\n'\nb"), ["b"]);
    }

    #[test]
    fn behind_what_is_no_running_text_it_goes_on() {
        assert_eq!(running_lines("> a\n\nb\n```\nc\n```\nd\n# e\nf\n<!-- g -->\nh"), ["b", "d", "f", "h"]);
        assert_eq!(running_lines("a `b\nc` d\ne"), ["a `b", "e"]);
    }
}
