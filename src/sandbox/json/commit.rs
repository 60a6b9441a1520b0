//! Commits in the API and in webhooks.

use serde_json::{Value, json};

use crate::domain::types::ids::Sha;
use crate::sandbox::model::diff::{ChangeStatus, diff};
use crate::sandbox::model::git::Commit;
use crate::sandbox::model::repository::Repository;
use crate::sandbox::model::state::State;

use super::HTML;
use super::account::account;
use super::repository::url;

/// A `commit`.
pub(crate) fn commit(state: &State, home: &Repository, commit: &Commit) -> Value {
    let Commit { sha, tree, parents, author, message, .. } = commit;
    let api = url(state, home);
    let own = format!("{api}/commits/{sha}");
    let html = format!("{HTML}/{}/commit/", home.name);
    let parent = |sha: &Sha| json!({ "sha": sha.as_str(), "url": format!("{api}/commits/{sha}"), "html_url": format!("{html}{sha}") });
    let dated = |mut person: Value| {
        person["date"] = json!(commit.at.to_string());
        person
    };
    let (written, committed) = (dated(person(commit)), dated(committer(commit)));
    json!({
        "sha": sha.as_str(), "node_id": format!("C_{sha}"), "url": own, "html_url": format!("{html}{sha}"),
        "comments_url": format!("{own}/comments"), "author": account(state, author),
        "committer": account(state, author), "parents": parents.iter().map(parent).collect::<Vec<_>>(),
        "commit": {
            "url": format!("{api}/git/commits/{sha}"), "author": written, "committer": committed,
            "message": message, "comment_count": 0,
            "tree": { "sha": tree.as_str(), "url": format!("{api}/git/trees/{tree}") },
        },
    })
}

/// A commit in the timeline: with Git's names, without accounts.
pub(crate) fn committed(state: &State, home: &Repository, told: &Commit) -> Value {
    let mut value = commit(state, home, told);
    let inner = value["commit"].take();
    for field in ["author", "committer", "message", "tree"] {
        value[field] = inner[field].clone();
    }
    value["url"] = inner["url"].clone();
    value["event"] = json!("committed");
    let signed = told.signature.is_some();
    value["verification"] = json!({
        "verified": signed, "reason": if signed { "valid" } else { "unsigned" },
        "signature": signed.then_some("-----BEGIN PGP SIGNATURE-----"),
        "payload": signed.then(|| format!("tree {}", told.tree)), "verified_at": signed.then(|| told.at.to_string()),
    });
    if let Some(fields) = value.as_object_mut() {
        fields.remove("commit");
        fields.remove("comments_url");
    }
    value
}

/// A commit in webhooks: a `simple-commit`.
pub(crate) fn told_commit(commit: &Commit) -> Value {
    json!({
        "id": commit.sha.as_str(), "tree_id": commit.tree.as_str(), "message": commit.message,
        "timestamp": commit.at.to_string(), "author": person(commit), "committer": committer(commit),
    })
}

/// A commit in the `push` event: with the paths that it changes.
pub(crate) fn pushed_commit(state: &State, home: &Repository, commit: &Commit) -> Value {
    let before = commit.parents.first().map(|sha| state.objects.files(sha)).unwrap_or_default();
    let changes = diff(&state.objects, &before, &commit.files);
    let mut value = told_commit(commit);
    for role in ["author", "committer"] {
        value[role]["username"] = json!(commit.author.as_str());
    }
    let mut removed: Vec<&str> = changes.iter().filter_map(|it| it.previous.as_deref()).collect();
    let of = |wanted: &[ChangeStatus]| -> Vec<&str> {
        changes.iter().filter(|it| wanted.contains(&it.status)).map(|it| it.path.as_str()).collect()
    };
    removed.extend(of(&[ChangeStatus::Removed]));
    value["added"] = json!(of(&[ChangeStatus::Added, ChangeStatus::Renamed]));
    value["modified"] = json!(of(&[ChangeStatus::Modified]));
    value["removed"] = json!(removed);
    value["distinct"] = json!(true);
    value["url"] = json!(format!("{HTML}/{}/commit/{}", home.name, commit.sha));
    value
}

fn person(commit: &Commit) -> Value {
    json!({ "name": commit.author.as_str(), "email": commit.email })
}

fn committer(commit: &Commit) -> Value {
    let signed = commit.signature.as_ref().map(|it| json!({ "name": it.name, "email": it.email }));
    signed.unwrap_or_else(|| person(commit))
}
