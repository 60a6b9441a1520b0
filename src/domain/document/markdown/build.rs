//! Builds an outline from the parser's events.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::fence::Pieces;
use super::{Block, Fault, Heading, Item, Lines, Link, MAX_PARTS, Outline, Prose, Row, Table};
use crate::domain::document::{At, Place, Span};

/// Parses a text without a byte order mark and without a lone `\r`.
pub(super) fn outline(text: &str, origin: Place) -> Result<Outline, Fault> {
    let lines = Lines::of_part(text, origin);
    let mut builder = Builder::new(text, &lines);
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        let start = range.start;
        builder.take(event, range);
        if builder.parts > MAX_PARTS {
            let message = format!("the document has more than {MAX_PARTS} parts up to here: split it");
            return Err(Fault::new(lines.place(start), message));
        }
    }
    Ok(Outline { blocks: builder.blocks })
}

/// How many characters of a heading and of a link's text are kept: messages quote them, sometimes many times.
const MAX_TEXT: usize = 500;

struct Builder<'t> {
    text: &'t str,
    lines: &'t Lines<'t>,
    blocks: Vec<Block>,
    parts: usize,
    /// How many quotes are open.
    quotes: usize,
    /// The items of the open lists, and how many lists are open.
    items: Vec<Item>,
    lists: u8,
    /// The items whose end has not come yet, by their index in `items`.
    open: Vec<usize>,
    table: Option<Table>,
    pieces: Option<Pieces>,
    html: Option<(String, Range<usize>)>,
    prose: Writing,
}

