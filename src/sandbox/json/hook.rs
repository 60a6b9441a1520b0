//! Delivery attempts of a webhook.

use serde_json::{Map, Value, json};

use crate::sandbox::model::hook::{Attempt, Outcome};
use crate::sandbox::model::state::State;

/// A `hook-delivery-item`.
pub(crate) fn item(attempt: &Attempt) -> Value {
    item_of(attempt, &payload(attempt))
}

/// A `hook-delivery`: the same with request and response.
pub(crate) fn whole(state: &State, attempt: &Attempt) -> Value {
    let payload = payload(attempt);
    let mut value = item_of(attempt, &payload);
    let headers = attempt.delivery.headers(&state.app.webhook_secret);
    let sent: Map<String, Value> = headers.into_iter().map(|(name, text)| (name.to_owned(), json!(text))).collect();
    let answered = matches!(attempt.outcome, Outcome::Answered(_));
    value["url"] = json!("");
    value["request"] = json!({ "headers": sent, "payload": payload });
    value["response"] = json!({ "headers": answered.then(|| json!({})), "payload": answered.then_some("") });
    value
}

fn item_of(attempt: &Attempt, payload: &Value) -> Value {
    let Attempt { id, delivery, at, redelivery, outcome } = attempt;
    json!({
        "id": id, "guid": delivery.id, "delivered_at": at.to_string(), "redelivery": redelivery, "duration": 0.1,
        "status": outcome.words(), "status_code": outcome.status(), "event": delivery.event,
        "action": payload["action"], "installation_id": payload["installation"]["id"],
        "repository_id": payload["repository"]["id"], "throttled_at": null,
    })
}

fn payload(attempt: &Attempt) -> Value {
    serde_json::from_slice(&attempt.delivery.body).unwrap_or_default()
}
