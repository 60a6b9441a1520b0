//! Documents with positions: Markdown, YAML and TOML as trees whose every node has its start and end.

mod lines;
pub mod markdown;
mod place;
pub mod toml;
pub mod yaml;

use std::fmt;

pub use lines::Lines;
pub use place::{At, Place, Span};

/// The largest document that is read, in bytes: five times the size of the largest governing document today.
pub const MAX_BYTES: usize = 1 << 19;

/// The largest CODEOWNERS file that is read, in bytes: GitHub ignores files larger than 3 MB.
/// <https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-file-size>
pub const MAX_CODEOWNERS: usize = 3 << 20;

/// How many characters of a text a message shows.
const SHOWN: usize = 80;

/// A problem in a document, in one sentence without its position.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The position.
    pub span: Span,
    /// The problem and the fix.
    pub message: String,
}

/// Where a document lost data: at the first replacement for bytes that are not UTF-8. `None` if nothing is lost.
///
/// All documents are decoded with `String::from_utf8_lossy`, which replaces such bytes with U+FFFD. A document that
/// really contains U+FFFD lost data before it got here.
pub fn lost(text: &str) -> Option<Fault> {
    // ASCII in UTF-16 is valid UTF-8, with a NUL next to each character.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let byte = text.find(['\u{fffd}', '\0'])?;
    let place = Lines::of(text).place(byte);
    Some(Fault::new(place, "the text from here on is not valid UTF-8: save the document as UTF-8"))
}

/// A text for a message, cut if it is long.
pub fn shown(text: &str) -> String {
    let mut chars = text.chars();
    let start: String = chars.by_ref().take(SHOWN).collect();
    if chars.next().is_some() { start + "…" } else { start }
}

/// Where an unresolved merge conflict begins: its first marker, if its end has a marker, too.
pub fn conflict(text: &str) -> Option<Span> {
    let marked = |marker: &'static str| (1_u32..).zip(text.lines()).find(move |(_, line)| line.starts_with(marker));
    let ((first, line), (last, _)) = marked("<<<<<<< ").zip(marked(">>>>>>> "))?;
    let end = Place { line: first, column: 1 + u32::try_from(line.chars().count()).unwrap_or_default() };
    (first < last).then_some(Span { start: Place { line: first, column: 1 }, end })
}

impl Fault {
    /// A fault at a position or over a span.
    pub fn new(span: impl Into<Span>, message: impl Into<String>) -> Self {
        Self { span: span.into(), message: message.into() }
    }

    /// Where it begins.
    pub fn place(&self) -> Place {
        self.span.start
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.span.start, self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_utf_8_is_lost_from_its_first_byte_on() {
        let lost = |bytes: &[u8]| lost(&String::from_utf8_lossy(bytes)).map(|fault| fault.place());
        assert_eq!(lost("a\nä\u{feff}".as_bytes()), None);
        assert_eq!(lost(b"a\nb\xE4c"), Some(Place { line: 2, column: 2 }));
        assert_eq!(lost(b"a\0b\0"), Some(Place { line: 1, column: 2 }));
    }
}
