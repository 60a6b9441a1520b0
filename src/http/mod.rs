//! The HTTP server and its routes: GitHub's webhooks, health, and the pages on rules and decisions.

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

/// What the routes need.
#[derive(Clone)]
pub struct Web {
    /// The store, for pages.
    pub store: Store,
    /// The remaining requests to GitHub.
    pub github: GitHub,
    /// Accepts events.
    pub intake: Intake,
    /// The covered organizations.
    pub foundations: Arc<Foundations>,
    /// The state of the charters, for `/readyz`.
    pub charters: Charters,
    /// Counts deliveries and returns all metrics.
    pub metrics: Metrics,
    /// The secrets of webhook signatures.
    pub secrets: Arc<Secrets>,
    /// Limits the bodies in memory.
    pub room: BodyBudget,
    /// The address of GitHub's website: `https://github.com`.
    pub site: String,
}

/// The public routes.
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

/// The routes for operators: problems and metrics.
pub fn admin_router(web: Web) -> Router {
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::problems))
        .route("/metrics", get(metrics::metrics))
        .layer(middleware::map_response(security_headers::strict_and_fresh))
        .with_state(web)
}
