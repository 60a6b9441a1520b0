//! What a commit does to its parent's files, written down before there is a commit.

use std::collections::BTreeMap;

/// Changes to files, in the order in which they were named.
#[derive(Debug, Clone, Default)]
pub struct Changes(Vec<Change>);

/// One step of [`Changes`].
#[derive(Debug, Clone)]
pub(crate) enum Change {
    Write { path: String, content: Vec<u8> },
    Delete { path: String },
    Rename { from: String, to: String },
    Touch { path: String },
}

impl Changes {
    /// No change: the start of a list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Changes to `paths` whose content nobody looks at: each is made, or grows by a line.
    pub fn of_paths<P: Into<String>>(paths: impl IntoIterator<Item = P>) -> Self {
        Self(paths.into_iter().map(|path| Change::Touch { path: path.into() }).collect())
    }

    /// Makes the file at `path`, or replaces it.
    #[must_use]
    pub fn write(self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.and(Change::Write { path: path.to_owned(), content: content.into() })
    }

    /// Takes the file at `path` away.
    #[must_use]
    pub fn delete(self, path: &str) -> Self {
        self.and(Change::Delete { path: path.to_owned() })
    }

    /// Moves a file; a [`Self::write`] to its new place afterwards changes it on the way.
    #[must_use]
    pub fn rename(self, from: &str, to: &str) -> Self {
        self.and(Change::Rename { from: from.to_owned(), to: to.to_owned() })
    }

    pub(crate) fn steps(&self) -> &[Change] {
        &self.0
    }

    fn and(mut self, change: Change) -> Self {
        self.0.push(change);
        self
    }
}

/// A path with content is written, one without is deleted.
impl From<BTreeMap<String, Option<Vec<u8>>>> for Changes {
    fn from(files: BTreeMap<String, Option<Vec<u8>>>) -> Self {
        let change = |(path, content)| match content {
            Some(content) => Change::Write { path, content },
            None => Change::Delete { path },
        };
        Self(files.into_iter().map(change).collect())
    }
}
