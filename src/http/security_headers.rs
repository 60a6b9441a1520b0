//! HTML responses: rendering, and headers for browsers.

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use tracing::error;

/// Loads only our own stylesheet, submits nothing, and may not be framed by other pages.
const CONTENT: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Renders a template as a response.
pub(super) fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => {
            error!(%error, "page not rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Adds security headers. A found page may be cached for a while; a missing one may not.
pub(super) async fn strict(response: Response) -> Response {
    let stays = response.status().is_success() || response.status().is_redirection();
    told(response, if stays { "public, max-age=600" } else { "no-store" })
}

/// The same for a page that may change or disappear at any time.
pub(super) async fn strict_and_fresh(response: Response) -> Response {
    told(response, "no-store")
}

fn told(mut response: Response, keep: &'static str) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, CONTENT),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, keep),
        // No other site may embed the page or keep a reference to its window.
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    response.headers_mut().extend(headers.map(|(name, value)| (name, HeaderValue::from_static(value))));
    response
}
