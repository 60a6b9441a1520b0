//! Caches of GitHub's responses: immutable objects, and responses that a conditional request confirms.

pub(super) mod conditional;
pub(super) mod immutable;
