//! Requests and responses, for tests to inspect and to compare with GitHub's API description.

use std::collections::BTreeMap;

use serde_json::Value;

/// A request with its response.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The method, in upper case.
    pub method: String,
    /// The path below the API's root, still percent-encoded.
    pub path: String,
    /// The query's pairs, decoded.
    pub query: BTreeMap<String, String>,
    /// The request's headers by name in lower case; `authorization` without its secret.
    pub request_headers: BTreeMap<String, String>,
    /// The request's body, if it was JSON.
    pub request_body: Option<Value>,
    /// The status of the response.
    pub status: u16,
    /// The headers of the response by name in lower case.
    pub response_headers: BTreeMap<String, String>,
    /// The body of the response, if it was JSON.
    pub response_body: Option<Value>,
    /// Whether an injected [`InjectedResponse`](super::InjectedResponse) produced the response.
    pub faulted: bool,
}
