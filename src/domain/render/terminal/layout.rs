//! The layout of a page for the terminal: headings, aligned columns, a little colour.

use std::fmt::Write as _;

use crate::domain::render::text::broken;

/// Whether to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paint {
    /// Whether the output has colour.
    pub color: bool,
}

/// The alignment of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// The maximum width of a wrapped line, in characters.
const WIDTH: usize = 110;

/// The width of running text, in characters.
const PROSE: usize = 100;

/// An ANSI colour or weight.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ink(&'static str);

pub(super) const GREEN: Ink = Ink("32");
pub(super) const YELLOW: Ink = Ink("33");
pub(super) const RED: Ink = Ink("31");
const BOLD: Ink = Ink("1");
const DIM: Ink = Ink("2");

impl Paint {
    /// Emphasized text.
    pub fn bold(self, text: &str) -> String {
        self.with(BOLD, text)
    }

    /// Text in the background.
    pub fn dim(self, text: &str) -> String {
        self.with(DIM, text)
    }

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

    /// Running text.
    pub(super) fn prose(&mut self, text: &str) {
        broken(text, PROSE - 2).iter().for_each(|line| self.line(line));
    }

    /// A name, a coloured word, and running text in a column of its own; the width is that of names and words.
    pub(super) fn described(&mut self, name: &str, (word, ink): (&str, Option<Ink>), text: &str, widths: [usize; 2]) {
        let [names, words] = widths;
        let margin = " ".repeat(names + words + 6);
        let blanks = " ".repeat(words.saturating_sub(length(word)));
        let word = ink.map_or_else(|| word.to_owned(), |ink| self.paint.with(ink, word));
        let mut before = format!("  {name:names$}  {word}{blanks}  ");
        for line in broken(text, PROSE.saturating_sub(length(&margin))) {
            self.push(&format!("{before}{line}"));
            before.clone_from(&margin);
        }
    }

    /// Lines of a file, unchanged, below the file's name.
    pub(super) fn quotation(&mut self, file: &str, text: &str) {
        let file = self.paint.with(DIM, file);
        self.line(&file);
        text.lines().for_each(|line| self.detail(line));
    }

    /// An entry's heading, before its details.
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

    fn columns(&mut self, rows: &[[String; 2]], indent: &str) {
        let width = rows.iter().map(|[first, _]| first.chars().count()).max().unwrap_or_default();
        for [first, second] in rows {
            self.push(&format!("{indent}{first:width$}  {second}"));
        }
    }

    /// Names with lists, which are wrapped within their column.
    pub(super) fn facts(&mut self, rows: &[(&str, Vec<String>)]) {
        let rows: Vec<_> = rows.iter().map(|(name, things)| ((*name).to_owned(), things.clone())).collect();
        self.lists(&rows, "  ");
    }

    /// The same for an entry.
    pub(super) fn details(&mut self, rows: &[(String, Vec<String>)]) {
        self.lists(rows, "    ");
    }

    /// Names with running text, which is wrapped within its column.
    pub(super) fn told(&mut self, rows: &[(&str, &str)], indent: usize) {
        let width = rows.iter().map(|(name, _)| length(name)).max().unwrap_or_default();
        let margin = indent + width + 2;
        for (name, text) in rows {
            let mut name = *name;
            for line in broken(text, PROSE.saturating_sub(margin)) {
                self.push(&format!("{:indent$}{name:width$}  {line}", ""));
                name = "";
            }
        }
    }

    fn lists(&mut self, rows: &[(String, Vec<String>)], indent: &str) {
        let width = rows.iter().map(|(name, _)| length(name)).max().unwrap_or_default();
        for (name, things) in rows {
            let mut name = name.as_str();
            for line in wrapped(things, WIDTH.saturating_sub(indent.len() + width + 2)) {
                self.push(&format!("{indent}{name:width$}  {line}"));
                name = "";
            }
        }
    }

    /// A table with a header. The last column may be long.
    pub(super) fn grid<const N: usize>(&mut self, head: &[String; N], rows: &[[String; N]], align: [Align; N]) {
        let all = || std::iter::once(head).chain(rows);
        let widths: Vec<_> = (0..N).map(|column| all().filter_map(|row| row.get(column)).map(length).max()).collect();
        for (number, row) in all().enumerate() {
            let cell = |((text, width), align): ((&String, &Option<usize>), &Align)| {
                let blanks = " ".repeat(width.unwrap_or_default().saturating_sub(length(text)));
                match align {
                    Align::Left => format!("{text}{blanks}"),
                    Align::Right => format!("{blanks}{text}"),
                }
            };
            let line = row.iter().zip(&widths).zip(&align).map(cell).collect::<Vec<_>>().join("  ");
            let line = line.trim_end();
            self.push(&if number == 0 { self.paint.with(BOLD, line) } else { line.to_owned() });
        }
    }

    fn push(&mut self, line: &str) {
        // Writing to a `String` can't fail.
        _ = writeln!(self.out, "{}", line.trim_end());
    }
}

fn length(text: impl AsRef<str>) -> usize {
    text.as_ref().chars().count()
}

/// A list as lines, each at most so many characters long if no single thing is longer; "none" if it is empty.
fn wrapped(things: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (number, thing) in (1..).zip(things) {
        let thing = if number < things.len() { format!("{thing},") } else { thing.clone() };
        match lines.last_mut() {
            Some(line) if length(&line) + 1 + length(&thing) <= width => {
                line.push(' ');
                line.push_str(&thing);
            }
            _ => lines.push(thing),
        }
    }
    if lines.is_empty() {
        lines.push("none".to_owned());
    }
    lines
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

    #[test]
    fn long_lists_go_on_below_themselves_and_empty_ones_say_so() {
        let many: Vec<_> = (10..60).map(|number| format!("login-{number}")).collect();
        let mut page = Page::new(Paint { color: false });
        page.facts(&[("approvers", many), ("bots", Vec::new())]);
        let text = page.text();
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(text.lines().nth(1).unwrap().starts_with("             login-"), "{text}");
        assert!(text.ends_with("\n  bots       none\n"), "{text}");
    }

    #[test]
    fn running_text_goes_on_below_itself_whatever_its_colour() {
        let text = "word ".repeat(30);
        let page = |color| {
            let mut page = Page::new(Paint { color });
            page.described("I1", ("error", Some(RED)), &text, [3, 7]);
            page.text()
        };
        let lines: Vec<_> = page(false).lines().map(str::to_owned).collect();
        assert!(lines.len() == 2 && lines.iter().all(|line| length(line) <= PROSE), "{lines:?}");
        assert!(
            lines[0].starts_with("  I1   error    word ") && lines[1].starts_with("                word "),
            "{lines:?}"
        );
        assert_eq!(page(true).replace("\u{1b}[31m", "").replace("\u{1b}[0m", ""), page(false));
    }

    #[test]
    fn numbers_stand_on_the_right_of_their_column() {
        let rows = [["a", "7"], ["bcd", "12"]].map(|row| row.map(str::to_owned));
        let mut page = Page::new(Paint { color: false });
        page.grid(&["ID", "N"].map(str::to_owned), &rows, [Align::Left, Align::Right]);
        assert_eq!(page.text(), "ID    N\na     7\nbcd  12\n");
    }
}
