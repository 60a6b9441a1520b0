//! The kind of database.

/// The two kinds, where their statements differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine {
    /// A file, used by one process.
    Sqlite,
    /// A server that any number of processes share.
    Postgres,
}
