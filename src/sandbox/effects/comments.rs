//! Comments on issues and pull requests: written, edited, deleted.

use serde_json::json;

use crate::sandbox::events::{self, Scene};
use crate::sandbox::model::issue::Comment;
use crate::sandbox::model::state::State;
use crate::sandbox::model::timeline::What;
use crate::sandbox::not_found::Missing;

/// Writes a comment on an issue or a pull request; returns its id.
pub(crate) fn write(state: &mut State, scene: Scene<'_>, number: u64, body: String) -> Result<u64, Missing> {
    // Checks that it exists, and marks it as updated now.
    state.labels_mut(scene.repository, number)?;
    let (id, now, author) = (state.next_id(), state.clock.now(), scene.sender.clone());
    let comment = Comment { id, number, author, body, reactions: Vec::new(), created_at: now, updated_at: now };
    state.repository_mut(scene.repository)?.comments.insert(id, comment.clone());
    state.record(scene.repository, number, scene.sender, What::Commented(id))?;
    events::issues::comment(state, scene, &comment, "created", json!({}))?;
    Ok(id)
}

/// Edits a comment.
pub(crate) fn edit(state: &mut State, scene: Scene<'_>, id: u64, body: String) -> Result<(), Missing> {
    let now = state.clock.now();
    let comments = &mut state.repository_mut(scene.repository)?.comments;
    let comment = comments.get_mut(&id).ok_or_else(|| absent(scene, id))?;
    let before = std::mem::replace(&mut comment.body, body);
    comment.updated_at = now;
    let comment = comment.clone();
    events::issues::comment(state, scene, &comment, "edited", json!({ "changes": { "body": { "from": before } } }))
}

/// Deletes a comment.
pub(crate) fn remove(state: &mut State, scene: Scene<'_>, id: u64) -> Result<(), Missing> {
    let former = state.repository_mut(scene.repository)?.comments.remove(&id);
    let former = former.ok_or_else(|| absent(scene, id))?;
    state.record(scene.repository, former.number, scene.sender, What::Plain("comment_deleted"))?;
    events::issues::comment(state, scene, &former, "deleted", json!({}))
}

fn absent(scene: Scene<'_>, id: u64) -> Missing {
    Missing(format!("comment {id} in `{}`", scene.repository))
}
