//! Repositories, in one format that is complete enough for all uses.

use serde_json::{Map, Value, json};

use super::account::account;
use super::{HTML, node_id};
use crate::sandbox::model::repository::Repository;
use crate::sandbox::model::state::State;

/// The suffixes of a repository's URLs.
const PARTS: [(&str, &str); 37] = [
    ("archive_url", "/{archive_format}{/ref}"),
    ("assignees_url", "/assignees{/user}"),
    ("blobs_url", "/git/blobs{/sha}"),
    ("branches_url", "/branches{/branch}"),
    ("collaborators_url", "/collaborators{/collaborator}"),
    ("comments_url", "/comments{/number}"),
    ("commits_url", "/commits{/sha}"),
    ("compare_url", "/compare/{base}...{head}"),
    ("contents_url", "/contents/{+path}"),
    ("contributors_url", "/contributors"),
    ("deployments_url", "/deployments"),
    ("downloads_url", "/downloads"),
    ("events_url", "/events"),
    ("forks_url", "/forks"),
    ("git_commits_url", "/git/commits{/sha}"),
    ("git_refs_url", "/git/refs{/sha}"),
    ("git_tags_url", "/git/tags{/sha}"),
    ("hooks_url", "/hooks"),
    ("issue_comment_url", "/issues/comments{/number}"),
    ("issue_events_url", "/issues/events{/number}"),
    ("issues_url", "/issues{/number}"),
    ("keys_url", "/keys{/key_id}"),
    ("labels_url", "/labels{/name}"),
    ("languages_url", "/languages"),
    ("merges_url", "/merges"),
    ("milestones_url", "/milestones{/number}"),
    ("notifications_url", "/notifications{?since,all,participating}"),
    ("pulls_url", "/pulls{/number}"),
    ("releases_url", "/releases{/id}"),
    ("stargazers_url", "/stargazers"),
    ("statuses_url", "/statuses/{sha}"),
    ("subscribers_url", "/subscribers"),
    ("subscription_url", "/subscription"),
    ("tags_url", "/tags"),
    ("teams_url", "/teams"),
    ("trees_url", "/git/trees{/sha}"),
    ("url", ""),
];

/// Counts that are always zero.
const COUNTS: [&str; 9] = [
    "forks",
    "forks_count",
    "network_count",
    "size",
    "stargazers_count",
    "subscribers_count",
    "watchers",
    "watchers_count",
    "open_issues_count",
];

/// The API URL of a repository.
pub(crate) fn url(state: &State, repository: &Repository) -> String {
    format!("{}/repos/{}", state.api, repository.name)
}

/// A `full-repository`, which is also a `repository`.
pub(crate) fn repository(state: &State, repository: &Repository) -> Value {
    let Repository { name, id, fork, options, created_at, .. } = repository;
    let open = repository.pulls.values().filter(|pull| pull.open).count();
    let created_at = created_at.to_string();
    let owner = name.owner().parse().map(|login| account(state, &login)).ok();
    let visibility = if options.private { "private" } else { "public" };
    let known = json!({
        "id": id, "node_id": node_id("R", *id), "name": name.name(), "full_name": name.to_string(),
        "owner": owner, "private": options.private, "visibility": visibility, "fork": fork,
        "default_branch": options.default_branch, "description": null, "homepage": null, "language": null,
        "license": null, "mirror_url": null, "topics": [], "archived": false, "disabled": false,
        "is_template": false, "allow_forking": true, "custom_properties": {},
        "allow_squash_merge": true, "allow_merge_commit": true, "allow_rebase_merge": true,
        "delete_branch_on_merge": false, "web_commit_signoff_required": false,
        "has_issues": true, "has_projects": true, "has_wiki": true, "has_pages": false, "has_downloads": true,
        "has_discussions": false, "created_at": created_at, "updated_at": created_at, "pushed_at": created_at,
        "html_url": format!("{HTML}/{name}"), "svn_url": format!("{HTML}/{name}"),
        "clone_url": format!("{HTML}/{name}.git"), "git_url": format!("git://github.com/{name}.git"),
        "ssh_url": format!("git@github.com:{name}.git"),
    });
    let mut fields = Map::new();
    let own = url(state, repository);
    fields.extend(PARTS.iter().map(|(field, part)| ((*field).to_owned(), json!(format!("{own}{part}")))));
    fields.extend(COUNTS.iter().map(|field| ((*field).to_owned(), json!(0))));
    fields.insert("open_issues".to_owned(), json!(open));
    fields.insert("open_issues_count".to_owned(), json!(open));
    fields.extend(known.as_object().cloned().unwrap_or_default());
    Value::Object(fields)
}

/// A repository in the `push` event: times in seconds, an owner with a name.
pub(crate) fn pushed_repository(state: &State, pushed: &Repository) -> Value {
    let mut value = repository(state, pushed);
    value["created_at"] = json!(pushed.created_at.0.div_euclid(1000));
    value["pushed_at"] = json!(state.clock.now().0.div_euclid(1000));
    value["owner"]["name"] = json!(pushed.name.owner());
    value["owner"]["email"] = Value::Null;
    value["organization"] = json!(pushed.name.owner());
    value["stargazers"] = json!(0);
    value["master_branch"] = json!(pushed.options.default_branch);
    value
}
