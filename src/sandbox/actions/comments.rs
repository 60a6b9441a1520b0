//! What people write below issues and pull requests, and what they take away there.

use crate::domain::types::ids::{Login, RepoName};
use crate::sandbox::effects::comments;
use crate::sandbox::events::Scene;
use crate::sandbox::handle::Sandbox;
use crate::sandbox::not_found::Missing;

impl Sandbox {
    /// Somebody writes a comment; says its number.
    ///
    /// # Errors
    /// When there is no such issue or pull request.
    pub fn comment(&self, name: &RepoName, number: u64, by: &Login, body: &str) -> Result<u64, Missing> {
        self.with(|state| {
            state.admit_person(by);
            comments::write(state, Scene { repository: name, sender: by }, number, body.to_owned())
        })
    }

    /// Somebody who may do so gives a comment another text, whoever wrote it.
    ///
    /// # Errors
    /// When there is no such comment.
    pub fn edit_comment(&self, name: &RepoName, id: u64, by: &Login, body: &str) -> Result<(), Missing> {
        self.with(|state| {
            state.admit_person(by);
            comments::edit(state, Scene { repository: name, sender: by }, id, body.to_owned())
        })
    }

    /// The repository's owner deletes a comment, whoever wrote it.
    ///
    /// # Errors
    /// When there is no such comment.
    pub fn delete_comment(&self, name: &RepoName, id: u64) -> Result<(), Missing> {
        let owner: Login = name.owner().parse().map_err(|_| Missing(format!("repository `{name}`")))?;
        self.with(|state| comments::remove(state, Scene { repository: name, sender: &owner }, id))
    }

    /// Somebody who may do so deletes a comment, whoever wrote it.
    ///
    /// # Errors
    /// When there is no such comment.
    pub fn delete_comment_by(&self, name: &RepoName, id: u64, by: &Login) -> Result<(), Missing> {
        self.with(|state| {
            state.admit_person(by);
            comments::remove(state, Scene { repository: name, sender: by }, id)
        })
    }
}
