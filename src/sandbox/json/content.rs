//! Trees, blobs, and files and directories by path.

use serde_json::{Value, json};

use crate::domain::types::ids::Sha;
use crate::sandbox::base64;
use crate::sandbox::model::git::TreeEntry;
use crate::sandbox::model::repository::Repository;
use crate::sandbox::model::state::State;

use super::HTML;
use super::repository::url;

/// Above this size in bytes, a file's JSON omits its content.
const INLINE_LIMIT: usize = 1024 * 1024;

/// A path at a commit or branch.
pub(crate) struct Place<'a> {
    pub(crate) home: &'a Repository,
    pub(crate) reference: &'a str,
    pub(crate) path: &'a str,
}

/// An entry of a `git-tree`.
pub(crate) fn tree_entry(state: &State, home: &Repository, path: &str, entry: &TreeEntry) -> Value {
    let TreeEntry { directory, sha, .. } = entry;
    let kind = if *directory { "tree" } else { "blob" };
    let mut value = json!({
        "path": path, "mode": if *directory { "040000" } else { "100644" }, "type": kind, "sha": sha.as_str(),
        "url": format!("{}/git/{kind}s/{sha}", url(state, home)),
    });
    if !directory {
        value["size"] = json!(state.objects.blob(sha).map_or(0, <[u8]>::len));
    }
    value
}

/// A `blob`.
pub(crate) fn blob(state: &State, home: &Repository, sha: &Sha, content: &[u8]) -> Value {
    json!({
        "sha": sha.as_str(), "node_id": format!("B_{sha}"), "size": content.len(), "encoding": "base64",
        "url": format!("{}/git/blobs/{sha}", url(state, home)), "content": base64::encode_lines(content, 60),
    })
}

/// A `content-file`.
pub(crate) fn file(state: &State, place: &Place<'_>, sha: &Sha, content: &[u8]) -> Value {
    let entry = TreeEntry { name: name(place.path).to_owned(), directory: false, sha: sha.clone() };
    let mut value = listed(state, place, &entry);
    let inline = content.len() <= INLINE_LIMIT;
    value["encoding"] = json!(if inline { "base64" } else { "none" });
    value["content"] = json!(if inline { base64::encode_lines(content, 60) } else { String::new() });
    value
}

/// An entry of a `content-directory`.
pub(crate) fn listed(state: &State, place: &Place<'_>, entry: &TreeEntry) -> Value {
    let Place { home, reference, path } = place;
    let TreeEntry { name, directory, sha } = entry;
    let (kind, object) = if *directory { ("dir", "trees") } else { ("file", "blobs") };
    let own = format!("{}/contents/{path}?ref={reference}", url(state, home));
    let git = format!("{}/git/{object}/{sha}", url(state, home));
    let seen = if *directory { "tree" } else { "blob" };
    let html = format!("{HTML}/{}/{seen}/{reference}/{path}", home.name);
    let raw = format!("https://raw.githubusercontent.com/{}/{reference}/{path}", home.name);
    json!({
        "type": kind, "name": name, "path": path, "sha": sha.as_str(),
        "size": state.objects.blob(sha).map_or(0, <[u8]>::len), "url": own, "git_url": git, "html_url": html,
        "download_url": if *directory { None } else { Some(raw) },
        "_links": { "self": own, "git": git, "html": html },
    })
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
