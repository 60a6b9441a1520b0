//! How a page for the terminal is laid out: headings, aligned columns, a little colour.

use std::fmt::Write as _;

/// Whether there is colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paint {
    /// Whether the reader sees colour.
    pub color: bool,
}

/// An ANSI colour or weight.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ink(&'static str);

pub(super) const GREEN: Ink = Ink("32");
pub(super) const YELLOW: Ink = Ink("33");
pub(super) const RED: Ink = Ink("31");
const BOLD: Ink = Ink("1");
const DIM: Ink = Ink("2");

impl Paint {
    fn with(self, ink: Ink, text: &str) -> String {
        if self.color { format!("\u{1b}[{}m{text}\u{1b}[0m", ink.0) } else { text.to_owned() }
    }
}

/// A page that is being written, line by line.
pub(super) struct Page {
    paint: Paint,
    out: String,
}

impl Page {
    pub(super) fn new(paint: Paint) -> Self {
        Self { paint, out: String::new() }
    }

    pub(super) fn text(self) -> String {
        self.out
    }

    /// The first line.
    pub(super) fn head(&mut self, subject: &str, about: &str) {
        let about = if about.is_empty() { String::new() } else { format!(" ({about})") };
        self.push(&format!("{}{about}", self.paint.with(BOLD, subject)));
    }

    pub(super) fn gap(&mut self) {
        self.push("");
    }

    pub(super) fn section(&mut self, title: &str) {
        self.gap();
        self.push(&self.paint.with(BOLD, title));
    }

    pub(super) fn line(&mut self, text: &str) {
        self.push(&format!("  {text}"));
    }

    pub(super) fn note(&mut self, text: &str) {
        self.push(&self.paint.with(DIM, text));
    }

    /// Something with its name, before its details.
    pub(super) fn entry(&mut self, id: &str, name: &str) {
        let id = self.paint.with(BOLD, id);
        self.line(&format!("{id}  {name}"));
    }

    pub(super) fn detail(&mut self, text: &str) {
        self.push(&format!("    {text}"));
    }

    /// A check with its result.
    pub(super) fn outcome(&mut self, name: &str, result: &str, ink: Ink, title: &str) {
        let result = self.paint.with(ink, result);
        self.line(&format!("{name}  {result}  {title}"));
    }

    pub(super) fn table(&mut self, rows: &[[String; 2]]) {
        self.columns(rows, "  ");
    }

    pub(super) fn details(&mut self, rows: &[[String; 2]]) {
        self.columns(rows, "    ");
    }

    fn columns(&mut self, rows: &[[String; 2]], indent: &str) {
        let width = rows.iter().map(|[first, _]| first.chars().count()).max().unwrap_or_default();
        for [first, second] in rows {
            self.push(&format!("{indent}{first:width$}  {second}"));
        }
    }

    fn push(&mut self, line: &str) {
        // Writing into a text cannot fail.
        _ = writeln!(self.out, "{}", line.trim_end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_changes_no_column() {
        let rows = [["é".to_owned(), "1".to_owned()], ["long".to_owned(), "2".to_owned()]];
        let page = |color| {
            let mut page = Page::new(Paint { color });
            page.section("Title");
            page.table(&rows);
            page.text()
        };
        assert_eq!(page(false), "\nTitle\n  é     1\n  long  2\n");
        assert_eq!(page(true), "\n\u{1b}[1mTitle\u{1b}[0m\n  é     1\n  long  2\n");
    }
}
