//! JSON as GitHub writes it: one file per resource, each field that GitHub's own description requires.

pub(crate) mod account;
pub(crate) mod app;
pub(crate) mod check;
pub(crate) mod comment;
pub(crate) mod commit;
pub(crate) mod content;
pub(crate) mod file;
pub(crate) mod hook;
pub(crate) mod issue;
pub(crate) mod label;
pub(crate) mod pull;
pub(crate) mod reaction;
pub(crate) mod repository;
pub(crate) mod review;
pub(crate) mod timeline;

/// Where people look at things.
pub(crate) const HTML: &str = "https://github.com";

/// An opaque id, as GraphQL wants it: of the right look, and the same in every run.
pub(crate) fn node_id(kind: &str, id: u64) -> String {
    format!("{kind}_{id:012}")
}
