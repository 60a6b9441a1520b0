//! A test double of GitHub that costs almost nothing: pull requests and writes of some repositories are answered from
//! memory, everything else by the sandbox.
//!
//! The benchmark measures the server, not the sandbox, which keeps a full model. The responses have the size and the
//! fields of GitHub's, with a configurable delay.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;
use tower_service::Service;
use wg_steward::sandbox::Delivery;

/// Placeholders in a pull request for the values that differ.
const NUMBER: u64 = 4_242_424_242;
const HEAD: &str = "feedfacefeedfacefeedfacefeedfacefeedface";

#[derive(Clone)]
struct Double {
    pulls: Arc<BTreeMap<String, String>>,
    latency: Duration,
    next: Arc<AtomicU64>,
    checks: Arc<AtomicU64>,
    checked: Checked,
}

/// The heads with a check: `owner/name@sha`, in lower case.
pub(crate) type Checked = Arc<Mutex<BTreeSet<String>>>;

type Numbered = Path<(String, String, u64)>;

/// Serves the pull requests of these webhooks and any others of their repositories; passes all other requests to
/// `sandbox`. The first of the pair counts the posted check runs, the second has their heads.
pub(crate) fn router(
    first: &[Delivery],
    latency: Duration,
    (checks, heads): (Arc<AtomicU64>, Checked),
    sandbox: Router,
) -> anyhow::Result<Router> {
    let pulls = first.iter().map(pull).collect::<anyhow::Result<_>>()?;
    let double = Double { pulls: Arc::new(pulls), latency, next: Arc::default(), checks, checked: heads };
    let others = from_fn_with_state((double.clone(), sandbox.clone()), others);
    Ok(Router::new()
        .route("/repos/{owner}/{name}/pulls/{number}", get(read))
        .route("/repos/{owner}/{name}/issues/{number}/timeline", get(timeline))
        .route("/repos/{owner}/{name}/labels", post(written))
        .route("/repos/{owner}/{name}/issues/{number}/labels", post(labelled))
        .route("/repos/{owner}/{name}/pulls/{number}/requested_reviewers", post(written))
        .route("/repos/{owner}/{name}/check-runs", post(checked))
        .route_layer(others)
        .with_state(double)
        .fallback_service(sandbox))
}

fn pull(delivery: &Delivery) -> anyhow::Result<(String, String)> {
    let payload: Value = serde_json::from_slice(&delivery.body)?;
    let name = payload["repository"]["full_name"].as_str().context("a payload names its repository")?;
    let mut pull = payload["pull_request"].clone();
    pull["number"] = NUMBER.into();
    pull["head"]["sha"] = HEAD.into();
    Ok((name.to_lowercase(), pull.to_string()))
}

/// The head of a pull request.
pub(crate) fn head(number: u64) -> String {
    format!("{number:040x}")
}

/// Requests for other repositories.
async fn others(State((double, mut sandbox)): State<(Double, Router)>, request: Request, next: Next) -> Response {
    let name: Vec<&str> = request.uri().path().split('/').skip(2).take(2).collect();
    if double.pulls.contains_key(&name.join("/").to_lowercase()) {
        return next.run(request).await;
    }
    sandbox.call(request).await.into_response()
}

async fn read(State(double): State<Double>, Path((owner, name, number)): Numbered) -> Response {
    tokio::time::sleep(double.latency).await;
    let Some(pull) = double.pulls.get(&format!("{owner}/{name}").to_lowercase()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let pull = pull.replacen(&NUMBER.to_string(), &number.to_string(), 1).replace(HEAD, &head(number));
    json(StatusCode::OK, pull)
}

async fn timeline(State(double): State<Double>) -> Response {
    tokio::time::sleep(double.latency).await;
    json(StatusCode::OK, "[]".to_owned())
}

async fn labelled(State(double): State<Double>) -> Response {
    tokio::time::sleep(double.latency).await;
    json(StatusCode::OK, "[]".to_owned())
}

async fn checked(double: State<Double>, Path((owner, name)): Path<(String, String)>, body: String) -> Response {
    let (checks, checked) = (Arc::clone(&double.checks), Arc::clone(&double.checked));
    let answer = written(double).await;
    let body: Value = serde_json::from_str(&body).unwrap_or_default();
    let head = body["head_sha"].as_str().unwrap_or_default();
    checked.lock().unwrap_or_else(PoisonError::into_inner).insert(place(&format!("{owner}/{name}"), head));
    checks.fetch_add(1, Ordering::Relaxed);
    answer
}

/// How [`Checked`] names a head.
pub(crate) fn place(repository: &str, head: &str) -> String {
    format!("{}@{head}", repository.to_lowercase())
}

async fn written(State(double): State<Double>) -> Response {
    tokio::time::sleep(double.latency).await;
    json(StatusCode::CREATED, format!("{{\"id\":{}}}", double.next.fetch_add(1, Ordering::Relaxed) + 1))
}

fn json(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
