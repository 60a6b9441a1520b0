//! Teams, and whether the app may see them.

use crate::domain::types::ids::{InstallationId, Login, RepoName};
use crate::sandbox::effects::reviewers;
use crate::sandbox::events::Scene;
use crate::sandbox::handle::Sandbox;
use crate::sandbox::model::timeline::Asked;
use crate::sandbox::not_found::Missing;

impl Sandbox {
    /// GitHub's code review assignment puts members in the place of a team, in the name of whoever asked the team.
    ///
    /// # Errors
    /// When there is no such pull request, or the team is not asked.
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
