//! `GET /pulls/{owner}/{name}/{number}`: the last decision on a pull request, with the text of its checks.
//!
//! **Invariant:** the page sends no request to GitHub and does not reveal whether a pull request exists: if the store
//! has no public decision, the page is always the same.

use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};
use tracing::error;

use crate::domain::pull::published_decision::Decision;
use crate::domain::render::decision::{self as words, CheckView};
use crate::domain::types::ids::RepoName;
use crate::domain::types::time::Timestamp;

use super::Web;
use super::security_headers::{page, strict_and_fresh};

/// The routes of the page.
pub(super) fn decisions(web: Web) -> Router {
    Router::new()
        .route("/pulls/{owner}/{name}/{number}", get(one))
        .layer(middleware::map_response(strict_and_fresh))
        .with_state(web)
}

#[derive(Template)]
#[template(path = "decision.html")]
struct Known<'d> {
    title: String,
    url: String,
    at: Timestamp,
    decided: String,
    checks: Vec<CheckView<'d>>,
}

#[derive(Template)]
#[template(path = "no_decision.html")]
struct Nothing;

impl<'d> Known<'d> {
    fn of(decision: &'d Decision, site: &str) -> Self {
        Self {
            title: words::title(decision),
            url: words::url(site, decision),
            at: decision.at,
            decided: words::decided(decision.at),
            checks: decision.checks.iter().map(CheckView::of).collect(),
        }
    }
}

/// The parts of the address.
type Parts = Path<(String, String, String)>;

async fn one(State(web): State<Web>, parts: Result<Parts, PathRejection>) -> Response {
    let Some((repository, number)) = parts.ok().and_then(|Path(parts)| subject(&parts)) else {
        return page(StatusCode::NOT_FOUND, &Nothing);
    };
    match web.store.decision(&repository, number).await {
        Ok(Some(decision)) => page(StatusCode::OK, &Known::of(&decision, &web.site)),
        Ok(None) => page(StatusCode::NOT_FOUND, &Nothing),
        Err(error) => {
            error!(%repository, number, %error, "stored decision not readable");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// The pull request in an address, if it is valid.
fn subject((owner, name, number): &(String, String, String)) -> Option<(RepoName, u64)> {
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    let number = number.parse().ok().filter(|_| is_number)?;
    Some((format!("{owner}/{name}").parse().ok()?, number))
}
