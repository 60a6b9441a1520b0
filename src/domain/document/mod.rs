//! Documents with places: Markdown, YAML and TOML as trees whose every node knows where it begins and ends.

mod lines;
pub mod markdown;
mod place;
pub mod toml;
pub mod yaml;

use std::fmt;

pub use lines::Lines;
pub use place::{At, Place, Span};

/// The largest document that is read, in bytes: five times the largest one that governs anything today.
pub const MAX_BYTES: usize = 1 << 19;

/// Something in a document that is not as it should be, in one sentence without its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Where.
    pub span: Span,
    /// What, and the way out.
    pub message: String,
}

impl Fault {
    /// A fault at a place or over a span.
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
