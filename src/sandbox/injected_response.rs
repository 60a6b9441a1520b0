//! Injected faults: a response instead of, or after, running a request.

use serde_json::Value;

/// A response to return once instead of the real one.
#[derive(Debug, Clone)]
pub struct InjectedResponse {
    /// The method to match, in upper case.
    pub method: String,
    /// A part of the path to match.
    pub path_contains: String,
    /// The status of the response.
    pub status: u16,
    /// Headers of the response, such as `retry-after`.
    pub headers: Vec<(String, String)>,
    /// The body of the response; empty if `None`.
    pub body: Option<Value>,
    /// Whether the request is still carried out, as when only the response was lost.
    pub after_effect: bool,
}

impl InjectedResponse {
    /// A bare `status` for the next `method` whose path contains `path_contains`; the request is not carried out.
    pub fn before(method: &str, path_contains: &str, status: u16) -> Self {
        Self {
            method: method.to_owned(),
            path_contains: path_contains.to_owned(),
            status,
            headers: Vec::new(),
            body: None,
            after_effect: false,
        }
    }

    /// The same, but the request is carried out.
    pub fn after(method: &str, path_contains: &str, status: u16) -> Self {
        Self { after_effect: true, ..Self::before(method, path_contains, status) }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    pub(crate) fn meets(&self, method: &str, path: &str) -> bool {
        self.method == method && path.contains(&self.path_contains)
    }
}
