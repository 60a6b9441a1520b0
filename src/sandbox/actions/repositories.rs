//! Repositories that come, and that get another name.

use serde_json::json;

use crate::domain::types::ids::{Login, RepoName};
use crate::sandbox::events::{self, Scene};
use crate::sandbox::handle::Sandbox;
use crate::sandbox::model::repository::RepositoryOptions;
use crate::sandbox::not_found::Missing;

impl Sandbox {
    /// Makes a repository as somebody does: one that takes the former name of another is found there from now on.
    ///
    /// # Errors
    /// When its owner is no login.
    pub fn create_repository(&self, name: &RepoName, by: &Login) -> Result<(), Missing> {
        self.add_repository(name, RepositoryOptions::default());
        self.with(|state| {
            state.admit_person(by);
            events::repository_named(state, Scene { repository: name, sender: by }, "created", None)
        })
    }

    /// Gives a repository another name; GitHub leads from the old one to it.
    ///
    /// # Errors
    /// When the repository is not there.
    pub fn rename_repository(&self, old: &RepoName, new: &RepoName, by: &Login) -> Result<(), Missing> {
        self.with(|state| {
            state.rename_repository(old, new)?;
            state.admit_person(by);
            let changes = json!({ "repository": { "name": { "from": old.name() } } });
            events::repository_named(state, Scene { repository: new, sender: by }, "renamed", Some(changes))
        })
    }
}
