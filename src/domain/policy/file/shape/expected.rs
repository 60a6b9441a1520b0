//! Places in a document, and what the schema expects there.

use std::sync::Arc;

use jsonschema::paths::{Location, LocationSegment};
use serde_json::Value as Json;

/// A step from a collection to something in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Key(Arc<str>),
    Index(usize),
}

/// The steps of a place, from the root.
pub(super) fn steps(location: &Location) -> Vec<Step> {
    let step = |segment: LocationSegment<'_>| match segment {
        LocationSegment::Property(key) => Step::Key(Arc::from(&*key)),
        LocationSegment::Index(index) => Step::Index(index),
    };
    location.segments().map(step).collect()
}

/// The part of the schema that holds for a place.
pub(super) fn expected<'s>(schema: &'s Json, path: &[Step]) -> Option<&'s Json> {
    let mut here = resolved(schema, schema)?;
    for step in path {
        let inner = match step {
            Step::Key(key) => here["properties"].get(&**key).or_else(|| here.get("additionalProperties"))?,
            Step::Index(_) => here.get("items")?,
        };
        here = resolved(schema, inner)?;
    }
    Some(here)
}

/// The keys that the schema knows for the mapping at a place.
pub(super) fn keys<'s>(schema: &'s Json, path: &[Step]) -> Vec<&'s str> {
    let properties = expected(schema, path).and_then(|here| here["properties"].as_object());
    properties.map(|properties| properties.keys().map(String::as_str).collect()).unwrap_or_default()
}

/// What a reference stands for; of something that may be left out, what it is otherwise.
fn resolved<'s>(schema: &'s Json, part: &'s Json) -> Option<&'s Json> {
    if let Some(reference) = part["$ref"].as_str() {
        return resolved(schema, schema.pointer(reference.strip_prefix('#')?)?);
    }
    let null = |branch: &&Json| branch["type"] != "null";
    match part["anyOf"].as_array().map(|all| all.iter().filter(null).collect::<Vec<_>>()).as_deref() {
        Some([one]) => resolved(schema, one),
        _ => Some(part),
    }
}
