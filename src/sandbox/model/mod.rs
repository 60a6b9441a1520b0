//! What the sandbox holds: accounts, installations, repositories and what is in them.

pub(crate) mod diff;
pub(crate) mod git;
pub(crate) mod pull;
pub(crate) mod repository;
pub(crate) mod state;
