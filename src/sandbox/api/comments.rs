//! Comments on issues and on pull requests, which are issues in this part of the API.

use crate::sandbox::effects::comments;
use crate::sandbox::events::Scene;
use crate::sandbox::json;
use crate::sandbox::model::issue::Comment;
use crate::sandbox::model::state::{State, app_login};

use super::access::{self, readable, writable};
use super::answer::{Answer, Refusal};
use super::call::{Call, parsed};
use super::paging::Page;

/// The maximum length of a comment.
const MAX_CHARACTERS: usize = 65_536;

/// `GET /repos/{owner}/{repo}/issues/{issue_number}/comments`
pub(crate) fn list(state: &State, call: &Call, number: &str) -> Result<Answer, Refusal> {
    let home = readable(state, call)?;
    let number = access::labeled(home, number)?.0;
    let comments: Vec<&Comment> = home.comments.values().filter(|comment| comment.number == number).collect();
    Ok(Page::of(call).answer(state, call, &comments, |comment| json::comment::comment(state, home, comment)))
}

/// `POST /repos/{owner}/{repo}/issues/{issue_number}/comments`
pub(crate) fn create(state: &mut State, call: &Call, number: &str) -> Result<Answer, Refusal> {
    let home = writable(state, call)?;
    let number = access::labeled(home, number)?.0;
    let (repository, body) = (home.name.clone(), body(call)?);
    let scene = Scene { repository: &repository, sender: &app_login() };
    let id = comments::write(state, scene, number, body)?;
    shown(state, call, id).map(|answer| Answer { status: 201, ..answer })
}

/// `PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}`
pub(crate) fn update(state: &mut State, call: &Call, id: &str) -> Result<Answer, Refusal> {
    let home = writable(state, call)?;
    let id: u64 = parsed(id)?;
    let comment = home.comments.get(&id).ok_or_else(Refusal::not_found)?;
    if comment.author != app_login() {
        return Err(Refusal::new(403, "Resource not accessible by integration"));
    }
    let (repository, body) = (home.name.clone(), body(call)?);
    comments::edit(state, Scene { repository: &repository, sender: &app_login() }, id, body)?;
    shown(state, call, id)
}

fn shown(state: &State, call: &Call, id: u64) -> Result<Answer, Refusal> {
    let home = readable(state, call)?;
    let comment = home.comments.get(&id).ok_or_else(Refusal::not_found)?;
    Ok(Answer::json(json::comment::comment(state, home, comment)))
}

fn body(call: &Call) -> Result<String, Refusal> {
    let text = call.text("body").filter(|text| !text.trim().is_empty());
    let text = text.ok_or_else(|| Refusal::invalid_field("IssueComment", "body", "body can't be blank"))?;
    if text.chars().count() > MAX_CHARACTERS {
        let rule = format!("body is too long (maximum is {MAX_CHARACTERS} characters)");
        return Err(Refusal::invalid_field("IssueComment", "body", &rule));
    }
    Ok(text.to_owned())
}
