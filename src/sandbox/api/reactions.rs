//! Reactions to comments.

use crate::sandbox::json::reaction::reaction;
use crate::sandbox::model::issue::{REACTIONS, Reaction};
use crate::sandbox::model::state::{State, app_login};

use super::access::writable;
use super::answer::{Answer, Refusal};
use super::call::{Call, parsed};

/// `POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions`
pub(crate) fn create(state: &mut State, call: &Call, comment: &str) -> Result<Answer, Refusal> {
    let home = writable(state, call)?;
    let comment: u64 = parsed(comment)?;
    let given = &home.comments.get(&comment).ok_or_else(Refusal::not_found)?.reactions;
    let content = call.text("content").filter(|content| REACTIONS.contains(content));
    let content = content.ok_or_else(|| Refusal::invalid("Reaction", "content", "invalid"))?;
    if let Some(same) = given.iter().find(|it| it.content == content && it.by == app_login()) {
        return Ok(Answer::json(reaction(state, same)));
    }
    let name = home.name.clone();
    let new = Reaction { id: state.next_id(), by: app_login(), content: content.to_owned(), at: state.clock.now() };
    let answer = Answer::created(reaction(state, &new));
    let comments = &mut state.repository_mut(&name)?.comments;
    comments.get_mut(&comment).ok_or_else(Refusal::not_found)?.reactions.push(new);
    Ok(answer)
}
