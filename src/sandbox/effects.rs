//! What both people and the app do to a pull request, with the webhooks that follow, whoever did it.

use serde_json::json;

use super::events::{self, Scene};
use super::missing::Missing;
use super::model::repository::{Label, label_key};
use super::model::state::State;
use super::shapes;
use crate::domain::ids::Login;

/// The colour of a label that came into being by being put on something.
const GREY: &str = "ededed";

/// Makes a label; one with this name must not be there yet.
pub(crate) fn create_label(
    state: &mut State,
    scene: Scene<'_>,
    name: &str,
    color: &str,
    description: Option<&str>,
) -> Result<(), Missing> {
    let id = state.next_id();
    let (name, color, description) = (name.to_owned(), color.to_owned(), description.map(str::to_owned));
    let repository = state.repository_mut(scene.repository)?;
    repository.labels.insert(label_key(&name), Label { id, name, color, description });
    Ok(())
}

/// Puts a label on a pull request, making it where the repository has none of that name.
pub(crate) fn attach_label(state: &mut State, scene: Scene<'_>, number: u64, name: &str) -> Result<(), Missing> {
    let key = label_key(name);
    if !state.repository(scene.repository)?.labels.contains_key(&key) {
        create_label(state, scene, name, GREY, None)?;
    }
    if state.pull(scene.repository, number)?.labels.contains(&key) {
        return Ok(());
    }
    state.pull_mut(scene.repository, number)?.labels.push(key);
    tell_label(state, scene, number, ("labeled", name))
}

/// Takes a label off; says whether it was on.
pub(crate) fn detach_label(state: &mut State, scene: Scene<'_>, number: u64, name: &str) -> Result<bool, Missing> {
    let key = label_key(name);
    if !state.pull(scene.repository, number)?.labels.contains(&key) {
        return Ok(false);
    }
    state.pull_mut(scene.repository, number)?.labels.retain(|label| *label != key);
    tell_label(state, scene, number, ("unlabeled", name))?;
    Ok(true)
}

/// Asks people and teams for a review; who was asked before is not asked again.
pub(crate) fn request_review(
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
            let more = json!({ "requested_reviewer": shapes::account::account(state, login) });
            events::pull_request(state, scene, number, "review_requested", more)?;
        }
    }
    for slug in teams {
        let pull = state.pull_mut(scene.repository, number)?;
        if !pull.requested_teams.contains(slug) {
            pull.requested_teams.push(slug.clone());
            let more = json!({ "requested_team": shapes::account::team(state, scene.repository.owner(), slug) });
            events::pull_request(state, scene, number, "review_requested", more)?;
        }
    }
    Ok(())
}

fn tell_label(state: &mut State, scene: Scene<'_>, number: u64, told: (&str, &str)) -> Result<(), Missing> {
    let (action, name) = told;
    let home = state.repository(scene.repository)?;
    let label = home.labels.get(&label_key(name)).map(|label| shapes::label::label(state, home, label));
    events::pull_request(state, scene, number, action, json!({ "label": label }))
}
