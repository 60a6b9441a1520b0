//! What people write below a pull request, and what they take away there.

use crate::domain::ids::{Login, RepoName};
use crate::sandbox::effects;
use crate::sandbox::handle::Sandbox;
use crate::sandbox::missing::Missing;

impl Sandbox {
    /// Somebody writes a comment; says its number.
    ///
    /// # Errors
    /// When there is no such pull request.
    pub fn comment(&self, name: &RepoName, number: u64, by: &Login, body: &str) -> Result<u64, Missing> {
        self.with(|state| {
            state.admit_person(by);
            effects::comment(state, name, number, by, body.to_owned())
        })
    }

    /// Somebody who may do so deletes a comment, whoever wrote it.
    ///
    /// # Errors
    /// When there is no such comment.
    pub fn delete_comment(&self, name: &RepoName, id: u64) -> Result<(), Missing> {
        self.with(|state| {
            let former = state.repository_mut(name)?.comments.remove(&id);
            former.map(drop).ok_or_else(|| Missing(format!("comment {id} in `{name}`")))
        })
    }
}
