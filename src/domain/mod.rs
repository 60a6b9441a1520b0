//! The pure core: what the foundation's documents say, what a pull request needs, and how that is said.
//!
//! **Invariant:** nothing in here does IO, awaits, reads a clock or the environment, or fails: what is missing is a
//! fact. Collections are ordered, so the same input gives the same bytes.

pub mod command;
pub mod decide;
pub mod diagnostics;
pub mod document;
pub mod governance;
pub mod policy;
pub mod preview;
pub mod process;
pub mod proposal;
pub mod pull;
pub mod render;
pub mod rules;
pub mod text;
pub mod types;
