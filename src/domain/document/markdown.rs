//! The outline of a Markdown document: its headings and fenced blocks, as CommonMark reads them.

use std::cell::Cell;

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, try_parse_document};

use super::{Fault, MAX_BYTES, Place};

/// How often the parser may ask whether to go on; a megabyte of prose needs a few thousand.
///
/// **Invariant:** a count, not a deadline: the same document is read or refused on every machine.
const PATIENCE: u32 = 200_000;

/// How deep quotes and lists may be nested in one line: each level costs time in every line after it.
const MAX_NESTING: usize = 50;

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its text without markup.
    pub text: String,
    /// The line that it begins in.
    pub line: usize,
}

/// A fenced block of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence {
    /// The first word behind the opening fence: the language.
    pub language: String,
    /// What stands between the fences.
    pub body: String,
    /// The line of the opening fence.
    pub line: usize,
    /// Whether a closing fence was found; if not, the block runs to the end of the document.
    pub closed: bool,
}

/// What a document consists of, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// Headings of the document itself, not of quotes or lists.
    pub headings: Vec<Heading>,
    /// Fenced blocks, wherever they stand.
    pub fences: Vec<Fence>,
    /// The lines in which comments begin that stand by themselves.
    pub comments: Vec<usize>,
}

/// Reads the outline; a document that is too large or too tangled is a fault.
pub fn outline(text: &str) -> Result<Outline, Fault> {
    if text.len() > MAX_BYTES {
        let message = format!("the document has {} bytes; up to {MAX_BYTES} are read: split it", text.len());
        return Err(Fault::new(Place::START, message));
    }
    if let Some(index) = text.lines().position(|line| nesting(line) > MAX_NESTING) {
        let place = Place { line: index + 1, column: 1 };
        return Err(Fault::new(
            place,
            format!("quotes and lists are nested more than {MAX_NESTING} deep: flatten them"),
        ));
    }
    let arena = Arena::new();
    let asked = Cell::new(0);
    let enough = || {
        asked.set(asked.get() + 1);
        asked.get() > PATIENCE
    };
    let Ok(root) = try_parse_document(&arena, text, &options(), &enough) else {
        return Err(Fault::new(Place::START, "the document is nested too deeply to be read: simplify it"));
    };
    let headings = root.children().filter_map(heading).collect();
    let fences = root.descendants().filter_map(fence).collect();
    let comments = root.children().filter_map(comment).collect();
    Ok(Outline { headings, fences, comments })
}

/// The most quotes and lists that a line can open: the markers before its first other character.
fn nesting(line: &str) -> usize {
    let opening = line
        .bytes()
        .take_while(|byte| matches!(byte, b' ' | b'\t' | b'>' | b'-' | b'*' | b'+' | b'0'..=b'9' | b'.' | b')'));
    opening.filter(|byte| matches!(byte, b'>' | b'-' | b'*' | b'+' | b'.' | b')')).count().saturating_sub(rule(line))
}

/// Thematic breaks (`-----`) look like markers and nest nothing.
fn rule(line: &str) -> usize {
    let line = line.trim();
    let mark = line.bytes().next().unwrap_or_default();
    if line.bytes().all(|byte| byte == mark) && matches!(mark, b'-' | b'*') { line.len() } else { 0 }
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.parse.sourcepos_chars = true;
    options
}

fn heading<'a>(node: &'a AstNode<'a>) -> Option<Heading> {
    let data = node.data.borrow();
    let NodeValue::Heading(heading) = &data.value else { return None };
    let line = data.sourcepos.start.line;
    let text = node.descendants().map(plain).collect::<String>();
    Some(Heading { level: heading.level, text: text.trim().to_owned(), line })
}

fn plain<'a>(node: &'a AstNode<'a>) -> String {
    match &node.data.borrow().value {
        NodeValue::Text(text) => text.to_string(),
        NodeValue::Code(code) => code.literal.clone(),
        // The template's heading is `## <Working group name>`.
        NodeValue::HtmlInline(tag) => tag.clone(),
        NodeValue::SoftBreak | NodeValue::LineBreak => " ".to_owned(),
        _ => String::new(),
    }
}

fn fence<'a>(node: &'a AstNode<'a>) -> Option<Fence> {
    let data = node.data.borrow();
    let NodeValue::CodeBlock(block) = &data.value else { return None };
    let language = block.info.split_whitespace().next().unwrap_or_default().to_owned();
    let line = data.sourcepos.start.line;
    block.fenced.then(|| Fence { language, body: block.literal.clone(), line, closed: block.closed })
}

fn comment<'a>(node: &'a AstNode<'a>) -> Option<usize> {
    let data = node.data.borrow();
    let NodeValue::HtmlBlock(html) = &data.value else { return None };
    html.literal.trim_start().starts_with("<!--").then_some(data.sourcepos.start.line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_fences_come_with_their_lines() {
        let outline = outline("# A *b*\n\ntext\n\n```yaml\nx: 1\n```\n\n## C\n").unwrap();
        assert_eq!(outline.headings[0], Heading { level: 1, text: "A b".into(), line: 1 });
        assert_eq!(outline.headings[1].line, 9);
        assert_eq!(outline.fences, [Fence { language: "yaml".into(), body: "x: 1\n".into(), line: 5, closed: true }]);
    }

    #[test]
    fn what_stands_in_a_comment_is_not_there() {
        let outline = outline("<!--\n## Template\n```yaml\nx: 1\n```\n-->\n").unwrap();
        assert_eq!(outline, Outline { comments: vec![1], ..Outline::default() });
    }

    #[test]
    fn a_document_made_to_tire_the_reader_ends_in_a_fault() {
        let deep = outline(&"> ".repeat(200_000)).unwrap_err();
        assert!(deep.message.contains("flatten"), "{deep}");
        assert!(outline(&"- 1. > x\n".repeat(1_000)).is_ok());
        assert!(outline(&"-".repeat(1_000)).is_ok());
        let large = outline(&"x".repeat(MAX_BYTES + 1)).unwrap_err();
        assert!(large.message.contains("split it"), "{large}");
    }
}
