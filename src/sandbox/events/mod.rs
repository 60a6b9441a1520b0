//! Webhooks that GitHub sends to the app for events in a repository or of an installation.

pub(crate) mod issues;

use serde_json::{Map, Value, json};

use crate::domain::types::ids::{InstallationId, Login, RepoName, Sha};
use crate::sandbox::delivery::Delivery;
use crate::sandbox::json::account::{account, organization};
use crate::sandbox::json::check::{check_run, check_suite};
use crate::sandbox::json::commit::{pushed_commit, told_commit};
use crate::sandbox::json::pull::{full_pull, simple_pull};
use crate::sandbox::json::repository::{pushed_repository, repository};
use crate::sandbox::json::review::told_review;
use crate::sandbox::json::{HTML, app, node_id};
use crate::sandbox::model::account::AccountKind;
use crate::sandbox::model::pull::Review;
use crate::sandbox::model::repository::Repository;
use crate::sandbox::model::state::State;
use crate::sandbox::not_found::Missing;

/// The repository of an event and its sender.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) repository: &'a RepoName,
    pub(crate) sender: &'a Login,
}

/// `pull_request`; `more` contains the additional fields of the action, such as the label.
pub(crate) fn pull_request(
    state: &mut State,
    scene: Scene<'_>,
    number: u64,
    action: &str,
    more: Value,
) -> Result<(), Missing> {
    let home = state.repository(scene.repository)?;
    let pull = full_pull(state, home, state.pull(scene.repository, number)?);
    let payload = json!({ "action": action, "number": number, "pull_request": pull });
    tell(state, scene, "pull_request", with(payload, more))
}

/// `pull_request_review`.
pub(crate) fn pull_request_review(
    state: &mut State,
    scene: Scene<'_>,
    number: u64,
    action: &str,
    review: &Review,
) -> Result<(), Missing> {
    let home = state.repository(scene.repository)?;
    let pull = state.pull(scene.repository, number)?;
    let payload = json!({
        "action": action, "review": told_review(state, home, pull, review),
        "pull_request": simple_pull(state, home, pull),
    });
    tell(state, scene, "pull_request_review", payload)
}

/// `check_run` for a re-run.
pub(crate) fn check_run_rerequested(state: &mut State, scene: Scene<'_>, id: u64) -> Result<(), Missing> {
    let home = state.repository(scene.repository)?;
    let run = home.checks.get(&id).ok_or_else(|| Missing(format!("check run {id} of `{}`", scene.repository)))?;
    let mut told = check_run(state, home, run);
    told["check_suite"] = check_suite(state, home, run.suite, &run.head_sha);
    tell(state, scene, "check_run", json!({ "action": "rerequested", "check_run": told }))
}

/// `check_suite` for a re-run.
pub(crate) fn check_suite_rerequested(state: &mut State, scene: Scene<'_>, head: &Sha) -> Result<(), Missing> {
    let home = state.repository(scene.repository)?;
    let suite = home.suites.get(head).ok_or_else(|| Missing(format!("check suite of `{head}`")))?;
    let told = check_suite(state, home, *suite, head);
    tell(state, scene, "check_suite", json!({ "action": "rerequested", "check_suite": told }))
}

/// `merge_group` with requested checks.
pub(crate) fn merge_group(
    state: &mut State,
    scene: Scene<'_>,
    (base_branch, base): (&str, &Sha),
    head_branch: &str,
) -> Result<(), Missing> {
    let head = state.tip(scene.repository, head_branch)?;
    let group = json!({
        "head_sha": head.as_str(), "head_ref": format!("refs/heads/{head_branch}"),
        "base_sha": base.as_str(), "base_ref": format!("refs/heads/{base_branch}"),
        "head_commit": state.objects.commit(&head).map(told_commit),
    });
    tell(state, scene, "merge_group", json!({ "action": "checks_requested", "merge_group": group }))
}

