//! `POST /webhook`: verifies the raw bytes, parses the event, stores it durably, and responds. The worker does the
//! rest.

use aws_lc_rs::digest::{SHA256, digest};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tracing::{debug, error, warn};

use crate::domain::pull::event::Event;
use crate::domain::types::ids::DeliveryId;
use crate::github::webhook;
use crate::metrics::Arrival;
use crate::worker::{Delivered, TakenIn, chain};

use super::body_budget::{MAX_BYTES, Unread};
use super::{Secrets, Web};

/// A status with a short reason for the sender, without content of the body.
type Answer = (StatusCode, String);

/// The value of `retry-after` in a refusal, in seconds.
const COME_AGAIN: &str = "10";

/// Receives a webhook.
pub(super) async fn receive(State(web): State<Web>, headers: HeaderMap, body: Body) -> Response {
    let (status, reason) = match accept(&web, &headers, body).await {
        Ok(answer) => answer,
        Err((status, reason)) => {
            let is_ours = status == StatusCode::SERVICE_UNAVAILABLE;
            web.metrics.delivery(if is_ours { Arrival::Failed } else { Arrival::Refused });
            warn!(%status, reason = reason.trim_end(), delivery = id_for_log(&headers), "delivery refused");
            (status, reason)
        }
    };
    match status {
        StatusCode::SERVICE_UNAVAILABLE => (status, [(header::RETRY_AFTER, COME_AGAIN)], reason).into_response(),
        _ => (status, reason).into_response(),
    }
}

async fn accept(web: &Web, headers: &HeaderMap, body: Body) -> Result<Answer, Answer> {
    // Before the body is read: an unsigned body costs nothing.
    let signature = headers.get("x-hub-signature-256").filter(|value| Secrets::is_signature(value.as_bytes()));
    let signature = signature.ok_or_else(unsigned)?;
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|bytes| bytes > MAX_BYTES) {
        return Err(too_large());
    }
    let held = web.room.read(body, announced).await.map_err(unread)?;
    let raw = &held.bytes;
    if !web.secrets.verify(signature.as_bytes(), raw) {
        return Err(unsigned());
    }
    let event_name = text(headers, "x-github-event")?;
    let delivery: DeliveryId = text(headers, "x-github-delivery")?
        .parse()
        .map_err(|_| refused(StatusCode::BAD_REQUEST, "the header X-GitHub-Delivery is not a delivery id"))?;
    let json = json(headers, raw)?;
    let event =
        webhook::read(event_name, &json).map_err(|fault| refused(StatusCode::BAD_REQUEST, &fault.to_string()))?;
    debug!(%delivery, event = event_name, "webhook verified");
    // Frees the budget before the store is called, because others wait for it.
    let digest = Some(hex::encode(digest(&SHA256, raw)));
    drop(json);
    drop(held);
    take_in(web, Delivered { delivery, event_name, digest }, event).await
}

/// A stored delivery is acknowledged with 202, and nothing else is: recovery uses the status to find missed deliveries.
async fn take_in(web: &Web, delivered: Delivered<'_>, event: Event) -> Result<Answer, Answer> {
    let taken_in = web.intake.take_in(delivered, event).await;
    web.metrics.delivery(match &taken_in {
        Ok(TakenIn::New) => Arrival::New,
        Ok(TakenIn::Known) => Arrival::Known,
        Ok(TakenIn::Ignored { .. } | TakenIn::Ping) => Arrival::Ignored,
        Err(_) => Arrival::Failed,
    });
    match taken_in {
        Ok(TakenIn::Ping) => Ok(done(StatusCode::OK, "pong")),
        Ok(TakenIn::Ignored { why }) => Ok(done(StatusCode::OK, &format!("ignored: {why}"))),
        Ok(TakenIn::New) => Ok(done(StatusCode::ACCEPTED, "accepted")),
        Ok(TakenIn::Known) => Ok(done(StatusCode::ACCEPTED, "already known")),
        Err(error) => {
            error!(error = %chain(&error), "delivery not stored");
            Ok((StatusCode::SERVICE_UNAVAILABLE, String::new()))
        }
    }
}

/// The payload: the body itself, or the field `payload` of a form.
fn json<'a>(headers: &HeaderMap, raw: &'a [u8]) -> Result<std::borrow::Cow<'a, [u8]>, Answer> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match kind.split(';').next().unwrap_or_default().trim() {
        "application/json" => Ok(raw.into()),
        "application/x-www-form-urlencoded" => {
            let field = form_urlencoded::parse(raw).find(|(name, _)| name == "payload");
            let (_, payload) =
                field.ok_or_else(|| refused(StatusCode::BAD_REQUEST, "the form has no field `payload`"))?;
            Ok(payload.into_owned().into_bytes().into())
        }
        _ => Err(refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the content type is neither JSON nor a form")),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, Answer> {
    let value = headers.get(name).and_then(|value| value.to_str().ok()).filter(|value| !value.is_empty());
    value.ok_or_else(|| refused(StatusCode::BAD_REQUEST, &format!("the header {name} is missing")))
}

/// The delivery's id, if it is valid: other content of an unknown sender is not logged.
fn id_for_log(headers: &HeaderMap) -> String {
    let id = headers.get("x-github-delivery").and_then(|value| value.to_str().ok()?.parse::<DeliveryId>().ok());
    id.map_or_else(|| "unknown".to_owned(), |id| id.to_string())
}

fn unsigned() -> Answer {
    refused(StatusCode::UNAUTHORIZED, "the signature X-Hub-Signature-256 is missing or wrong")
}

fn too_large() -> Answer {
    refused(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than 25 MB")
}

fn unread(why: Unread) -> Answer {
    match why {
        Unread::TooLarge => too_large(),
        Unread::Broken => refused(StatusCode::BAD_REQUEST, "the body ended early"),
        Unread::TooSlow => refused(StatusCode::REQUEST_TIMEOUT, "the body came too slowly"),
        Unread::NoRoom => refused(StatusCode::SERVICE_UNAVAILABLE, "too many large webhooks at once: try again later"),
    }
}

fn refused(status: StatusCode, reason: &str) -> Answer {
    (status, format!("{reason}\n"))
}

fn done(status: StatusCode, word: &str) -> Answer {
    (status, format!("{word}\n"))
}
