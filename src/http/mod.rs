//! What answers over HTTP: GitHub's webhooks, whether this process is well, and the pages on rules and decisions; and
//! the server itself.

mod body_budget;
mod connection_timeouts;
mod decision_page;
mod health;
mod metrics;
mod rule_pages;
mod security_headers;
mod server;
mod signature;
mod webhook;

use std::sync::Arc;

use axum::routing::{get, post};
use axum::{Router, middleware};

use crate::github::GitHub;
use crate::metrics::Metrics;
use crate::policies::Foundations;
use crate::store::Store;
use crate::worker::{Charters, Intake};

pub use body_budget::BodyBudget;
pub use rule_pages::pages;
pub use server::{ServerLimits, serve};
pub use signature::Secrets;

/// What the answers need.
#[derive(Clone)]
pub struct Web {
    /// What is known, for pages.
    pub store: Store,
    /// What is left of its budgets.
    pub github: GitHub,
    /// Events go in here.
    pub intake: Intake,
    /// Which organizations are covered.
    pub foundations: Arc<Foundations>,
    /// What `/readyz` says of the charters.
    pub charters: Charters,
    /// Counts what comes, and tells all that is counted.
    pub metrics: Metrics,
    /// Signatures are checked against these.
    pub secrets: Arc<Secrets>,
    /// Bounds the bodies in memory.
    pub room: BodyBudget,
    /// Where people see GitHub: `https://github.com`.
    pub site: String,
}

/// The routes for everybody.
pub fn router(web: Web) -> Router {
    let pages = pages(web.foundations.clone());
    let health = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .layer(middleware::map_response(security_headers::strict_and_fresh));
    Router::new()
        .route("/webhook", post(webhook::receive))
        .route("/api/github/webhook", post(webhook::receive))
        .merge(health)
        .with_state(web.clone())
        .merge(pages)
        .merge(decision_page::decisions(web))
}

/// The routes for operators: what is wrong, and all that is counted.
pub fn admin_router(web: Web) -> Router {
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::problems))
        .route("/metrics", get(metrics::metrics))
        .layer(middleware::map_response(security_headers::strict_and_fresh))
        .with_state(web)
}
