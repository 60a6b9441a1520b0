//! The pure core: what the foundation's documents say, what a pull request needs, and how that is said.
//!
//! **Invariant:** nothing in here does IO, awaits, reads a clock or the environment, or fails: what is missing is a
//! fact. Collections are ordered, so the same input gives the same bytes.

pub mod adapters;
pub mod adoption;
pub mod availability;
pub mod charter;
pub mod command;
pub mod decide;
pub mod decision;
pub mod document;
pub mod draft;
pub mod effects;
pub mod event;
pub mod finding;
pub mod fingerprint;
pub mod host;
pub mod ids;
pub mod label;
pub mod lead;
pub mod link;
pub mod nearest;
pub mod note;
pub mod organization;
pub mod ownership;
pub mod permissions;
pub mod placeholder;
pub mod plan;
pub mod policy;
pub mod recovery;
pub mod refused;
pub mod render;
pub mod review;
pub mod reviewer;
pub mod rules;
pub mod scrutiny;
pub mod slug;
pub mod snapshot;
pub mod sync;
pub mod target;
pub mod time;
pub mod topic;
pub mod tree;
pub mod unseen;
pub mod verdict;
