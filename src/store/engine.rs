//! Which database lies below.

/// The few places where the two differ ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine {
    /// A file of this process.
    Sqlite,
    /// A server that any number of processes share.
    Postgres,
}
