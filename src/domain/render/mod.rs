//! The only place with sentences for people: check texts and what the terminal shows.

pub mod codeowners;
pub mod effects;
pub mod json;
pub mod ownership;
mod reason;
pub mod terminal;
pub mod text;
