//! A request, as received, and as operations read it.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde_json::Value;

use super::answer::Refusal;
use crate::sandbox::model::state::Caller;

/// A request as received.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) method: String,
    /// Below the API's root, still percent-encoded.
    pub(crate) path: String,
    pub(crate) query: String,
    /// By name in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    /// The query's pairs, decoded.
    pub(crate) fn pairs(&self) -> BTreeMap<String, String> {
        form_urlencoded::parse(self.query.as_bytes()).into_owned().collect()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// An authenticated request.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) caller: Caller,
    pub(crate) method: String,
    /// The path as received, for links to other pages.
    pub(crate) path: String,
    /// The parts of the path, each decoded: an encoded slash stays within its part.
    pub(crate) segments: Vec<String>,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) accept: String,
    pub(crate) body: Value,
}

impl Call {
    pub(crate) fn new(caller: Caller, received: &Received) -> Result<Self, Refusal> {
        let body = match received.body.as_slice() {
            [] => Value::Null,
            bytes => serde_json::from_slice(bytes).map_err(|_| Refusal::new(400, "Problems parsing JSON"))?,
        };
        Ok(Self {
            caller,
            method: received.method.clone(),
            path: received.path.clone(),
            segments: received.path.trim_matches('/').split('/').map(decoded).collect(),
            query: received.pairs(),
            accept: received.header("accept").to_owned(),
            body,
        })
    }

    /// A query parameter.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }

    /// A string field of the body.
    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        self.body.get(field).and_then(Value::as_str)
    }

    /// A list of strings in the body; empty if there is none.
    pub(crate) fn texts(&self, field: &str) -> Vec<&str> {
        let list = self.body.get(field).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).collect()
    }
}

/// Parses a part of a path, such as a number or a name.
pub(crate) fn parsed<T: FromStr>(text: &str) -> Result<T, Refusal> {
    text.parse().map_err(|_| Refusal::not_found())
}

/// Decodes `%2F` and other escapes; a plus sign stays one, as usual in paths.
fn decoded(segment: &str) -> String {
    let bytes = segment.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = (*byte == b'%').then(|| bytes.get(at + 1..at + 3)).flatten();
        let value = escaped.and_then(|digits| hex::decode(digits).ok());
        plain.push(value.as_ref().and_then(|it| it.first()).copied().unwrap_or(*byte));
        at += if value.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_decoded_after_the_path_is_split() {
        assert_eq!(decoded("wg%2Ffoo%20bar+baz"), "wg/foo bar+baz");
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("%zz%C3%A4"), "%zzä");
    }
}
