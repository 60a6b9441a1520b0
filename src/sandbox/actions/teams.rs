//! Teams, and whether the app may read them.

use crate::domain::types::ids::{InstallationId, Login, RepoName};
use crate::sandbox::effects::reviewers;
use crate::sandbox::events::Scene;
use crate::sandbox::handle::Sandbox;
use crate::sandbox::model::timeline::Asked;
use crate::sandbox::not_found::Missing;

impl Sandbox {
    /// GitHub's code review assignment replaces a team by members, in the name of the user who requested the team.
    ///
    /// # Errors
    /// The pull request does not exist, or no review is requested from the team.
    pub fn assign_members(
        &self,
        name: &RepoName,
        number: u64,
        slug: &str,
        (members, by): (&[Login], &Login),
    ) -> Result<(), Missing> {
        self.with(|state| {
            members.iter().for_each(|member| state.admit_person(member));
            let scene = Scene { repository: name, sender: by };
            reviewers::request(state, scene, number, members, &[])?;
            let was_asked = reviewers::withdraw(state, scene, number, Asked::Team(slug.to_owned()))?;
            if was_asked { Ok(()) } else { Err(Missing(format!("review request to the team `{slug}`"))) }
        })
    }

    /// Gives a team access to a repository, so that its review can be requested there.
    ///
    /// # Errors
    /// The repository does not exist.
    pub fn add_team(&self, name: &RepoName, slug: &str) -> Result<(), Missing> {
        self.with(|state| {
            state.repository_mut(name)?.options.teams.insert(slug.to_owned());
            Ok(())
        })
    }

    /// Removes a team's access to a repository. Existing review requests stay.
    ///
    /// # Errors
    /// The repository does not exist, or the team had no access.
    pub fn remove_team(&self, name: &RepoName, slug: &str) -> Result<(), Missing> {
        self.with(|state| {
            let had_access = state.repository_mut(name)?.options.teams.remove(slug);
            if had_access { Ok(()) } else { Err(Missing(format!("team `{slug}` in `{name}`"))) }
        })
    }

    /// Sets whether an organization grants the app `members: read`, as it does at first. Without it no review can be
    /// requested from a team.
    pub fn set_members_read(&self, id: InstallationId, granted: bool) {
        self.with(|state| {
            if let Some(installed) = state.installations.get_mut(&id) {
                installed.members = granted;
            }
        });
    }
}
