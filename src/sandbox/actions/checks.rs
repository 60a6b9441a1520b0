//! The buttons to re-run checks.

use crate::domain::types::ids::{Login, RepoName, Sha};
use crate::sandbox::events::{self, Scene};
use crate::sandbox::handle::Sandbox;
use crate::sandbox::not_found::Missing;

impl Sandbox {
    /// A user re-runs one check.
    ///
    /// # Errors
    /// The check run does not exist.
    pub fn rerequest_check_run(&self, name: &RepoName, id: u64, by: &Login) -> Result<(), Missing> {
        self.with(|state| {
            state.admit_person(by);
            events::check_run_rerequested(state, Scene { repository: name, sender: by }, id)
        })
    }

    /// A user re-runs all checks of a commit.
    ///
    /// # Errors
    /// The app has never reported on that commit.
    pub fn rerequest_check_suite(&self, name: &RepoName, head: &Sha, by: &Login) -> Result<(), Missing> {
        self.with(|state| {
            state.admit_person(by);
            events::check_suite_rerequested(state, Scene { repository: name, sender: by }, head)
        })
    }
}
