//! The only place with sentences for people: check texts and what the terminal shows.

pub mod ownership;
pub mod text;
