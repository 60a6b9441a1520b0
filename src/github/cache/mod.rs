//! What is kept of GitHub's responses: what never changes, and what a conditional request confirms.

pub(super) mod conditional;
pub(super) mod immutable;
