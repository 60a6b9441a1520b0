//! Changed files.

use serde_json::{Value, json};

use crate::domain::types::ids::Sha;
use crate::sandbox::model::diff::FileChange;
use crate::sandbox::model::repository::Repository;
use crate::sandbox::model::state::State;

use super::HTML;
use super::repository::url;

/// A `diff-entry`, without its patch.
pub(crate) fn file(state: &State, home: &Repository, head: &Sha, file: &FileChange) -> Value {
    let FileChange { path, previous, status, sha, additions, deletions } = file;
    let mut value = json!({
        "sha": sha.as_str(), "filename": path, "status": status.as_str(), "additions": additions,
        "deletions": deletions, "changes": additions + deletions,
        "blob_url": format!("{HTML}/{}/blob/{head}/{path}", home.name),
        "raw_url": format!("{HTML}/{}/raw/{head}/{path}", home.name),
        "contents_url": format!("{}/contents/{path}?ref={head}", url(state, home)),
    });
    if let Some(previous) = previous {
        value["previous_filename"] = json!(previous);
    }
    value
}
