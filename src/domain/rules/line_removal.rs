//! Fixes that remove lines.

use crate::domain::document::{Place, Span};

use super::diagnostic::{Fix, Subject};

/// The line of an entry in a YAML list, if nothing else is on that line.
pub(super) fn without_entry(subject: &Subject<'_>, entry: Span, title: String) -> Option<Fix> {
    let line = subject.line(entry.start.line)?;
    let alone = line.trim_start().starts_with("- ") && entry.start.line == entry.end.line;
    alone.then(|| without(&subject.file.path, entry.start.line, entry.start.line, title))
}

/// The line of a key; with the line of its parent key, if the parent has no other key.
pub(super) fn without_key(path: &str, text: &str, key: Span, parent: &str, title: String) -> Option<Fix> {
    let number = key.start.line;
    let depth = |line: &str| line.len() - line.trim_start().len();
    let begins_it = depth(line(text, number)?) + 1 == key.start.column as usize;
    if key.end.line != number || !begins_it {
        return None;
    }
    let own = depth(line(text, number)?);
    let above = line(text, number - 1).unwrap_or_default();
    let mut below = text.lines().skip(number as usize).filter(|line| !line.trim().is_empty());
    let only = above.trim_end() == format!("{parent}:") && below.next().is_none_or(|line| depth(line) < own);
    let first = if only { number - 1 } else { number };
    Some(without(path, first, number, title))
}

fn line(text: &str, number: u32) -> Option<&str> {
    text.lines().nth((number as usize).checked_sub(1)?)
}

fn without(path: &str, first: u32, last: u32, title: String) -> Fix {
    let span = Span { start: Place { line: first, column: 1 }, end: Place { line: last + 1, column: 1 } };
    Fix::edit(title, path, span, String::new())
}
