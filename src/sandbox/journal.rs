//! What was asked and answered, for tests to look at and to hold against GitHub's own description.

use std::collections::BTreeMap;

use serde_json::Value;

/// One request with its answer.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The method, in upper case.
    pub method: String,
    /// The path below the API's base, still percent-encoded.
    pub path: String,
    /// The query's pairs, decoded.
    pub query: BTreeMap<String, String>,
    /// The request's headers by name in lower case; of `authorization` only the scheme.
    pub request_headers: BTreeMap<String, String>,
    /// The request's body, if it was JSON.
    pub request_body: Option<Value>,
    /// The answer's status.
    pub status: u16,
    /// The answer's headers by name in lower case.
    pub response_headers: BTreeMap<String, String>,
    /// The answer's body, if it was JSON.
    pub response_body: Option<Value>,
    /// Whether a [`Fault`](super::Fault) spoke instead of the sandbox.
    pub faulted: bool,
}
