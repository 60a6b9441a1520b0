//! The HTTP server of the sandbox: one handler for all paths, so that unknown ones get GitHub's response.

use std::collections::BTreeMap;
use std::io;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::any;
use http_body_util::Limited;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::api::answer::Answer;
use super::api::call::Received;
use super::api::exchange::{self, Sent};
use super::handle::Sandbox;
use super::outage::OutageKind;

/// Larger than any request.
const BODY_LIMIT: usize = 32 * 1024 * 1024;

impl Sandbox {
    /// The API; nest it under a prefix to look like GitHub Enterprise, and set that with [`Self::set_base_url`].
    pub fn router(&self) -> Router {
        Router::new().route("/", any(respond)).route("/{*path}", any(respond)).with_state(self.clone())
    }

    /// Serves the API at the root of `listener` until `stop`, and sets its address as the base URL.
    ///
    /// # Errors
    /// The listener has no address or fails.
    pub async fn serve(self, listener: TcpListener, stop: CancellationToken) -> io::Result<()> {
        self.set_base_url(&format!("http://{}", listener.local_addr()?));
        axum::serve(listener, self.router()).with_graceful_shutdown(stop.cancelled_owned()).await
    }
}

async fn respond(State(sandbox): State<Sandbox>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_LIMIT).await.unwrap_or_default().to_vec();
    let received = Received {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: texts(&parts.headers),
        body,
    };
    let (Sent { answer, trouble }, number, written, mut answered) = sandbox.with(|state| {
        let sent = exchange::answer(state, received);
        (sent, state.journal.len(), state.written.clone(), state.answered.subscribe())
    });
    // Outside of the lock, because a receiver may inspect the sandbox at once.
    written.send_if_modified(|last| number > std::mem::replace(last, number.max(*last)));
    // This fails only if the sandbox is dropped, and `sandbox` keeps it.
    _ = answered.wait_for(|last| last.is_none_or(|last| number <= last)).await;
    match trouble {
        Some(OutageKind::Slow(late)) => tokio::time::sleep(late).await,
        Some(OutageKind::Cut) => return cut(response(answer)),
        _ => {}
    }
    response(answer)
}

/// A response that breaks off after its head: its body is an error.
fn cut(response: Response) -> Response {
    response.map(|body| Body::new(Limited::new(body, 1)))
}

fn texts(headers: &HeaderMap) -> BTreeMap<String, String> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
}

fn response(answer: Answer) -> Response {
    let mut response = Response::new(Body::from(answer.body.bytes()));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
