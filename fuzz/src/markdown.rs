//! The outline of a Markdown document: every element is at its reported place, in the order of the text.
//!
//! Input: the document.

use wg_steward::domain::document::Place;
use wg_steward::domain::document::markdown::{Block, Fence, Prose, outline};

use super::places::Lines;

/// Panics if a property does not hold.
pub fn hold(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let lines = Lines::of(text);
    let outlined = outline(text);
    assert_eq!(outlined, outline(text), "the same text reads differently");
    let outlined = match outlined {
        Ok(outlined) => outlined,
        Err(fault) => return lines.span(fault.span, &fault.message),
    };
    for block in &outlined.blocks {
        lines.span(block.span(), "a block");
        match block {
            Block::Heading(heading) => assert!((1..=6).contains(&heading.level)),
            Block::Paragraph(paragraph) => prose(paragraph, &lines),
            Block::List(items) => items.iter().for_each(|item| prose(&item.prose, &lines)),
            Block::Table(table) => {
                for row in &table.rows {
                    lines.span(row.span, "a row");
                    assert_eq!(row.cells.len(), table.head.len(), "a row has other columns than the head");
                }
                let cells = table.rows.iter().flat_map(|row| &row.cells).chain(&table.head);
                cells.for_each(|cell| prose(cell, &lines));
            }
            Block::Fence(block) => fence(block, &lines),
            Block::Html(_) => {}
        }
    }
    let starts =
        outlined.blocks.iter().filter(|block| !matches!(block, Block::List(_))).map(|block| block.span().start);
    assert!(starts.is_sorted(), "blocks out of order");
    for comment in outlined.comments() {
        let Place { line, column } = comment.span.start;
        let rest = lines.rest(line as usize, column as usize).expect("a comment stands in the text");
        assert!(rest.trim_start().starts_with("<!--"), "line {line} begins no comment: {rest:?}");
    }
}

fn prose(prose: &Prose, lines: &Lines<'_>) {
    lines.span(prose.span, "running text");
    prose.links.iter().for_each(|link| lines.span(link.span, "a link"));
    for tag in &prose.tags {
        lines.span(tag.span, "a tag");
        let Place { line, column } = tag.span.start;
        let written = lines.rest(line as usize, column as usize).unwrap_or_default();
        assert!(written.starts_with('<'), "{}: {written:?} is no tag", tag.span.start);
    }
}

/// A block's lines are lines of the text.
fn fence(fence: &Fence, lines: &Lines<'_>) {
    let Place { line, column } = fence.span.start;
    let opening = lines.rest(line as usize, column as usize).expect("a block stands in the text");
    assert!(opening.starts_with("```") || opening.starts_with("~~~"), "line {line} opens no block: {opening:?}");
    assert!(!fence.language().contains(char::is_whitespace));
    lines.span(fence.opening(), "an opening fence");
    for (number, inner) in (1..).zip(fence.body.split_terminator('\n')) {
        let Place { line, column } = fence.place(Place { line: number, column: 1 });
        let outer = lines.rest(line as usize, column as usize).expect("a block's line stands in the text");
        // A tab that is cut in two becomes spaces.
        let inner = inner.trim_start();
        assert!(known(outer).trim_start().starts_with(&known(inner)), "line {line}: {inner:?} in {outer:?}");
    }
}

/// CommonMark reads a NUL as the replacement character; in code blocks it may stay.
fn known(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
