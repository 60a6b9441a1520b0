//! What a rule has found: kind, arguments, place, severity. The sentence is made in `render`.

pub mod finding;
