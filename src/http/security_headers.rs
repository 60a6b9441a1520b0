//! What all that people look at has in common: how pages are written, and what a browser is told with them.

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use tracing::error;

/// Nothing but our own stylesheet is loaded, nothing is sent, and no other page shows ours in a frame.
const CONTENT: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A template as an answer.
pub(super) fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => {
            error!(%error, "page not rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Tells a browser what it may do with an answer. What is there stays for a while; what is not there may come.
pub(super) async fn strict(response: Response) -> Response {
    let stays = response.status().is_success() || response.status().is_redirection();
    told(response, if stays { "public, max-age=600" } else { "no-store" })
}

/// The same for what may be another, or gone, at any moment.
pub(super) async fn strict_and_fresh(response: Response) -> Response {
    told(response, "no-store")
}

fn told(mut response: Response, keep: &'static str) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, CONTENT),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, keep),
        // No other site may embed it, or keep hold of a window with it.
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    response.headers_mut().extend(headers.map(|(name, value)| (name, HeaderValue::from_static(value))));
    response
}
