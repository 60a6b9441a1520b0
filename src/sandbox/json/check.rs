//! Check runs and check suites.

use serde_json::{Value, json};

use crate::domain::types::ids::Sha;
use crate::sandbox::model::pull::CheckRun;
use crate::sandbox::model::repository::Repository;
use crate::sandbox::model::state::State;

use super::app::app;
use super::pull::minimal_pull;
use super::repository::url;
use super::{HTML, node_id};

/// A `check-run`.
pub(crate) fn check_run(state: &State, home: &Repository, run: &CheckRun) -> Value {
    let own = format!("{}/check-runs/{}", url(state, home), run.id);
    let html = format!("{HTML}/{}/runs/{}", home.name, run.id);
    let details = run.details_url.clone().unwrap_or_else(|| html.clone());
    json!({
        "id": run.id, "node_id": node_id("CR", run.id), "head_sha": run.head_sha.as_str(), "name": run.name,
        "external_id": run.external_id, "url": own, "html_url": html, "details_url": details,
        "status": run.status, "conclusion": run.conclusion, "started_at": run.started_at,
        "completed_at": run.completed_at, "check_suite": { "id": run.suite }, "app": app(state),
        "pull_requests": pulls_of(state, home, &run.head_sha),
        "output": {
            "title": run.title, "summary": run.summary, "text": run.text,
            "annotations_count": run.annotations.len(), "annotations_url": format!("{own}/annotations"),
        },
    })
}

/// A check suite in webhooks.
pub(crate) fn check_suite(state: &State, home: &Repository, suite: u64, head: &Sha) -> Value {
    let own = format!("{}/check-suites/{suite}", url(state, home));
    let runs: Vec<_> = home.checks.values().filter(|run| run.suite == suite).collect();
    let completed = !runs.is_empty() && runs.iter().all(|run| run.conclusion.is_some());
    let conclusion = runs.iter().find_map(|run| run.conclusion.clone()).filter(|_| completed);
    let branch = home.branches.iter().find(|(_, tip)| *tip == head).map(|(branch, _)| branch);
    let commit = state.objects.commit(head);
    let before = commit.and_then(|commit| commit.parents.first()).map(Sha::as_str);
    let at = state.clock.now().to_string();
    json!({
        "id": suite, "node_id": node_id("CS", suite), "head_branch": branch, "head_sha": head.as_str(),
        "status": if completed { "completed" } else { "queued" }, "conclusion": conclusion, "url": own,
        "before": before, "after": head.as_str(), "pull_requests": pulls_of(state, home, head),
        "app": app(state), "created_at": at, "updated_at": at, "latest_check_runs_count": runs.len(),
        "check_runs_url": format!("{own}/check-runs"), "rerequestable": true, "runs_rerequestable": true,
        "head_commit": commit.map(super::commit::told_commit),
    })
}

/// The open pull requests of a commit; GitHub lists none from forks.
fn pulls_of(state: &State, home: &Repository, head: &Sha) -> Vec<Value> {
    let here = home.pulls.values().filter(|pull| pull.open && pull.head.repository == home.name);
    here.filter(|pull| pull.head.sha == *head).map(|pull| minimal_pull(state, home, pull)).collect()
}
