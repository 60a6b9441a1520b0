//! Check runs: created, updated, and read.

use serde_json::{Value, json};

use crate::domain::types::ids::{RepoName, Sha};
use crate::sandbox::json;
use crate::sandbox::model::pull::CheckRun;
use crate::sandbox::model::state::State;

use super::access::{readable, writable};
use super::answer::{Answer, Refusal};
use super::call::{Call, parsed};
use super::paging::Page;

const MAX_ANNOTATIONS: usize = 50;
const MAX_CHARACTERS: usize = 65_535;
const MAX_ACTIONS: usize = 3;

/// `GET /repos/{owner}/{repo}/check-runs/{check_run_id}`
pub(crate) fn check_run(state: &State, call: &Call, id: &str) -> Result<Answer, Refusal> {
    let home = readable(state, call)?;
    let run = home.checks.get(&parsed(id)?).ok_or_else(Refusal::not_found)?;
    Ok(Answer::json(json::check::check_run(state, home, run)))
}

/// `GET /repos/{owner}/{repo}/commits/{ref}/check-runs`
pub(crate) fn of_commit(state: &State, call: &Call, reference: &str) -> Result<Answer, Refusal> {
    let home = readable(state, call)?;
    let head = home.resolve(reference).ok_or_else(|| no_commit(reference))?;
    let named = |run: &&CheckRun| call.query("check_name").is_none_or(|name| name == run.name);
    let stands = |run: &&CheckRun| call.query("status").is_none_or(|status| status == run.status);
    let ours = |_: &&CheckRun| call.query("app_id").is_none_or(|id| id == state.app.id.to_string());
    let latest_only = call.query("filter").unwrap_or("latest") == "latest";
    let on_head = || home.checks.values().filter(|run| run.head_sha == head);
    let superseded = |run: &CheckRun| on_head().any(|later| later.name == run.name && later.id > run.id);
    let mut runs: Vec<_> = on_head().filter(named).filter(stands).filter(ours).collect();
    runs.retain(|run| !(latest_only && superseded(run)));
    runs.reverse();
    let page = Page::of(call);
    let shown: Vec<_> = page.part(&runs).iter().map(|run| json::check::check_run(state, home, run)).collect();
    let answer = Answer::json(json!({ "total_count": runs.len(), "check_runs": shown }));
    Ok(page.linked(state, call, runs.len(), answer))
}

/// `POST /repos/{owner}/{repo}/check-runs`
pub(crate) fn create(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let home = writable(state, call)?;
    let text = |field: &str| call.text(field).ok_or_else(|| missing(field));
    let (name, head) = (text("name")?.to_owned(), text("head_sha")?);
    let head_sha = head.parse::<Sha>().ok().filter(|sha| home.commits.contains(sha));
    let head_sha = head_sha.ok_or_else(|| no_commit(head))?;
    check_body(call, true)?;
    let repository = home.name.clone();
    let (id, started_at) = (state.next_id(), state.clock.now().to_string());
    let suite = suite(state, &repository, &head_sha)?;
    let mut run = CheckRun {
        id,
        suite,
        name,
        head_sha,
        external_id: String::new(),
        details_url: None,
        status: "queued".to_owned(),
        conclusion: None,
        started_at,
        completed_at: None,
        title: None,
        summary: None,
        text: None,
        annotations: Vec::new(),
    };
    revise(&mut run, call, &state.clock.now().to_string());
    state.repository_mut(&repository)?.checks.insert(id, run);
    Ok(Answer { status: 201, ..check_run(state, call, &id.to_string())? })
}

/// `PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}`
pub(crate) fn update(state: &mut State, call: &Call, id: &str) -> Result<Answer, Refusal> {
    let home = writable(state, call)?;
    let number: u64 = parsed(id)?;
    if !home.checks.contains_key(&number) {
        return Err(Refusal::not_found());
    }
    check_body(call, false)?;
    let (repository, now) = (home.name.clone(), state.clock.now().to_string());
    if let Some(run) = state.repository_mut(&repository)?.checks.get_mut(&number) {
        revise(run, call, &now);
    }
    check_run(state, call, id)
}