/// Running text that is being read.
#[derive(Default)]
struct Writing {
    text: String,
    links: Vec<Link>,
    tags: Vec<At<String>>,
    /// Open links, with the start of their text.
    open: Vec<(String, usize)>,
    range: Option<Range<usize>>,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str, lines: &'t Lines<'t>) -> Self {
        Self {
            text,
            lines,
            blocks: Vec::new(),
            parts: 0,
            quotes: 0,
            items: Vec::new(),
            lists: 0,
            open: Vec::new(),
            table: None,
            pieces: None,
            html: None,
            prose: Writing::default(),
        }
    }

    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.words(&text, range),
            Event::Code(text) => self.prose.push(&text, range),
            Event::SoftBreak | Event::HardBreak => self.prose.push(" ", range),
            Event::InlineHtml(tag) => self.tag(&tag, range),
            Event::Html(html) => {
                if let Some((text, _)) = &mut self.html {
                    text.push_str(&html);
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::List(_) => self.lists = self.lists.saturating_add(1),
            Tag::Item => {
                self.flush_item();
                self.open.push(self.items.len());
                let depth = self.lists.saturating_sub(1);
                let span = Span::from(self.lines.place(range.start));
                self.items.push(Item { depth, prose: Prose { span, ..Prose::default() } });
                self.parts += 1;
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => self.flush_item(),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => self.pieces = Some(Pieces::new(&info)),
            Tag::HtmlBlock => self.html = Some((String::new(), range)),
            Tag::Table(_) => {
                self.table = Some(Table { span: self.lines.span(range), head: Vec::new(), rows: Vec::new() });
            }
            Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Row { span: self.lines.span(range), cells: Vec::new() });
                }
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.prose.open.push((dest_url.into_string(), self.prose.text.len()));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::List(_) => self.end_list(),
            TagEnd::Item => {
                self.flush_item();
                self.open.pop();
            }
            TagEnd::CodeBlock => self.end_fence(range),
            TagEnd::HtmlBlock => self.end_html(),
            TagEnd::Heading(level) => {
                let text = start(std::mem::take(&mut self.prose).text.trim());
                self.put(Block::Heading(Heading { level: level as u8, text, span: self.lines.span(range) }));
            }
            TagEnd::Paragraph => self.end_paragraph(range),
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.put(Block::Table(table));
                }
            }
            TagEnd::TableCell => self.end_cell(range),
            TagEnd::Link | TagEnd::Image => self.end_link(range),
            _ => {}
        }
    }

    fn words(&mut self, text: &str, range: Range<usize>) {
        match &mut self.pieces {
            Some(pieces) => pieces.push(text, range, self.lines),
            None => self.prose.push(text, range),
        }
    }

    /// A tag in running text. In a heading it is text: the template's heading is `## <Working group name>`.
    fn tag(&mut self, tag: &str, range: Range<usize>) {
        self.parts += 1;
        let span = self.lines.span(range.clone());
        self.prose.tags.push(At::new(tag.to_owned(), span));
        self.prose.push(if self.table.is_some() { "" } else { tag }, range);
    }

    fn end_link(&mut self, range: Range<usize>) {
        let Some((url, start)) = self.prose.open.pop() else { return };
        self.parts += 1;
        // Images may be nested in images, thousands of levels deep.
        let text = self::start(self.prose.text.get(start..).unwrap_or_default().trim());
        self.prose.links.push(Link { url, text, span: self.lines.span(range.clone()) });
        self.prose.push("", range);
    }

    fn end_paragraph(&mut self, range: Range<usize>) {
        if self.open.is_empty() {
            let prose = self.written(range);
            self.put(Block::Paragraph(prose));
        } else {
            self.flush_item();
        }
    }

    fn end_cell(&mut self, range: Range<usize>) {
        let mut prose = self.written(range);
        self.parts += 1;
        let Some(table) = &mut self.table else { return };
        match table.rows.last_mut() {
            Some(row) => {
                // The parser puts missing cells after the row.
                prose.span.start = prose.span.start.min(row.span.end);
                prose.span.end = prose.span.end.min(row.span.end);
                row.cells.push(prose);
            }
            None => table.head.push(prose),
        }
    }

    /// Stores the text of the innermost open item so far. A blank separates its further paragraphs.
    fn flush_item(&mut self) {
        let written = std::mem::take(&mut self.prose);
        let Some(item) = self.open.last().and_then(|&index| self.items.get_mut(index)) else { return };
        let Some(range) = written.range.clone() else { return };
        let prose = written.prose(range, self.text, self.lines);
        if item.prose.text.is_empty() {
            item.prose = prose;
            return;
        }
        item.prose.text.push(' ');
        item.prose.text.push_str(&prose.text);
        item.prose.span = item.prose.span.to(prose.span);
        item.prose.links.extend(prose.links);
        item.prose.tags.extend(prose.tags);
    }

    fn end_list(&mut self) {
        self.lists = self.lists.saturating_sub(1);
        if self.lists == 0 {
            let items = std::mem::take(&mut self.items);
            self.put(Block::List(items));
        }
    }

    fn end_fence(&mut self, range: Range<usize>) {
        let Some(pieces) = self.pieces.take() else {
            // An indented code block: its text is not running text.
            self.prose = Writing::default();
            return;
        };
        let nested = self.quotes > 0 || !self.open.is_empty();
        let fence = pieces.fence(self.text, range, self.lines, nested);
        self.parts += 1;
        self.blocks.push(Block::Fence(fence));
    }

    fn end_html(&mut self) {
        if let Some((html, range)) = self.html.take() {
            let span = self.lines.span(range);
            self.put(Block::Html(At::new(html.trim().to_owned(), span)));
        }
    }

    fn written(&mut self, range: Range<usize>) -> Prose {
        std::mem::take(&mut self.prose).prose(range, self.text, self.lines)
    }

    /// **Invariant:** quotes and items do not structure a document: only fenced blocks are kept from them.
    fn put(&mut self, block: Block) {
        self.parts += 1;
        if self.quotes == 0 && self.open.is_empty() {
            self.blocks.push(block);
        }
    }
}

impl Writing {
    fn push(&mut self, text: &str, range: Range<usize>) {
        self.text.push_str(text);
        let start = self.range.as_ref().map_or(range.start, |known| known.start.min(range.start));
        self.range = Some(start..range.end);
    }

    fn prose(self, range: Range<usize>, source: &str, lines: &Lines<'_>) -> Prose {
        let part = source.get(range.clone()).unwrap_or_default();
        let start = range.start + part.len() - part.trim_ascii_start().len();
        let start = if part.trim_ascii().is_empty() { range.end } else { start };
        let Self { text, links, tags, .. } = self;
        Prose { text: text.trim().to_owned(), span: lines.span(start..range.end), links, tags }
    }
}

/// The beginning of a text; all of it unless it is very long.
fn start(text: &str) -> String {
    text.char_indices().nth(MAX_TEXT).map_or(text, |(end, _)| text.get(..end).unwrap_or(text)).to_owned()
}
