//! The app's webhook: its delivery attempts, and redelivery.

use serde_json::json;

use crate::sandbox::json;
use crate::sandbox::model::hook::Attempt;
use crate::sandbox::model::state::State;

use super::answer::{Answer, Refusal};
use super::call::{Call, parsed};

/// `GET /app/hook/deliveries`
pub(crate) fn list(state: &State, call: &Call) -> Result<Answer, Refusal> {
    let size = call.query("per_page").and_then(|text| text.parse().ok()).filter(|size| *size > 0);
    let size: usize = size.unwrap_or(30).min(100);
    let below = call.query("cursor").map(position).transpose()?;
    let wanted = match call.query("status") {
        None => None,
        Some("success") => Some(true),
        Some("failure") => Some(false),
        Some(_) => return Err(Refusal::unprocessable("Invalid status")),
    };
    let listed: Vec<&Attempt> = state
        .hooks
        .kept(state.clock.now())
        .filter(|attempt| below.is_none_or(|below| attempt.id < below))
        .filter(|attempt| wanted.is_none_or(|success| attempt.outcome.is_success() == success))
        .take(size + 1)
        .collect();
    let page = listed.get(..size).unwrap_or(&listed);
    let answer = Answer::json(page.iter().map(|attempt| json::hook::item(attempt)).collect());
    match page.last().filter(|_| listed.len() > size) {
        Some(last) => Ok(answer.header("link", next(state, call, last.id))),
        None => Ok(answer),
    }
}

/// `GET /app/hook/deliveries/{delivery_id}`
pub(crate) fn one(state: &State, id: &str) -> Result<Answer, Refusal> {
    Ok(Answer::json(json::hook::whole(state, found(state, id)?)))
}

/// `POST /app/hook/deliveries/{delivery_id}/attempts`
pub(crate) fn redeliver(state: &mut State, id: &str) -> Result<Answer, Refusal> {
    let delivery = found(state, id)?.delivery.clone();
    state.outbox.push(delivery);
    Ok(Answer::with_status(202, json!({})))
}

fn found<'a>(state: &'a State, id: &str) -> Result<&'a Attempt, Refusal> {
    let id: u64 = parsed(id)?;
    state.hooks.kept(state.clock.now()).find(|attempt| attempt.id == id).ok_or_else(Refusal::not_found)
}

/// The position of a cursor: older attempts follow.
fn position(cursor: &str) -> Result<u64, Refusal> {
    let id = cursor.strip_prefix("v1_").and_then(|id| id.parse().ok());
    id.ok_or_else(|| Refusal::unprocessable("Invalid cursor"))
}

fn next(state: &State, call: &Call, last: u64) -> String {
    let mut query = call.query.clone();
    query.insert("cursor".to_owned(), format!("v1_{last}"));
    let pairs = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    format!("<{}{}?{pairs}>; rel=\"next\"", state.api, call.path)
}
