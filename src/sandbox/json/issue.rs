//! Issues in webhooks, including pull requests.

use serde_json::{Value, json};

use crate::domain::types::ids::Login;
use crate::domain::types::time::Timestamp;
use crate::sandbox::model::issue::Issue;
use crate::sandbox::model::pull::Pull;
use crate::sandbox::model::repository::Repository;
use crate::sandbox::model::state::State;
use crate::sandbox::not_found::Missing;

use super::account::account;
use super::label::labels;
use super::reaction::rollup;
use super::repository::url;
use super::{HTML, node_id};

/// An `issue` by its number; a pull request has the field `pull_request`.
pub(crate) fn issue(state: &State, home: &Repository, number: u64) -> Result<Value, Missing> {
    if let Some(pull) = home.pulls.get(&number) {
        return Ok(of_pull(state, home, pull));
    }
    let issue = home.issues.get(&number).ok_or_else(|| Missing(format!("issue `{}#{number}`", home.name)))?;
    let Issue { number, id, title, body, author, labels, created_at, updated_at } = issue;
    let html_url = format!("{HTML}/{}/issues/{number}", home.name);
    let times = (*created_at, *updated_at);
    Ok(shared(state, home, &Shared { number: *number, id: *id, title, body, author, labels, times, html_url }))
}

/// The common fields of issues and pull requests.
struct Shared<'a> {
    number: u64,
    id: u64,
    title: &'a str,
    body: &'a str,
    author: &'a Login,
    labels: &'a [String],
    /// When it was created, and when it was last updated.
    times: (Timestamp, Timestamp),
    html_url: String,
}

fn of_pull(state: &State, home: &Repository, pull: &Pull) -> Value {
    let Pull { number, id, title, body, author, labels, created_at, updated_at, .. } = pull;
    let html = format!("{HTML}/{}/pull/{number}", home.name);
    let (times, html_url) = ((*created_at, *updated_at), html.clone());
    let mut value =
        shared(state, home, &Shared { number: *number, id: *id, title, body, author, labels, times, html_url });
    value["node_id"] = json!(node_id("PR", *id));
    value["draft"] = json!(pull.draft);
    value["state"] = json!(if pull.open { "open" } else { "closed" });
    value["closed_at"] = json!(pull.closed_at.map(|at| at.to_string()));
    value["pull_request"] = json!({
        "url": format!("{}/pulls/{number}", url(state, home)), "html_url": html,
        "diff_url": format!("{html}.diff"), "patch_url": format!("{html}.patch"),
        "merged_at": pull.merged.as_ref().map(|merge| merge.at.to_string()),
    });
    value
}

fn shared(state: &State, home: &Repository, of: &Shared<'_>) -> Value {
    let Shared { number, id, title, body, author, labels: keys, times, html_url } = of;
    let own = format!("{}/issues/{number}", url(state, home));
    json!({
        "id": id, "node_id": node_id("I", *id), "number": number, "title": title, "body": body,
        "url": own, "html_url": html_url, "repository_url": url(state, home),
        "labels_url": format!("{own}/labels{{/name}}"), "comments_url": format!("{own}/comments"),
        "events_url": format!("{own}/events"), "timeline_url": format!("{own}/timeline"),
        "user": account(state, author), "author_association": state.association(author).as_str(),
        "labels": labels(state, home, keys), "state": "open", "draft": false, "state_reason": null, "locked": false,
        "active_lock_reason": null, "assignee": null, "assignees": [], "milestone": null,
        "comments": home.comments.values().filter(|comment| comment.number == *number).count(),
        "created_at": times.0.to_string(), "updated_at": times.1.to_string(), "closed_at": null,
        "performed_via_github_app": null, "reactions": rollup(&own, &[]),
    })
}
