//! The pure core: reads the foundation's documents, decides what a pull request needs, and renders the result.
//!
//! **Invariant:** nothing in here does IO, awaits, reads a clock or the environment, or fails: missing data is a fact
//! like any other. Collections are ordered, so the same input gives the same bytes.

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
