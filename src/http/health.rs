//! `/healthz`: the process runs. `/readyz`: it can do its work. For operators also: the current problems.
//!
//! Both are bounded: they read a few rows and list a few problems, however many there are.

use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::domain::document::Fault;
use crate::domain::governance::ownership::{Group, Standing};
use crate::domain::render::dead_job;
use crate::domain::render::dead_job::{GivenUp, NEWEST};
use crate::policies::Foundation;
use crate::store::{DeadJob, Store, StoreError, Stuck};

use super::Web;

/// The process runs and responds.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// The maximum of problems of one kind to list.
const TOLD: usize = 100;

/// The timeout of the database.
const PATIENCE: Duration = Duration::from_secs(5);

/// Public, and so without details: `200` if jobs are processed, `503` if not.
pub(super) async fn readyz(State(web): State<Web>) -> impl IntoResponse {
    let has_charters = |foundation: &Foundation| web.charters.is_known(&foundation.policy.governing.repository);
    let asked = async {
        web.store.is_there().await?;
        web.intake.names().all().await
    };
    let is_ready = match timeout(PATIENCE, asked).await {
        Ok(Ok(foundations)) => foundations.iter().all(|(foundation, _)| has_charters(foundation)),
        _ => false,
    };
    let (status, word) =
        if is_ready { (StatusCode::OK, "ready") } else { (StatusCode::SERVICE_UNAVAILABLE, "unready") };
    json_answer(status, &json!({ "status": word }))
}

/// For operators: `200` if jobs are processed, with `"status": "degraded"` and the problems if there are any; `503` if
/// not.
pub(super) async fn problems(State(web): State<Web>) -> impl IntoResponse {
    let mut problems = Vec::new();
    let asked = async { Ok::<_, StoreError>((stuck(&web.store).await?, web.intake.names().all().await?)) };
    let Ok(Ok((stuck, foundations))) = timeout(PATIENCE, asked).await else {
        return answer(StatusCode::SERVICE_UNAVAILABLE, "unready", &["the database does not answer".to_owned()]);
    };
    let mut unread = Vec::new();
    for (foundation, change) in foundations {
        problems.extend(change);
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
            problems.push(format!("the charters in {repository} are from an earlier run: GitHub could not be reached"));
        }
        if state.ownership.groups().next().is_none() {
            problems.push(format!("no charter was found in {repository}: compare its paths with the policy"));
        }
        let unreadable = state.ownership.unreadable().map(|(_, group, fault)| unreadable(group, fault));
        problems.extend(unreadable.take(TOLD));
    }
    problems.extend(web.github.problems());
    problems.extend(stuck);
    if !unread.is_empty() {
        return answer(StatusCode::SERVICE_UNAVAILABLE, "unready", &unread);
    }
    answer(StatusCode::OK, if problems.is_empty() { "ready" } else { "degraded" }, &problems)
}

/// Dead and suspect jobs, as counts only: names may be private.
async fn stuck(store: &Store) -> Result<Vec<String>, StoreError> {
    let (Stuck { dead, suspects }, latest) = (store.stuck().await?, store.dead(NEWEST).await?);
    let told = latest.iter().map(|DeadJob { target, attempts, error, at }| GivenUp {
        target,
        attempts: *attempts,
        error,
        at: *at,
    });
    Ok(dead_job::problems(dead, suspects, &told.collect::<Vec<_>>()))
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
    json_answer(status, &json!({ "status": word, "problems": problems }))
}

fn json_answer(status: StatusCode, body: &Value) -> (StatusCode, [(header::HeaderName, &'static str); 1], String) {
    (status, [(header::CONTENT_TYPE, "application/json")], format!("{body}\n"))
}
