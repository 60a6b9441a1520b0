//! Findings of rules: kind, arguments, position, severity. `render` writes the sentences.

pub mod finding;
