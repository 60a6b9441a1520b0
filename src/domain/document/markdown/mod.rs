//! A Markdown document as blocks of CommonMark with GitHub's tables: headings, paragraphs, lists, tables, fenced
//! blocks, comments.
//!
//! The parser is pulldown-cmark, which runs in linear time and reports the byte range of everything. (comrak took 8.8 s
//! for 250 KB of `<http://a.b>`, and its positions needed fixes in quotes, lists, fences and cells.)

mod build;
mod fence;
mod running;

use super::{At, Fault, Lines, MAX_BYTES, Place, Span};

pub use fence::Fence;
pub use running::running_lines;

/// How many blocks, cells, list items and links are kept; the largest known document has 1,000.
pub const MAX_PARTS: usize = 25_000;

/// The content of a document, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// Its blocks: only the fenced ones of quotes, and the items of lists.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(Heading),
    /// A paragraph.
    Paragraph(Prose),
    /// A list, with the lists in it.
    List(Vec<Item>),
    /// A table.
    Table(Table),
    /// A fenced block, also in lists and quotes.
    Fence(Fence),
    /// HTML on lines of its own, including comments.
    Html(At<String>),
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// From its first mark to its last character.
    pub text: String,
    /// From its first mark to its last character.
    pub span: Span,
}

/// Running text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prose {
    /// Without markup; line breaks are blanks. Tags are left out in tables, elsewhere they are text.
    pub text: String,
    /// Its position, without blanks around it.
    pub span: Span,
    /// Links and images.
    pub links: Vec<Link>,
    /// Tags, each as written.
    pub tags: Vec<At<String>>,
}

/// A link or an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its target; may be empty.
    pub url: String,
    /// Its text without markup.
    pub text: String,
    /// From its first bracket to its last.
    pub span: Span,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The nesting level of its list, from 0.
    pub depth: u8,
    /// Its text, without that of nested lists.
    pub prose: Prose,
}

/// A table. **Invariant:** every row has as many cells as the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The whole table.
    pub span: Span,
    /// The cells of the header.
    pub head: Vec<Prose>,
    /// The rows below the delimiter row.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The whole row.
    pub span: Span,
    /// Its cells; missing ones are empty, at the row's end.
    pub cells: Vec<Prose>,
}

/// Parses the outline; a document that is too large or has too many parts is a fault.
pub fn outline(text: &str) -> Result<Outline, Fault> {
    outline_within(text, Place::START)
}

/// Parses the outline of a part of a document, such as the content of a comment. `origin` is where the part begins in
/// the whole document, and all positions are those of the whole.
pub fn outline_within(text: &str, origin: Place) -> Result<Outline, Fault> {
    if text.len() > MAX_BYTES {
        let message = format!("the document has more than {MAX_BYTES} bytes, and is not read: split it");
        return Err(Fault::new(origin, message));
    }
    // The byte order mark is not part of the text, and a lone `\r` ends a line. The replacement has the same length, so
    // every position stays valid.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.contains('\r').then(|| alone(text)).flatten() {
        Some(text) => build::outline(&text, origin),
        None => build::outline(text, origin),
    }
}

/// The text with `\n` for every lone `\r`, if there is one.
fn alone(text: &str) -> Option<String> {
    let mut found = false;
    let mut rest = text.chars().peekable();
    let mut ended = String::new();
    while let Some(ch) = rest.next() {
        let alone = ch == '\r' && rest.peek() != Some(&'\n');
        found |= alone;
        ended.push(if alone { '\n' } else { ch });
    }
    found.then_some(ended)
}

impl Outline {
    /// The headings.
    pub fn headings(&self) -> impl Iterator<Item = &Heading> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Heading(heading) => Some(heading),
            _ => None,
        })
    }

    /// The fenced blocks.
    pub fn fences(&self) -> impl Iterator<Item = &Fence> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Fence(fence) => Some(fence),
            _ => None,
        })
    }

    /// The tables.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks.iter().filter_map(Block::table)
    }

    /// The comments on lines of their own.
    pub fn comments(&self) -> impl Iterator<Item = &At<String>> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Html(html) if html.starts_with("<!--") => Some(html),
            _ => None,
        })
    }
}

