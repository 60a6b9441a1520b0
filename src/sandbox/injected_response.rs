//! Trouble to order: an answer that GitHub gives instead of, or after, doing what it was asked.

use serde_json::Value;

/// One answer to be given in place of the true one, once.
#[derive(Debug, Clone)]
pub struct InjectedResponse {
    /// The method that it waits for, in upper case.
    pub method: String,
    /// A part of the path that it waits for.
    pub path_contains: String,
    /// The status that is answered.
    pub status: u16,
    /// Headers of the answer, as `retry-after`.
    pub headers: Vec<(String, String)>,
    /// The answer's body; empty if there is none.
    pub body: Option<Value>,
    /// Whether the request is carried out all the same, as when only the answer was lost.
    pub after_effect: bool,
}

impl InjectedResponse {
    /// A bare `status` for the next `method` whose path contains `path_contains`, with nothing done.
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

    /// The same, but what was asked for is done: only the answer says otherwise.
    pub fn after(method: &str, path_contains: &str, status: u16) -> Self {
        Self { after_effect: true, ..Self::before(method, path_contains, status) }
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a body.
    #[must_use]
    pub fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    pub(crate) fn meets(&self, method: &str, path: &str) -> bool {
        self.method == method && path.contains(&self.path_contains)
    }
}
