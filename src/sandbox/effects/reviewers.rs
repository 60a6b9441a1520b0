//! Review requests, made and removed.

use serde_json::json;

use crate::domain::types::ids::Login;
use crate::sandbox::events::{self, Scene};
use crate::sandbox::json::account::{account, team};
use crate::sandbox::model::state::State;
use crate::sandbox::model::timeline::{Asked, What};
use crate::sandbox::not_found::Missing;

/// Requests reviews from users and teams; existing requests are not repeated.
pub(crate) fn request(
    state: &mut State,
    scene: Scene<'_>,
    number: u64,
    people: &[Login],
    teams: &[String],
) -> Result<(), Missing> {
    for login in people {
        let pull = state.pull_mut(scene.repository, number)?;
        if !pull.requested.contains(login) {
            pull.requested.push(login.clone());
            tell(state, scene, number, "review_requested", Asked::Person(login.clone()))?;
        }
    }
    for slug in teams {
        let pull = state.pull_mut(scene.repository, number)?;
        if !pull.requested_teams.contains(slug) {
            pull.requested_teams.push(slug.clone());
            tell(state, scene, number, "review_requested", Asked::Team(slug.clone()))?;
        }
    }
    Ok(())
}

/// Removes a review request; returns whether there was one.
pub(crate) fn withdraw(state: &mut State, scene: Scene<'_>, number: u64, whom: Asked) -> Result<bool, Missing> {
    let pull = state.pull(scene.repository, number)?;
    let was_asked = match &whom {
        Asked::Person(login) => pull.requested.contains(login),
        Asked::Team(slug) => pull.requested_teams.contains(slug),
    };
    if !was_asked {
        return Ok(false);
    }
    let pull = state.pull_mut(scene.repository, number)?;
    match &whom {
        Asked::Person(login) => pull.requested.retain(|asked| asked != login),
        Asked::Team(slug) => pull.requested_teams.retain(|asked| asked != slug),
    }
    tell(state, scene, number, "review_request_removed", whom)?;
    Ok(true)
}

fn tell(state: &mut State, scene: Scene<'_>, number: u64, action: &str, whom: Asked) -> Result<(), Missing> {
    let more = match &whom {
        Asked::Person(login) => json!({ "requested_reviewer": account(state, login) }),
        Asked::Team(slug) => json!({ "requested_team": team(state, scene.repository.owner(), slug) }),
    };
    let added = action == "review_requested";
    let what = if added { What::ReviewRequested(whom) } else { What::ReviewRequestRemoved(whom) };
    state.record(scene.repository, number, scene.sender, what)?;
    events::pull_request(state, scene, number, action, more)
}