impl Block {
    /// The table, if it is one.
    pub fn table(&self) -> Option<&Table> {
        match self {
            Self::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Its position.
    pub fn span(&self) -> Span {
        match self {
            Self::Heading(heading) => heading.span,
            Self::Paragraph(prose) => prose.span,
            Self::List(items) => match (items.first(), items.last()) {
                (Some(first), Some(last)) => first.prose.span.to(last.prose.span),
                _ => Span::START,
            },
            Self::Table(table) => table.span,
            Self::Fence(fence) => fence.span,
            Self::Html(html) => html.span,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<Block> {
        outline(text).unwrap().blocks
    }

    fn shown(span: Span) -> String {
        format!("{}:{}-{}:{}", span.start.line, span.start.column, span.end.line, span.end.column)
    }

    #[test]
    fn headings_and_fences_come_with_their_lines() {
        let outline = outline("\u{feff}# A *b* <c>\r\n\r\ntext\r\n\r\n```yaml x\r\ny: 1\r\n```\r\n").unwrap();
        let heading = outline.headings().next().unwrap();
        assert_eq!((heading.level, heading.text.as_str(), shown(heading.span)), (1, "A b <c>", "1:1-1:12".into()));
        let fence = outline.fences().next().unwrap();
        assert_eq!((fence.language(), fence.body.as_str(), fence.closed), ("yaml", "y: 1\n", true));
        assert_eq!(shown(fence.span), "5:1-7:4");
    }

    #[test]
    fn what_stands_in_a_comment_is_not_there() {
        let outline = outline("<!--\n## Template\n```yaml\nx: 1\n```\n-->\n").unwrap();
        assert_eq!((outline.blocks.len(), outline.comments().count()), (1, 1));
        assert_eq!(shown(outline.blocks[0].span()), "1:1-6:4");
    }

    #[test]
    fn cells_know_their_places_behind_escapes_and_wide_characters() {
        let text = "| ä | b \\| c |\n|--|--|\n| `x\\|y` | |\n| z\n| <img src=\"u\"> | é [t](http://x) &nbsp; |\n";
        let Block::Table(table) = blocks(text).remove(0) else { panic!("no table") };
        let cells: Vec<_> = table.head.iter().chain(table.rows.iter().flat_map(|row| &row.cells)).collect();
        let cells: Vec<_> = cells.iter().map(|cell| (cell.text.as_str(), shown(cell.span))).collect();
        let expected = [
            ("ä", "1:3-1:4"),
            ("b | c", "1:7-1:13"),
            ("x|y", "3:3-3:9"),
            ("", "3:12-3:12"),
            ("z", "4:3-4:4"),
            ("", "4:4-4:4"),
            ("", "5:3-5:16"),
            ("é t", "5:19-5:41"),
        ];
        assert_eq!(cells, expected.map(|(text, span)| (text, span.to_owned())));
        let row = &table.rows[2];
        assert_eq!(row.cells[0].tags[0].value, "<img src=\"u\">");
        let Link { url, text, span } = &row.cells[1].links[0];
        assert_eq!((url.as_str(), text.as_str(), shown(*span)), ("http://x", "t", "5:21-5:34".into()));
    }

    #[test]
    fn indented_code_is_part_of_no_text() {
        let texts = |text: &str| outline(text).unwrap().headings().map(|it| it.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts("    code\n\n## A\n"), ["A"]);
        let Block::List(items) = blocks("- a\n\n      code\n\n- b\n").remove(0) else { panic!("no list") };
        assert_eq!(items.iter().map(|item| item.prose.text.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn the_items_of_a_list_are_told_apart() {
        let Block::List(items) = blocks("- l1 *x*\n  - l2\n\n- [t](y)\n  more\n").remove(0) else { panic!("no list") };
        let items: Vec<_> = items.iter().map(|item| (item.depth, item.prose.text.as_str())).collect();
        assert_eq!(items, [(0, "l1 x"), (1, "l2"), (0, "t more")]);
    }

    #[test]
    fn a_document_made_to_tire_the_reader_ends_at_once() {
        let large = outline(&"x".repeat(MAX_BYTES + 1)).unwrap_err();
        assert!(large.message.contains("split it"), "{large}");
        for text in ["# a\n", "|a|b|\n|-|-|\n", "- a\n", "[a](b) ", "<a> "] {
            let many = outline(&text.repeat(MAX_BYTES / text.len())).unwrap_err();
            assert!(many.message.contains("parts"), "{text}: {many}");
        }
        assert!(outline(&"> ".repeat(100_000)).is_ok());
    }
}
