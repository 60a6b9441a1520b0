//! What both people and the app do to a pull request, with the webhooks that follow, whoever did it.

use serde_json::json;

use super::events::{self, Scene};
use super::missing::Missing;
use super::model::pull::Comment;
use super::model::repository::{Label, label_key};
use super::model::state::State;
use super::shapes;
use crate::domain::ids::{Login, RepoName};

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

/// Writes a comment on a pull request; says its number. The app does not hear of comments.
pub(crate) fn comment(
    state: &mut State,
    name: &RepoName,
    number: u64,
    author: &Login,
    body: String,
) -> Result<u64, Missing> {
    let (id, now) = (state.next_id(), state.clock.now());
    state.pull_mut(name, number)?;
    let comment = Comment { id, number, author: author.clone(), body, created_at: now, updated_at: now };
    state.repository_mut(name)?.comments.insert(id, comment);
    Ok(id)
}

fn tell_label(state: &mut State, scene: Scene<'_>, number: u64, told: (&str, &str)) -> Result<(), Missing> {
    let (action, name) = told;
    let home = state.repository(scene.repository)?;
    let label = home.labels.get(&label_key(name)).map(|label| shapes::label::label(state, home, label));
    events::pull_request(state, scene, number, action, json!({ "label": label }))
}
