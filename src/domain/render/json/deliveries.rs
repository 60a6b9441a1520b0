//! Webhooks and the work that they caused, as JSON.

use serde::Serialize;

use crate::domain::render::terminal::{self, JobView};

#[derive(Serialize)]
struct Deliveries {
    deliveries: Vec<Delivery>,
}

#[derive(Serialize)]
struct Delivery {
    id: String,
    event: String,
    received: String,
    work: Vec<Work>,
}

#[derive(Serialize)]
struct AllWork {
    work: Vec<Work>,
}

/// A target, its `state` (`done`, `waits`, `runs`, `given_up`), and since or until when it has it.
#[derive(Serialize)]
struct Work {
    target: String,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    attempts: u64,
    error: Option<String>,
}

/// Webhooks, newest first.
pub fn deliveries(deliveries: &[terminal::DeliveryView]) -> String {
    let delivery = |delivery: &terminal::DeliveryView| Delivery {
        id: delivery.id.to_string(),
        event: delivery.event.clone(),
        received: delivery.received.to_string(),
        work: delivery.work.iter().map(one).collect(),
    };
    super::text(&Deliveries { deliveries: deliveries.iter().map(delivery).collect() })
}

/// Work, whichever webhook caused it.
pub fn work(work: &[terminal::Work]) -> String {
    super::text(&AllWork { work: work.iter().map(one).collect() })
}

fn one(work: &terminal::Work) -> Work {
    let (state, at) = match &work.standing {
        JobView::Done => ("done", None),
        JobView::Waits { due } => ("waits", Some(due)),
        JobView::Runs { .. } => ("runs", None),
        JobView::GivenUp { at } => ("given_up", Some(at)),
    };
    Work {
        target: work.target.to_string(),
        state,
        at: at.map(ToString::to_string),
        attempts: work.attempts,
        error: work.error.clone(),
    }
}
