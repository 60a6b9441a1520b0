//! One request and its response: addresses, headers, size, timeout and redirects, without credentials of its own.
//!
//! octocrab transfers the bytes. Its ready-made client is not used: it adds `user-agent: octocrab` to ours, guesses how
//! to join an Enterprise path prefix, and turns a redirected POST into a GET. All requests are absolute, below the
//! configured address. A redirect is followed to the same host only, with method, body and credentials.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use octocrab::{AuthState, OctoBody, Octocrab, OctocrabBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::base::Base;
use super::error::{Cause, GitHubError};
use super::proxy::Outward;

/// The maximum size of a response. A larger one is an error, or is truncated if the call allows it.
const MAX_BYTES: usize = 30 * 1024 * 1024;
const MAX_REDIRECTS: usize = 3;
/// The media type of a JSON response.
pub(super) const JSON: &str = "application/vnd.github+json";
const RAW: &str = "application/vnd.github.raw+json";

/// A request without credentials.
pub(super) struct Call {
    method: Method,
    path: String,
    accept: &'static str,
    etag: Option<String>,
    body: Option<String>,
    cut_at: Option<usize>,
}

impl Call {
    /// A `GET` of `path`, which is relative to the root of the API and begins with a slash.
    pub(super) fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), accept: JSON, etag: None, body: None, cut_at: None }
    }

    /// A `POST` to `path` with a body.
    pub(super) fn post(path: impl Into<String>, body: &Value) -> Self {
        Self { method: Method::POST, body: Some(body.to_string()), ..Self::get(path) }
    }

    /// A `POST` to `path` without a body.
    pub(super) fn order(path: impl Into<String>) -> Self {
        Self { method: Method::POST, ..Self::get(path) }
    }

    /// A `PATCH` of `path`.
    pub(super) fn patch(path: impl Into<String>, body: &Value) -> Self {
        Self { method: Method::PATCH, body: Some(body.to_string()), ..Self::get(path) }
    }

    /// A `DELETE` of `path`.
    pub(super) fn delete(path: impl Into<String>) -> Self {
        Self { method: Method::DELETE, ..Self::get(path) }
    }

    /// A `DELETE` of `path` with a body.
    pub(super) fn delete_from(path: impl Into<String>, body: &Value) -> Self {
        Self { body: Some(body.to_string()), ..Self::delete(path) }
    }

    /// Requests the raw bytes, truncated at `most`.
    pub(super) fn raw(self, most: usize) -> Self {
        Self { accept: RAW, cut_at: Some(most), ..self }
    }

    /// Makes the request conditional: 304 if the resource still has `etag`.
    pub(super) fn unless(self, etag: Option<&str>) -> Self {
        Self { etag: etag.map(str::to_owned), ..self }
    }

    /// Whether it changes something.
    pub(super) fn is_write(&self) -> bool {
        self.method != Method::GET
    }

    /// The method and the path without its query, for people.
    fn what(&self) -> String {
        let path = self.path.split('?').next().unwrap_or_default();
        format!("{} {path}", self.method)
    }
}

/// A response, whatever its status.
pub(super) struct Answer {
    /// The request, for people.
    pub(super) what: String,
    /// Its status.
    pub(super) status: StatusCode,
    /// Its headers.
    pub(super) headers: HeaderMap,
    /// Its body, bounded.
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// A header's text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// The connection to one GitHub.
pub(super) struct Wire {
    octocrab: Octocrab,
    base: Base,
    timeout: Duration,
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wire({})", self.base.below(""))
    }
}

impl Wire {
    /// Prepares requests to `api_url`; sends nothing.
    pub(super) fn new(api_url: &str, timeout: Duration) -> Result<Self, GitHubError> {
        if tokio::runtime::Handle::try_current().is_err() {
            let why = "it needs an asynchronous runtime; call `connect` inside of one".to_owned();
            return Err(GitHubError::Misconfigured { what: "connection", why });
        }
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        let base = Base::read(api_url)?;
        let outward = Outward::of_this_process()?;
        let connector = hyper_rustls::HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(provider)
            .map_err(|error| GitHubError::Misconfigured {
                what: "set of trusted certificates",
                why: format!("{error}; install the system's `ca-certificates`, or set `SSL_CERT_FILE`"),
            })?
            .https_or_http()
            .enable_http1()
            .wrap_connector(outward);
        let client = Client::builder(TokioExecutor::new()).build::<_, OctoBody>(connector);
        let Ok(octocrab) = OctocrabBuilder::new_empty().with_service(client).with_auth(AuthState::None).build();
        Ok(Self { octocrab, base, timeout })
    }

