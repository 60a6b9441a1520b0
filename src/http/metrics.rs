//! `/metrics`: the counters of this process, and the state of all processes on its database.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tracing::error;

use crate::domain::types::time::Timestamp;
use crate::metrics::QueueGauges;
use crate::store::StoreError;

use super::Web;

const TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// All metrics; `503` if the database does not respond, so that a scrape fails visibly.
pub(super) async fn metrics(State(web): State<Web>) -> Response {
    match standing(&web).await {
        Ok(standing) => ([(header::CONTENT_TYPE, TYPE)], web.metrics.text(&standing)).into_response(),
        Err(error) => {
            error!(%error, "metrics not available");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn standing(web: &Web) -> Result<QueueGauges, StoreError> {
    let (health, chores) = (web.store.health().await?, web.store.chores().await?);
    let now = web.store.clock().now();
    let since = |moment: Timestamp| moment.until(now).as_secs();
    let chores = chores.into_iter().map(|chore| {
        let due = (chore.due.0 - now.0).div_euclid(1000);
        (chore.name, due, chore.done.map(since))
    });
    Ok(QueueGauges {
        ready: health.ready_jobs,
        running: health.running_jobs,
        dead: health.dead_jobs,
        oldest_due: health.oldest_ready.map_or(0, since),
        last_delivery: health.last_delivery.map(since),
        chores: chores.collect(),
        budgets: web.github.budgets().into_iter().map(|(it, budget)| (it.0, budget.left(now), budget.limit)).collect(),
    })
}
