//! Comments of users on issues and pull requests, and their deletion.

use crate::domain::types::ids::{Login, RepoName};
use crate::sandbox::effects::comments;
use crate::sandbox::events::Scene;
use crate::sandbox::handle::Sandbox;
use crate::sandbox::not_found::Missing;

impl Sandbox {
    /// A user writes a comment; returns its id.
    ///
    /// # Errors
    /// The issue or pull request does not exist.
    pub fn comment(&self, name: &RepoName, number: u64, by: &Login, body: &str) -> Result<u64, Missing> {
        self.with(|state| {
            state.admit_person(by);
            comments::write(state, Scene { repository: name, sender: by }, number, body.to_owned())
        })
    }

    /// A user edits a comment, whoever wrote it.
    ///
    /// # Errors
    /// The comment does not exist.
    pub fn edit_comment(&self, name: &RepoName, id: u64, by: &Login, body: &str) -> Result<(), Missing> {
        self.with(|state| {
            state.admit_person(by);
            comments::edit(state, Scene { repository: name, sender: by }, id, body.to_owned())
        })
    }

    /// The repository's owner deletes a comment, whoever wrote it.
    ///
    /// # Errors
    /// The comment does not exist.
    pub fn delete_comment(&self, name: &RepoName, id: u64) -> Result<(), Missing> {
        let owner: Login = name.owner().parse().map_err(|_| Missing(format!("repository `{name}`")))?;
        self.with(|state| comments::remove(state, Scene { repository: name, sender: &owner }, id))
    }

    /// A user deletes a comment, whoever wrote it.
    ///
    /// # Errors
    /// The comment does not exist.
    pub fn delete_comment_by(&self, name: &RepoName, id: u64, by: &Login) -> Result<(), Missing> {
        self.with(|state| {
            state.admit_person(by);
            comments::remove(state, Scene { repository: name, sender: by }, id)
        })
    }
}
