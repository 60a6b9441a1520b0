//! Trees, blobs and files.

use serde_json::{Value, json};

use crate::domain::types::ids::Sha;
use crate::sandbox::json::content;
use crate::sandbox::json::content::Place;
use crate::sandbox::json::repository::url;
use crate::sandbox::model::git::Commit;
use crate::sandbox::model::repository::Repository;
use crate::sandbox::model::state::State;

use super::access::readable;
use super::answer::{Answer, Refusal};
use super::call::{Call, parsed};

/// `GET /repos/{owner}/{repo}/git/trees/{tree_sha}`
pub(crate) fn tree(state: &State, call: &Call, reference: &str) -> Result<Answer, Refusal> {
    let home = readable(state, call)?;
    let of_commit =
        home.resolve(reference).and_then(|sha| state.objects.commit(&sha)).map(|commit| commit.tree.clone());
    let root = of_commit.or_else(|| reference.parse::<Sha>().ok()).ok_or_else(Refusal::not_found)?;
    state.objects.tree(&root).ok_or_else(Refusal::not_found)?;
    let mut entries = Vec::new();
    list(state, home, (&root, ""), call.query("recursive").is_some(), &mut entries);
    let own = format!("{}/git/trees/{root}", url(state, home));
    Ok(Answer::json(json!({ "sha": root.as_str(), "url": own, "truncated": false, "tree": entries })))
}

/// `GET /repos/{owner}/{repo}/git/blobs/{file_sha}`
pub(crate) fn blob(state: &State, call: &Call, sha: &str) -> Result<Answer, Refusal> {
    let home = readable(state, call)?;
    let sha: Sha = parsed(sha)?;
    let bytes = state.objects.blob(&sha).ok_or_else(Refusal::not_found)?;
    if wants_raw(call) {
        return Ok(Answer::raw(bytes.to_vec()));
    }
    Ok(Answer::json(content::blob(state, home, &sha, bytes)))
}

/// `GET /repos/{owner}/{repo}/contents/{path}`
pub(crate) fn at_path(state: &State, call: &Call, path: &str) -> Result<Answer, Refusal> {
    let home = readable(state, call)?;
    let reference = call.query("ref").unwrap_or(&home.options.default_branch);
    let absent = || Refusal::new(404, format!("No commit found for the ref {reference}"));
    let commit = home.resolve(reference).and_then(|sha| state.objects.commit(&sha)).ok_or_else(absent)?;
    let path = path.trim_matches('/');
    let Some(sha) = commit.files.get(path) else { return directory(state, home, (commit, reference), path) };
    let bytes = state.objects.blob(sha).ok_or_else(Refusal::not_found)?;
    if wants_raw(call) {
        return Ok(Answer::raw(bytes.to_vec()));
    }
    Ok(Answer::json(content::file(state, &Place { home, reference, path }, sha, bytes)))
}

fn directory(state: &State, home: &Repository, at: (&Commit, &str), path: &str) -> Result<Answer, Refusal> {
    let (commit, reference) = at;
    let mut sha = &commit.tree;
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let entries = state.objects.tree(sha).ok_or_else(Refusal::not_found)?;
        let inside = entries.iter().find(|entry| entry.directory && entry.name == part);
        sha = &inside.ok_or_else(Refusal::not_found)?.sha;
    }
    let entries = state.objects.tree(sha).ok_or_else(Refusal::not_found)?;
    let listed = entries.iter().map(|entry| {
        let path = joined(path, &entry.name);
        content::listed(state, &Place { home, reference, path: &path }, entry)
    });
    Ok(Answer::json(Value::Array(listed.collect())))
}

/// Adds the entries of a tree, and those of its directories if `recursive`.
fn list(state: &State, home: &Repository, tree: (&Sha, &str), recursive: bool, listed: &mut Vec<Value>) {
    let (sha, above) = tree;
    for entry in state.objects.tree(sha).unwrap_or_default() {
        let path = joined(above, &entry.name);
        listed.push(content::tree_entry(state, home, &path, entry));
        if recursive && entry.directory {
            list(state, home, (&entry.sha, &path), recursive, listed);
        }
    }
}

fn joined(above: &str, name: &str) -> String {
    if above.is_empty() { name.to_owned() } else { format!("{above}/{name}") }
}

fn wants_raw(call: &Call) -> bool {
    call.accept.split(',').any(|kind| kind.contains("application/vnd.github") && kind.contains("raw"))
}
