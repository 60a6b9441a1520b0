//! Text as Markdown that renders as exactly this text: unchanged if possible, otherwise with as few escapes as
//! possible.

use crate::domain::document::markdown::{Block, Prose, outline};
use crate::domain::governance::charter::one_line;

/// Characters with a meaning within a line of Markdown.
const INLINE: &str = "\\`*_[]<>&|~#!";

/// As a paragraph, or as text after a label in one.
pub(super) fn paragraph(text: &str) -> String {
    written(text, |markdown| match only(markdown)? {
        Block::Paragraph(prose) => simple(prose),
        _ => None,
    })
}

/// As a heading, after its marks.
pub(super) fn heading(text: &str) -> String {
    written(text, |markdown| match only(&format!("# {markdown}"))? {
        Block::Heading(heading) => Some(heading.text),
        _ => None,
    })
}

/// As a table cell.
pub(super) fn cell(text: &str) -> String {
    written(text, |markdown| match only(&format!("| a | b |\n| - | - |\n| {markdown} | x |\n"))? {
        Block::Table(table) => {
            let row = table.rows.first().filter(|_| table.rows.len() == 1)?;
            let [first, second] = row.cells.as_slice() else { return None };
            simple(first.clone()).filter(|_| second.text == "x")
        }
        _ => None,
    })
}

/// As the text of a link.
pub(super) fn label(text: &str) -> String {
    written(text, |markdown| match only(&format!("[{markdown}](#x)"))? {
        Block::Paragraph(Prose { links, text, .. }) => match links.as_slice() {
            [link] if link.text == text && link.url == "#x" => Some(text),
            _ => None,
        },
        _ => None,
    })
}

/// Markdown in one line, unchanged: code, links, emphasis. Anything that would be more than a paragraph, or would be
/// read as a charter's block, becomes text.
pub(super) fn inline(text: &str) -> String {
    let text = one_line(text);
    let is_one = matches!(only(&text), Some(Block::Paragraph(prose)) if prose.tags.is_empty());
    if is_one && !text.contains("```") { text } else { paragraph(&text) }
}

/// The same after a bullet, where `**` would make a horizontal rule.
pub(super) fn item(text: &str) -> String {
    let read = |markdown: &str| match only(&format!("* {markdown}"))? {
        Block::List(items) => items.first().filter(|_| items.len() == 1).map(|item| item.prose.text.clone()),
        _ => None,
    };
    let markdown = inline(text);
    let is_same = |item: String| matches!(only(&markdown), Some(Block::Paragraph(prose)) if prose.text == item);
    if read(&markdown).is_some_and(is_same) { markdown } else { written(text, read) }
}

/// The first spelling that renders as the text.
fn written(text: &str, read: impl Fn(&str) -> Option<String>) -> String {
    let text = one_line(text);
    let all = |ch: char| ch.is_ascii_punctuation();
    let ways = [text.clone(), escaped(&text, |ch| INLINE.contains(ch)), escaped(&text, all)];
    // A final backslash would escape the next character.
    let is_open = |way: &str| way.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
    let fits = |way: &String| read(way).is_some_and(|read| read == text) && !way.contains("```") && !is_open(way);
    let found = ways.into_iter().find(fits);
    found.unwrap_or_else(|| escaped(&text, all))
}

fn escaped(text: &str, special: impl Fn(char) -> bool) -> String {
    let mut out = String::new();
    for ch in text.chars() {
        if special(ch) {
            out.push('\\');
        }
        out.push(ch);
    }
    out
}

/// The only block of a document.
fn only(markdown: &str) -> Option<Block> {
    let mut blocks = outline(markdown).ok()?.blocks;
    (blocks.len() == 1).then(|| blocks.pop()).flatten()
}

fn simple(prose: Prose) -> Option<String> {
    (prose.links.is_empty() && prose.tags.is_empty()).then_some(prose.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_only_where_it_would_be_markup() {
        assert_eq!(paragraph("Wayne E. Seguin, AT&T (#1)"), "Wayne E. Seguin, AT&T (#1)");
        assert_eq!(paragraph("a *b* <c>"), "a \\*b\\* \\<c\\>");
        assert_eq!(paragraph("1. a"), "1\\. a");
        assert_eq!(cell("a|b"), "a\\|b");
        assert_eq!((heading("A\\"), label("a]b")), ("A\\\\".to_owned(), "a\\]b".to_owned()));
        assert_eq!(heading("Sharp #"), "Sharp \\#");
        assert_eq!(heading("CF on K8s"), "CF on K8s");
    }

    #[test]
    fn markdown_of_one_line_stays_and_blocks_become_text() {
        assert_eq!(inline("Use `bosh`, see [x](https://y)\n"), "Use `bosh`, see [x](https://y)");
        for text in ["# a", "- a", "<b>", "```yaml", "a ```yaml b", "[x]: y", "---"] {
            let Some(Block::Paragraph(prose)) = only(&inline(text)) else { panic!("{text}") };
            assert!(prose.text == text && !inline(text).contains("```"), "{text}");
        }
        assert_eq!((inline("**"), item("**"), item("`a` b")), ("**".into(), "\\*\\*".into(), "`a` b".into()));
    }
}