/// The check suite of a commit: there is one for each.
fn suite(state: &mut State, repository: &RepoName, head: &Sha) -> Result<u64, Refusal> {
    if let Some(suite) = state.repository(repository)?.suites.get(head) {
        return Ok(*suite);
    }
    let suite = state.next_id();
    state.repository_mut(repository)?.suites.insert(head.clone(), suite);
    Ok(suite)
}

fn check_body(call: &Call, is_new: bool) -> Result<(), Refusal> {
    if call.text("status") == Some("completed") && call.text("conclusion").is_none() {
        return Err(missing("conclusion"));
    }
    let actions = call.body.get("actions").and_then(Value::as_array).map_or(0, Vec::len);
    if actions > MAX_ACTIONS {
        return Err(Refusal::invalid_field("CheckRun", "actions", "Only 3 actions are allowed."));
    }
    let Some(output) = call.body.get("output").filter(|output| !output.is_null()) else { return Ok(()) };
    let text = |field: &str| output.get(field).and_then(Value::as_str);
    if text("summary").is_none() || (is_new && text("title").is_none()) {
        return Err(missing("output"));
    }
    for field in ["summary", "text"] {
        if text(field).is_some_and(|text| text.chars().count() > MAX_CHARACTERS) {
            let rule = format!("Output {field} exceeds a maximum of {MAX_CHARACTERS} characters");
            return Err(Refusal::invalid_field("CheckRun", field, &rule));
        }
    }
    check_annotations(output)
}

fn check_annotations(output: &Value) -> Result<(), Refusal> {
    let annotations = output.get("annotations").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if annotations.len() > MAX_ANNOTATIONS {
        let rule = format!("Only {MAX_ANNOTATIONS} annotations are allowed per request.");
        return Err(Refusal::invalid_field("CheckRun", "annotations", &rule));
    }
    let fields = ["path", "start_line", "end_line", "annotation_level", "message"];
    let complete = |annotation: &Value| fields.iter().all(|field| !annotation[*field].is_null());
    if annotations.iter().all(complete) { Ok(()) } else { Err(missing("annotations")) }
}

/// Applies a request to a run: annotations are added, all other fields are replaced.
fn revise(run: &mut CheckRun, call: &Call, now: &str) {
    let text = |field: &str| call.text(field).map(str::to_owned);
    run.name = text("name").unwrap_or_else(|| run.name.clone());
    run.external_id = text("external_id").unwrap_or_else(|| run.external_id.clone());
    run.details_url = text("details_url").or_else(|| run.details_url.clone());
    run.started_at = text("started_at").unwrap_or_else(|| run.started_at.clone());
    if let Some(status) = text("status") {
        run.status = status;
        run.conclusion = None;
        run.completed_at = None;
    }
    if let Some(conclusion) = text("conclusion") {
        "completed".clone_into(&mut run.status);
        run.conclusion = Some(conclusion);
        run.completed_at = Some(text("completed_at").unwrap_or_else(|| now.to_owned()));
    }
    if let Some(output) = call.body.get("output").filter(|output| output.is_object()) {
        let text = |field: &str| output.get(field).and_then(Value::as_str).map(str::to_owned);
        run.title = text("title").or_else(|| run.title.clone());
        run.summary = text("summary").or_else(|| run.summary.clone());
        run.text = text("text").or_else(|| run.text.clone());
        run.annotations.extend(output.get("annotations").and_then(Value::as_array).cloned().unwrap_or_default());
    }
}

fn missing(field: &str) -> Refusal {
    Refusal::unprocessable(format!("Invalid request.\n\n\"{field}\" wasn't supplied."))
}

fn no_commit(reference: &str) -> Refusal {
    Refusal::unprocessable(format!("No commit found for SHA: {reference}"))
}
