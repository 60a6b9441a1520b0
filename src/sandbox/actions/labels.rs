//! Labels that users add and remove.

use crate::domain::types::ids::{Login, RepoName};
use crate::sandbox::effects::labels::{self, NewLook};
use crate::sandbox::events::Scene;
use crate::sandbox::handle::Sandbox;
use crate::sandbox::not_found::Missing;

impl Sandbox {
    /// An administrator deletes a label of the repository, which removes it everywhere.
    ///
    /// # Errors
    /// The repository has no such label.
    pub fn delete_label(&self, name: &RepoName, label: &str) -> Result<(), Missing> {
        self.with(|state| labels::delete(state, name, label))
    }

    /// An administrator renames a label of the repository, wherever it is set.
    ///
    /// # Errors
    /// The repository has no such label.
    pub fn rename_label(&self, name: &RepoName, label: &str, new: &str) -> Result<(), Missing> {
        let new = NewLook { name: Some(new), color: None, description: None };
        self.with(|state| labels::change(state, name, label, &new))
    }

    /// A user adds a label; the repository gets it if it has none of that name.
    ///
    /// # Errors
    /// The issue or pull request does not exist.
    pub fn add_label(&self, name: &RepoName, number: u64, label: &str, by: &Login) -> Result<(), Missing> {
        self.with(|state| {
            state.admit_person(by);
            labels::attach(state, Scene { repository: name, sender: by }, number, label)
        })
    }

    /// A user removes a label.
    ///
    /// # Errors
    /// The issue or pull request does not exist, or does not have the label.
    pub fn remove_label(&self, name: &RepoName, number: u64, label: &str, by: &Login) -> Result<(), Missing> {
        self.with(|state| {
            state.admit_person(by);
            let was_on = labels::detach(state, Scene { repository: name, sender: by }, number, label)?;
            if was_on { Ok(()) } else { Err(Missing(format!("label `{label}` on `{name}#{number}`"))) }
        })
    }
}
