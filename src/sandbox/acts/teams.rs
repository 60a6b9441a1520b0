//! Teams, and whether the app may see them.

use crate::domain::ids::{InstallationId, RepoName};
use crate::sandbox::handle::Sandbox;
use crate::sandbox::missing::Missing;

impl Sandbox {
    /// Gives a team access to a repository, so that it can be asked for reviews there.
    ///
    /// # Errors
    /// When there is no such repository.
    pub fn add_team(&self, name: &RepoName, slug: &str) -> Result<(), Missing> {
        self.with(|state| {
            state.repository_mut(name)?.options.teams.insert(slug.to_owned());
            Ok(())
        })
    }

    /// Takes a team's access to a repository away. Requests for its review that are there already stay.
    ///
    /// # Errors
    /// When there is no such repository, or the team had no access.
    pub fn remove_team(&self, name: &RepoName, slug: &str) -> Result<(), Missing> {
        self.with(|state| {
            let had_access = state.repository_mut(name)?.options.teams.remove(slug);
            if had_access { Ok(()) } else { Err(Missing(format!("team `{slug}` in `{name}`"))) }
        })
    }

    /// Says whether an organization gave the app `members: read`, as it has at first. Without it no team can be asked.
    pub fn set_members_read(&self, id: InstallationId, granted: bool) {
        self.with(|state| {
            if let Some(installed) = state.installations.get_mut(&id) {
                installed.members = granted;
            }
        });
    }
}
