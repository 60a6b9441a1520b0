//! Responses, and refusals in GitHub's format.

use serde_json::{Value, json};

use crate::sandbox::not_found::Missing;

/// The documentation URL in GitHub's refusals.
const DOCUMENTATION: &str = "https://docs.github.com/rest";

/// The body of a response.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Body {
    Empty,
    Json(Value),
    Raw(Vec<u8>),
}

impl Body {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Empty => Vec::new(),
            Self::Json(value) => value.to_string().into_bytes(),
            Self::Raw(bytes) => bytes.clone(),
        }
    }
}

/// A response.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Body,
}

impl Answer {
    /// 200 with JSON.
    pub(crate) fn json(value: Value) -> Self {
        Self::with_status(200, value)
    }

    /// 201 with JSON.
    pub(crate) fn created(value: Value) -> Self {
        Self::with_status(201, value)
    }

    /// 200 with bytes as they are.
    pub(crate) fn raw(bytes: Vec<u8>) -> Self {
        let kind = "application/vnd.github.raw+json; charset=utf-8".to_owned();
        Self { status: 200, headers: vec![("content-type".to_owned(), kind)], body: Body::Raw(bytes) }
    }

    pub(crate) fn with_status(status: u16, value: Value) -> Self {
        let kind = "application/json; charset=utf-8".to_owned();
        Self { status, headers: vec![("content-type".to_owned(), kind)], body: Body::Json(value) }
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// Why a request was refused.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    status: u16,
    message: String,
    errors: Vec<Value>,
}

impl Refusal {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), errors: Vec::new() }
    }

    /// 404 with GitHub's message, which never says what is missing.
    pub(crate) fn not_found() -> Self {
        Self::new(404, "Not Found")
    }

    /// 422 for one field.
    pub(crate) fn invalid(resource: &str, field: &str, code: &str) -> Self {
        Self::invalid_because(json!({ "resource": resource, "field": field, "code": code }))
    }

    /// 422 for a field, with a reason in words.
    pub(crate) fn invalid_field(resource: &str, field: &str, message: &str) -> Self {
        Self::invalid_because(json!({ "resource": resource, "field": field, "code": "custom", "message": message }))
    }

    /// 422 with only a message.
    pub(crate) fn unprocessable(message: impl Into<String>) -> Self {
        Self::new(422, message)
    }

    fn invalid_because(error: Value) -> Self {
        Self { errors: vec![error], ..Self::new(422, "Validation Failed") }
    }
}

impl From<Missing> for Refusal {
    fn from(_: Missing) -> Self {
        Self::not_found()
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        let Refusal { status, message, errors } = refusal;
        let text = status.to_string();
        let mut body = json!({ "message": message, "documentation_url": DOCUMENTATION, "status": text });
        if !errors.is_empty() {
            body["errors"] = json!(errors);
        }
        Self::with_status(status, body)
    }
}
