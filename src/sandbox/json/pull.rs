//! Pull requests: short in lists and responses, full on their own and in webhooks, minimal in checks.

use serde_json::{Value, json};

use crate::domain::types::ids::{RepoName, Sha};
use crate::sandbox::model::diff::FileChange;
use crate::sandbox::model::pull::Pull;
use crate::sandbox::model::repository::Repository;
use crate::sandbox::model::state::State;

use super::account::{account, team};
use super::label::labels;
use super::repository::{repository, url};
use super::{HTML, node_id};

/// A `pull-request-simple`.
pub(crate) fn simple_pull(state: &State, home: &Repository, pull: &Pull) -> Value {
    let mut value = described(state, home, pull);
    merge_into(&mut value, links(state, home, pull));
    // In lists, GitHub's description requires a label's description to be a string.
    for label in value["labels"].as_array_mut().into_iter().flatten() {
        if label["description"].is_null() {
            label["description"] = json!("");
        }
    }
    value
}

/// A `pull-request`.
pub(crate) fn full_pull(state: &State, home: &Repository, pull: &Pull) -> Value {
    let mut value = described(state, home, pull);
    let files = state.pull_files(pull);
    let commits = state.objects.commits_between(&pull.base_sha, &pull.head.sha).len();
    let sum = |count: fn(&FileChange) -> usize| files.iter().map(count).sum::<usize>();
    merge_into(&mut value, links(state, home, pull));
    merge_into(
        &mut value,
        json!({
            "merged": pull.merged.is_some(),
            "merged_by": pull.merged.as_ref().map(|merge| account(state, &merge.by)),
            "mergeable": if pull.open { Some(true) } else { None }, "rebaseable": null,
            "mergeable_state": if !pull.open { "unknown" } else if pull.draft { "draft" } else { "clean" },
            "comments": home.comments.values().filter(|comment| comment.number == pull.number).count(), "review_comments": 0, "maintainer_can_modify": false, "commits": commits,
            "additions": sum(|file| file.additions), "deletions": sum(|file| file.deletions),
            "changed_files": files.len(),
        }),
    );
    value
}

/// A `pull-request-minimal`.
pub(crate) fn minimal_pull(state: &State, home: &Repository, pull: &Pull) -> Value {
    let at = |branch: &str, sha: &Sha| {
        let repository = json!({ "id": home.id, "url": url(state, home), "name": home.name.name() });
        json!({ "ref": branch, "sha": sha.as_str(), "repo": repository })
    };
    json!({
        "id": pull.id, "number": pull.number, "url": format!("{}/pulls/{}", url(state, home), pull.number),
        "head": at(&pull.head.branch, &pull.head.sha), "base": at(&pull.base_branch, &pull.base_sha),
    })
}

fn described(state: &State, home: &Repository, pull: &Pull) -> Value {
    let teams = pull.requested_teams.iter().map(|slug| team(state, home.name.owner(), slug));
    let reviewers = pull.requested.iter().map(|login| account(state, login));
    json!({
        "id": pull.id, "node_id": node_id("PR", pull.id), "number": pull.number, "title": pull.title,
        "state": if pull.open { "open" } else { "closed" }, "locked": false, "draft": pull.draft,
        "user": account(state, &pull.author), "body": pull.body, "milestone": null, "assignee": null,
        "assignees": [], "auto_merge": null, "active_lock_reason": null,
        "author_association": state.association(&pull.author).as_str(),
        "created_at": pull.created_at.to_string(), "updated_at": pull.updated_at.to_string(),
        "closed_at": pull.closed_at.map(|at| at.to_string()),
        "merged_at": pull.merged.as_ref().map(|merge| merge.at.to_string()),
        "merge_commit_sha": pull.merged.as_ref().map(|merge| merge.sha.as_str()),
        "labels": labels(state, home, &pull.labels),
        "requested_reviewers": reviewers.collect::<Vec<_>>(), "requested_teams": teams.collect::<Vec<_>>(),
        "head": end(state, &pull.head.repository, &pull.head.branch, &pull.head.sha),
        "base": end(state, &home.name, &pull.base_branch, &pull.base_sha),
    })
}

fn end(state: &State, name: &RepoName, branch: &str, sha: &Sha) -> Value {
    json!({
        "label": format!("{}:{branch}", name.owner()), "ref": branch, "sha": sha.as_str(),
        "user": name.owner().parse().map(|login| account(state, &login)).ok(),
        "repo": state.repository(name).map(|held| repository(state, held)).ok(),
    })
}

fn links(state: &State, home: &Repository, pull: &Pull) -> Value {
    let (api, number) = (url(state, home), pull.number);
    let html = format!("{HTML}/{}/pull/{number}", home.name);
    let own = format!("{api}/pulls/{number}");
    let issue = format!("{api}/issues/{number}");
    let statuses = format!("{api}/statuses/{}", pull.head.sha);
    let comment = format!("{api}/pulls/comments{{/number}}");
    let link = |href: &str| json!({ "href": href });
    json!({
        "url": own, "html_url": html, "diff_url": format!("{html}.diff"), "patch_url": format!("{html}.patch"),
        "issue_url": issue, "commits_url": format!("{own}/commits"), "statuses_url": statuses,
        "review_comments_url": format!("{own}/comments"), "review_comment_url": comment,
        "comments_url": format!("{issue}/comments"),
        "_links": {
            "self": link(&own), "html": link(&html), "issue": link(&issue), "statuses": link(&statuses),
            "comments": link(&format!("{issue}/comments")), "commits": link(&format!("{own}/commits")),
            "review_comments": link(&format!("{own}/comments")), "review_comment": link(&comment),
        },
    })
}

fn merge_into(value: &mut Value, more: Value) {
    if let (Value::Object(fields), Value::Object(more)) = (value, more) {
        fields.extend(more);
    }
}
