//! Webhooks about issues, and about comments on issues and pull requests.

use serde_json::{Value, json};

use crate::sandbox::json;
use crate::sandbox::model::issue::Comment;
use crate::sandbox::model::state::State;
use crate::sandbox::not_found::Missing;

use super::{Scene, pull_request, tell, with};

/// `issues`; `more` contains the additional fields of the action, such as the label.
pub(crate) fn issues(
    state: &mut State,
    scene: Scene<'_>,
    number: u64,
    action: &str,
    more: Value,
) -> Result<(), Missing> {
    let issue = json::issue::issue(state, state.repository(scene.repository)?, number)?;
    tell(state, scene, "issues", with(json!({ "action": action, "issue": issue }), more))
}

/// `issues` for a transferred issue: `issue` as it was, `changes` with its new place.
pub(crate) fn transferred(state: &mut State, scene: Scene<'_>, issue: &Value, changes: &Value) -> Result<(), Missing> {
    tell(state, scene, "issues", json!({ "action": "transferred", "issue": issue, "changes": changes }))
}

/// `issues` or `pull_request`, depending on the number.
pub(crate) fn either(
    state: &mut State,
    scene: Scene<'_>,
    number: u64,
    action: &str,
    more: Value,
) -> Result<(), Missing> {
    if state.repository(scene.repository)?.issues.contains_key(&number) {
        return issues(state, scene, number, action, more);
    }
    pull_request(state, scene, number, action, more)
}

/// `issue_comment`, on issues and pull requests.
pub(crate) fn comment(
    state: &mut State,
    scene: Scene<'_>,
    comment: &Comment,
    action: &str,
    more: Value,
) -> Result<(), Missing> {
    let home = state.repository(scene.repository)?;
    let payload = json!({
        "action": action, "issue": json::issue::issue(state, home, comment.number)?,
        "comment": json::comment::comment(state, home, comment),
    });
    tell(state, scene, "issue_comment", with(payload, more))
}
