//! The data of the sandbox: accounts, installations, repositories and their contents.

pub(crate) mod account;
pub(crate) mod diff;
pub(crate) mod git;
pub(crate) mod hook;
pub(crate) mod issue;
pub(crate) mod pull;
mod renaming;
pub(crate) mod repository;
pub(crate) mod state;
pub(crate) mod timeline;
