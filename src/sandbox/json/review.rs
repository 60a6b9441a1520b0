//! Reviews in the API and in webhooks.

use serde_json::{Value, json};

use super::account::account;
use super::repository::url;
use super::{HTML, node_id};
use crate::sandbox::model::pull::{Pull, Review};
use crate::sandbox::model::repository::Repository;
use crate::sandbox::model::state::State;

/// A `pull-request-review`.
pub(crate) fn review(state: &State, home: &Repository, pull: &Pull, review: &Review) -> Value {
    let Review { id, author, state: verdict, commit, submitted_at } = review;
    let own = format!("{}/pulls/{}", url(state, home), pull.number);
    let html = format!("{HTML}/{}/pull/{}#pullrequestreview-{id}", home.name, pull.number);
    json!({
        "id": id, "node_id": node_id("PRR", *id), "user": account(state, author), "body": "",
        "state": verdict.as_str(), "html_url": html, "pull_request_url": own, "commit_id": commit.as_str(),
        "submitted_at": submitted_at.to_string(), "author_association": state.association(author).as_str(),
        "_links": { "html": { "href": html }, "pull_request": { "href": own } },
    })
}

/// The same in a webhook: with the state in lower case, and `null` for an empty body.
pub(crate) fn told_review(state: &State, home: &Repository, pull: &Pull, told: &Review) -> Value {
    let mut value = review(state, home, pull, told);
    value["state"] = json!(told.state.as_str().to_ascii_lowercase());
    value["body"] = Value::Null;
    value
}
