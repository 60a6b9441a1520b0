//! Comments on issues and pull requests.

use serde_json::{Value, json};

use super::account::account;
use super::app::app;
use super::reaction::rollup;
use super::repository::url;
use super::{HTML, node_id};
use crate::sandbox::model::issue::Comment;
use crate::sandbox::model::repository::Repository;
use crate::sandbox::model::state::{State, app_login};

/// An `issue-comment`.
pub(crate) fn comment(state: &State, home: &Repository, comment: &Comment) -> Value {
    let Comment { id, number, author, body, reactions, created_at, updated_at } = comment;
    let api = url(state, home);
    let own = format!("{api}/issues/comments/{id}");
    let kind = if home.pulls.contains_key(number) { "pull" } else { "issues" };
    let by_app = *author == app_login();
    json!({
        "id": id, "node_id": node_id("IC", *id), "url": own,
        "html_url": format!("{HTML}/{}/{kind}/{number}#issuecomment-{id}", home.name),
        "issue_url": format!("{api}/issues/{number}"), "user": account(state, author), "body": body,
        "created_at": created_at.to_string(), "updated_at": updated_at.to_string(),
        "author_association": state.association(author).as_str(),
        "performed_via_github_app": if by_app { app(state) } else { Value::Null },
        "reactions": rollup(&own, reactions),
    })
}
