//! The only error of the sandbox's actions: a named object does not exist.

/// An action named a repository, branch, file, pull request or check that does not exist in the sandbox.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the sandbox holds no {0}")]
pub struct Missing(pub(crate) String);
