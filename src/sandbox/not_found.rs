//! The one thing that can go wrong when a story is told to the sandbox: it names what is not there.

/// A story named a repository, branch, file, pull request or check that the sandbox does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the sandbox holds no {0}")]
pub struct Missing(pub(crate) String);