/// `push`: the new tip of a branch; `before` is `None` for a new branch.
pub(crate) fn push(state: &mut State, scene: Scene<'_>, branch: &str, before: Option<&Sha>) -> Result<(), Missing> {
    let home = state.repository(scene.repository)?;
    let after = state.tip(scene.repository, branch)?;
    let from = before.cloned().map_or_else(|| state.tip(scene.repository, &home.options.default_branch), Ok)?;
    let new = state.objects.commits_between(&from, &after);
    let nothing = "0".repeat(40);
    let before = before.map_or(nothing.as_str(), Sha::as_str);
    let email = state.email(scene.sender);
    let payload = json!({
        "ref": format!("refs/heads/{branch}"), "before": before, "after": after.as_str(),
        "created": before == nothing, "deleted": false, "forced": false, "base_ref": null,
        "compare": format!("{HTML}/{}/compare/{before}...{after}", home.name),
        "commits": new.iter().map(|commit| pushed_commit(state, home, commit)).collect::<Vec<_>>(),
        "head_commit": state.objects.commit(&after).map(|commit| pushed_commit(state, home, commit)),
        "pusher": { "name": scene.sender.as_str(), "email": email },
        "repository": pushed_repository(state, home),
    });
    tell(state, scene, "push", payload)
}

/// `repository`: created or renamed; `changes` contains the former values.
pub(crate) fn repository_named(
    state: &mut State,
    scene: Scene<'_>,
    action: &str,
    changes: Option<Value>,
) -> Result<(), Missing> {
    let mut named = repository(state, state.repository(scene.repository)?);
    named["updated_at"] = json!(state.clock.now().to_string());
    let payload = json!({ "action": action, "repository": named });
    tell(state, scene, "repository", with(payload, changes.map_or(Value::Null, |it| json!({ "changes": it }))))
}

/// `installation`: installed or uninstalled.
pub(crate) fn installation(state: &mut State, id: InstallationId, action: &str, sender: &Login) {
    let Some(installed) = state.installations.get(&id) else { return };
    let covered = state.repositories.values().filter(|it| it.name.belongs_to(installed.account.as_str()) && !it.fork);
    let payload = json!({
        "action": action, "installation": app::installation(state, installed),
        "repositories": covered.map(listed).collect::<Vec<_>>(), "requester": null,
        "sender": account(state, sender),
    });
    post(state, "installation", &payload);
}

/// `ping`: the webhook was set up.
pub(crate) fn ping(state: &mut State) {
    let (id, at) = (state.app.id, state.app.created_at.to_string());
    let payload = json!({
        "zen": "Keep it logically awesome.", "hook_id": id,
        "hook": {
            "type": "App", "id": id, "name": "web", "active": true, "events": ["pull_request", "push"],
            "app_id": id, "deliveries_url": format!("{}/app/hook/deliveries", state.api), "created_at": at, "updated_at": at,
            "config": { "content_type": "json", "insecure_ssl": "0", "secret": "********" },
        },
    });
    post(state, "ping", &payload);
}

fn listed(repository: &Repository) -> Value {
    json!({
        "id": repository.id, "node_id": node_id("R", repository.id), "name": repository.name.name(),
        "full_name": repository.name.to_string(), "private": repository.options.private,
    })
}

/// A payload with further fields.
fn with(mut payload: Value, more: Value) -> Value {
    if let (Value::Object(fields), Value::Object(more)) = (&mut payload, more) {
        fields.extend(more);
    }
    payload
}

/// Adds the common fields of a repository's events; sends nothing if the app is not installed.
fn tell(state: &mut State, scene: Scene<'_>, event: &'static str, payload: Value) -> Result<(), Missing> {
    let Some(installed) = state.installation_on(scene.repository.owner()) else { return Ok(()) };
    let home = state.repository(scene.repository)?;
    let mut fields: Map<String, Value> = Map::new();
    fields.insert("repository".to_owned(), repository(state, home));
    let owned_by_organization =
        state.accounts.get(&installed.account).is_some_and(|it| it.kind == AccountKind::Organization);
    if owned_by_organization {
        fields.insert("organization".to_owned(), organization(state, &installed.account));
    }
    let id = installed.id.0;
    fields.insert("installation".to_owned(), json!({ "id": id, "node_id": node_id("MDIzOk", id) }));
    fields.insert("sender".to_owned(), account(state, scene.sender));
    fields.extend(payload.as_object().cloned().unwrap_or_default());
    post(state, event, &Value::Object(fields));
    Ok(())
}

fn post(state: &mut State, event: &'static str, payload: &Value) {
    let number = state.next_id();
    let id = format!("{number:08x}-5b0c-11f1-8000-{number:012x}");
    state.outbox.push(Delivery { id, event, body: payload.to_string().into_bytes() });
}
