//! Labels that people put on and take off.

use crate::domain::types::ids::{Login, RepoName};
use crate::sandbox::effects::labels::{self, NewLook};
use crate::sandbox::events::Scene;
use crate::sandbox::handle::Sandbox;
use crate::sandbox::not_found::Missing;

impl Sandbox {
    /// An administrator deletes a label of the repository: it is gone from all that it was on.
    ///
    /// # Errors
    /// When the repository has no such label.
    pub fn delete_label(&self, name: &RepoName, label: &str) -> Result<(), Missing> {
        self.with(|state| labels::delete(state, name, label))
    }

    /// An administrator gives a label of the repository another name, wherever it is put on.
    ///
    /// # Errors
    /// When the repository has no such label.
    pub fn rename_label(&self, name: &RepoName, label: &str, new: &str) -> Result<(), Missing> {
        let new = NewLook { name: Some(new), color: None, description: None };
        self.with(|state| labels::change(state, name, label, &new))
    }

    /// Somebody puts a label on; the repository gets it if it has none of that name.
    ///
    /// # Errors
    /// When there is no such issue or pull request.
    pub fn add_label(&self, name: &RepoName, number: u64, label: &str, by: &Login) -> Result<(), Missing> {
        self.with(|state| {
            state.admit_person(by);
            labels::attach(state, Scene { repository: name, sender: by }, number, label)
        })
    }

    /// Somebody takes a label off.
    ///
    /// # Errors
    /// When there is no such issue or pull request, or the label is not on it.
    pub fn remove_label(&self, name: &RepoName, number: u64, label: &str, by: &Login) -> Result<(), Missing> {
        self.with(|state| {
            state.admit_person(by);
            let was_on = labels::detach(state, Scene { repository: name, sender: by }, number, label)?;
            if was_on { Ok(()) } else { Err(Missing(format!("label `{label}` on `{name}#{number}`"))) }
        })
    }
}
