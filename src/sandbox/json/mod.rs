//! JSON in GitHub's format: one file per resource, with each field that GitHub's description requires.

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

/// The address of GitHub's website.
pub(crate) const HTML: &str = "https://github.com";

/// An opaque id in the format of GraphQL, the same in every run.
pub(crate) fn node_id(kind: &str, id: u64) -> String {
    format!("{kind}_{id:012}")
}