    /// The root of the API, for people.
    pub(super) fn root(&self) -> String {
        self.base.below("")
    }

    /// Sends `call` with `secret` as its bearer token, and follows redirects.
    pub(super) async fn send(&self, call: &Call, secret: &SecretString) -> Result<Answer, GitHubError> {
        let mut address = self.base.below(&call.path);
        for _ in 0..=MAX_REDIRECTS {
            let answer = match tokio::time::timeout(self.timeout, self.once(call, &address, secret)).await {
                Ok(outcome) => outcome?,
                Err(_) => return Err(transient(call, Cause::Timeout(self.timeout))),
            };
            if !matches!(answer.status.as_u16(), 301 | 302 | 307 | 308) {
                return Ok(answer);
            }
            address = answer
                .header("location")
                .and_then(|to| self.base.same_host(to))
                .ok_or_else(|| GitHubError::Misread { what: call.what(), place: "location".to_owned() })?;
        }
        Err(GitHubError::Misread { what: call.what(), place: "location, redirected too often".to_owned() })
    }

    /// The path and query of `link` below the root of the API: an absolute link is never followed as it is.
    pub(super) fn local(&self, link: &str) -> Option<String> {
        self.base.local(link)
    }

    async fn once(&self, call: &Call, address: &str, secret: &SecretString) -> Result<Answer, GitHubError> {
        let request = request(call, address, secret)?;
        let response = self.octocrab.execute(request).await.map_err(|error| broken(call, error))?;
        let (parts, mut stream) = response.into_parts();
        let mut body = Vec::new();
        while let Some(frame) = stream.frame().await {
            if let Ok(data) = frame.map_err(|error| broken(call, error))?.into_data() {
                body.extend_from_slice(&data);
            }
            match call.cut_at {
                Some(most) if body.len() >= most => {
                    body.truncate(most);
                    break;
                }
                None if body.len() > MAX_BYTES => {
                    return Err(GitHubError::Misread { what: call.what(), place: "byte 31,457,280".to_owned() });
                }
                _ => {}
            }
        }
        Ok(Answer { what: call.what(), status: parts.status, headers: parts.headers, body })
    }
}

fn request(call: &Call, address: &str, secret: &SecretString) -> Result<Request<OctoBody>, GitHubError> {
    let unsendable = || GitHubError::Refused { what: call.what(), message: "it can't be sent over HTTP".to_owned() };
    let mut authorization =
        HeaderValue::from_str(&format!("Bearer {}", secret.expose_secret())).map_err(|_| unsendable())?;
    authorization.set_sensitive(true);
    let mut request = Request::builder()
        .method(call.method.clone())
        .uri(address)
        .header(header::AUTHORIZATION, authorization)
        .header(header::ACCEPT, call.accept)
        .header(header::USER_AGENT, concat!("wg-steward/", env!("CARGO_PKG_VERSION")))
        .header("x-github-api-version", "2022-11-28");
    if let Some(etag) = &call.etag {
        request = request.header(header::IF_NONE_MATCH, etag);
    }
    let body = match &call.body {
        Some(json) => {
            request = request.header(header::CONTENT_TYPE, "application/json");
            OctoBody::from(json.clone())
        }
        None => OctoBody::empty(),
    };
    request.body(body).map_err(|_| unsendable())
}

fn transient(call: &Call, source: Cause) -> GitHubError {
    GitHubError::Transient { what: call.what(), source }
}

/// octocrab wraps a connection error into a text with a backtrace; only the inner error is kept.
fn broken(call: &Call, error: octocrab::Error) -> GitHubError {
    let source = match error {
        octocrab::Error::Service { source, .. } => source,
        other => Box::new(other),
    };
    transient(call, Cause::Connection(source.into()))
}
