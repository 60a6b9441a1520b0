//! The changes of a future commit to its parent's files.

use std::collections::BTreeMap;

use crate::domain::types::ids::Login;

/// Changes to files, in order, and the metadata of their commit.
#[derive(Debug, Clone, Default)]
pub struct FileChanges {
    steps: Vec<Change>,
    message: Option<String>,
    author: Option<Login>,
    signed: Option<Committer>,
}

/// Who commits and signs.
#[derive(Debug, Clone)]
pub(crate) enum Committer {
    /// A user with their own key.
    Person(Login),
    /// GitHub, for the user who is signed in on its website.
    Web,
}

/// One step of [`FileChanges`].
#[derive(Debug, Clone)]
pub(crate) enum Change {
    Write { path: String, content: Vec<u8> },
    Delete { path: String },
    Rename { from: String, to: String },
    Touch { path: String },
}

impl FileChanges {
    /// No changes: the start of a list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Changes to `paths` with arbitrary content: each file is created, or grows by a line.
    pub fn of_paths<P: Into<String>>(paths: impl IntoIterator<Item = P>) -> Self {
        paths.into_iter().map(|path| Change::Touch { path: path.into() }).collect::<Vec<_>>().into()
    }

    /// Creates the file at `path`, or replaces it.
    #[must_use]
    pub fn write(self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.and(Change::Write { path: path.to_owned(), content: content.into() })
    }

    /// Deletes the file at `path`.
    #[must_use]
    pub fn delete(self, path: &str) -> Self {
        self.and(Change::Delete { path: path.to_owned() })
    }

    /// Renames a file; a later [`Self::write`] to its new path also changes it.
    #[must_use]
    pub fn rename(self, from: &str, to: &str) -> Self {
        self.and(Change::Rename { from: from.to_owned(), to: to.to_owned() })
    }

    /// Sets the commit message, including trailers; there is a default.
    #[must_use]
    pub fn message(self, message: &str) -> Self {
        Self { message: Some(message.to_owned()), ..self }
    }

    /// Sets the author of the commit; the default is the user who pushes.
    #[must_use]
    pub fn author(self, author: &Login) -> Self {
        Self { author: Some(author.clone()), ..self }
    }

    /// Sets the committer, who signs the commit with a signature that GitHub verifies; by default the commit is
    /// unsigned.
    #[must_use]
    pub fn signed(self, committer: &Login) -> Self {
        Self { signed: Some(Committer::Person(committer.clone())), ..self }
    }

    /// Commits on GitHub's website, which signs for the author.
    #[must_use]
    pub fn on_the_web(self) -> Self {
        Self { signed: Some(Committer::Web), ..self }
    }

    pub(crate) fn signed_by(&self) -> Option<&Committer> {
        self.signed.as_ref()
    }

    pub(crate) fn steps(&self) -> &[Change] {
        &self.steps
    }

    pub(crate) fn said(&self) -> Option<&str> {
        self.message.as_deref()
    }

    pub(crate) fn by(&self) -> Option<&Login> {
        self.author.as_ref()
    }

    fn and(mut self, change: Change) -> Self {
        self.steps.push(change);
        self
    }
}

/// A path with content is written, one without is deleted.
impl From<BTreeMap<String, Option<Vec<u8>>>> for FileChanges {
    fn from(files: BTreeMap<String, Option<Vec<u8>>>) -> Self {
        let change = |(path, content)| match content {
            Some(content) => Change::Write { path, content },
            None => Change::Delete { path },
        };
        files.into_iter().map(change).collect::<Vec<_>>().into()
    }
}

impl From<Vec<Change>> for FileChanges {
    fn from(steps: Vec<Change>) -> Self {
        Self { steps, message: None, author: None, signed: None }
    }
}
