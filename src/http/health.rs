//! `/healthz`: the process runs. `/readyz`: it can do its work, and what is wrong if it can do only part of it.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde_json::{Value, json};

use crate::domain::document::Fault;
use crate::domain::ownership::{Group, Standing};
use crate::domain::render::given_up::{GivenUp, problems};
use crate::store::DeadJob;

use super::Web;

/// The process runs and answers.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// `200` if work gets done, with `"status": "degraded"` and the problems if not all of it; `503` if none does.
pub(super) async fn readyz(State(web): State<Web>) -> impl IntoResponse {
    let mut problems = Vec::new();
    let Ok(dead) = web.store.dead().await else {
        return answer(StatusCode::SERVICE_UNAVAILABLE, "unready", &["the database does not answer".to_owned()]);
    };
    let mut unread = Vec::new();
    for foundation in web.foundations.iter() {
        let repository = &foundation.policy.governing.repository;
        let Some(state) = web.charters.state(repository) else {
            unread.push(if web.charters.is_waiting(repository) {
                format!(
                    "waiting for an installation: install the app on `{}`, with access to `{repository}`",
                    repository.owner()
                )
            } else {
                format!("the charters in {repository} have not been read yet: the log says why")
            });
            continue;
        };
        if state.confirmed.is_none() {
            problems
                .push(format!("the charters in {repository} are those of an earlier run: GitHub could not be asked"));
        }
        if state.ownership.groups().next().is_none() {
            problems.push(format!("no charter was found in {repository}: compare its paths with the policy"));
        }
        problems.extend(state.ownership.unreadable().map(|(_, group, fault)| unreadable(group, fault)));
    }
    problems.extend(web.github.problems());
    problems.extend(given_up(&dead));
    if !unread.is_empty() {
        return answer(StatusCode::SERVICE_UNAVAILABLE, "unready", &unread);
    }
    answer(StatusCode::OK, if problems.is_empty() { "ready" } else { "degraded" }, &problems)
}

/// Without a name: the page is for anybody.
fn given_up(dead: &[DeadJob]) -> Vec<String> {
    let told = dead.iter().map(|DeadJob { target, attempts, error, at }| GivenUp {
        target,
        attempts: *attempts,
        error,
        at: *at,
    });
    problems(&told.collect::<Vec<_>>())
}

fn unreadable(group: &Group, fault: &Fault) -> String {
    let since = match &group.standing {
        Standing::Unreadable { as_of: Some(moment), .. } => format!("its ownership is as of {moment}"),
        _ => "its ownership is not known".to_owned(),
    };
    format!("{}, line {}: {}; {since}", group.path, fault.place().line, fault.message)
}

fn answer(
    status: StatusCode,
    word: &str,
    problems: &[String],
) -> (StatusCode, [(header::HeaderName, &'static str); 1], String) {
    let body: Value = json!({ "status": word, "problems": problems });
    (status, [(header::CONTENT_TYPE, "application/json")], format!("{body}\n"))
}
