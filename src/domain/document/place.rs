//! Positions and spans, as GitHub counts them, and values with their positions.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;

/// A position in a document, as GitHub counts: lines and columns from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
}

/// A part of a document: from its first character to after its last one. An empty one is a position between characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first character.
    pub start: Place,
    /// The position after the last character.
    pub end: Place,
}

/// A value and its position. **Invariant:** equality and order only depend on the value, not on the position.
#[derive(Debug, Clone, Copy)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Its position.
    pub span: Span,
}

impl Place {
    /// The first character of a document.
    pub const START: Self = Self { line: 1, column: 1 };
}

impl Span {
    /// The beginning of a document.
    pub const START: Self = Self { start: Place::START, end: Place::START };

    /// From the beginning of this span to the end of the other.
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start, end: self.end.max(other.end) }
    }
}

impl Default for Span {
    fn default() -> Self {
        Self::START
    }
}

impl From<Place> for Span {
    fn from(place: Place) -> Self {
        Self { start: place, end: place }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

impl<T> At<T> {
    /// A value at a position.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// A value that is not in a document, such as one that is about to be written.
    pub fn nowhere(value: T) -> Self {
        Self { value, span: Span::START }
    }
}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Default> Default for At<T> {
    fn default() -> Self {
        Self::nowhere(T::default())
    }
}

impl<T: PartialEq> PartialEq for At<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for At<T> {}

impl<T: PartialOrd> PartialOrd for At<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: Ord> Ord for At<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl<T: fmt::Display> fmt::Display for At<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}
