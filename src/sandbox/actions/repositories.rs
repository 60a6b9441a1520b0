//! New repositories, and renamed ones.

use serde_json::json;

use crate::domain::types::ids::{Login, RepoName};
use crate::sandbox::events::{self, Scene};
use crate::sandbox::handle::Sandbox;
use crate::sandbox::model::repository::RepositoryOptions;
use crate::sandbox::not_found::Missing;

impl Sandbox {
    /// A user creates a repository. If it takes the former name of another, that name belongs to it from now on.
    ///
    /// # Errors
    /// Its owner is not a valid login.
    pub fn create_repository(&self, name: &RepoName, by: &Login) -> Result<(), Missing> {
        self.add_repository(name, RepositoryOptions::default());
        self.with(|state| {
            state.admit_person(by);
            events::repository_named(state, Scene { repository: name, sender: by }, "created", None)
        })
    }

    /// Renames a repository; GitHub redirects from the old name.
    ///
    /// # Errors
    /// The repository does not exist.
    pub fn rename_repository(&self, old: &RepoName, new: &RepoName, by: &Login) -> Result<(), Missing> {
        self.with(|state| {
            state.rename_repository(old, new)?;
            state.admit_person(by);
            let changes = json!({ "repository": { "name": { "from": old.name() } } });
            events::repository_named(state, Scene { repository: new, sender: by }, "renamed", Some(changes))
        })
    }
}
