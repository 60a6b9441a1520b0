//! Labels.

use serde_json::{Value, json};

use super::node_id;
use crate::sandbox::model::repository::{Label, Repository, label_key};
use crate::sandbox::model::state::State;

/// A `label`.
pub(crate) fn label(state: &State, repository: &Repository, label: &Label) -> Value {
    let Label { id, name, color, description } = label;
    let path: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    json!({
        "id": id, "node_id": node_id("LA", *id), "name": name, "color": color, "description": description,
        "default": false,
        "url": format!("{}/repos/{}/labels/{}", state.api, repository.name, path.replace('+', "%20")),
    })
}

/// The labels with the given names, if the repository has them.
pub(crate) fn labels(state: &State, repository: &Repository, names: &[String]) -> Vec<Value> {
    let known = names.iter().filter_map(|name| repository.labels.get(&label_key(name)));
    known.map(|it| label(state, repository, it)).collect()
}
