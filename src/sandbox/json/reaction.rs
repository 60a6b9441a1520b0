//! Reactions, single and counted.

use serde_json::{Value, json};

use super::account::account;
use super::node_id;
use crate::sandbox::model::issue::{REACTIONS, Reaction};
use crate::sandbox::model::state::State;

/// A `reaction`.
pub(crate) fn reaction(state: &State, reaction: &Reaction) -> Value {
    let Reaction { id, by, content, at } = reaction;
    json!({
        "id": id, "node_id": node_id("REA", *id), "user": account(state, by), "content": content,
        "created_at": at.to_string(),
    })
}

/// A `reaction-rollup` for the resource at `url`.
pub(crate) fn rollup(url: &str, reactions: &[Reaction]) -> Value {
    let mut value = json!({ "url": format!("{url}/reactions"), "total_count": reactions.len() });
    for content in REACTIONS {
        value[content] = json!(reactions.iter().filter(|reaction| reaction.content == content).count());
    }
    value
}
