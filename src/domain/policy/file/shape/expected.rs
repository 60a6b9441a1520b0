//! Locations in a document, and what the schema expects there.

use std::sync::Arc;

use jsonschema::paths::{Location, LocationSegment};
use serde_json::Value as Json;

/// A step from a collection to one of its items.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Key(Arc<str>),
    Index(usize),
}

/// The steps of a location, from the root.
pub(super) fn steps(location: &Location) -> Vec<Step> {
    let step = |segment: LocationSegment<'_>| match segment {
        LocationSegment::Property(key) => Step::Key(Arc::from(&*key)),
        LocationSegment::Index(index) => Step::Index(index),
    };
    location.segments().map(step).collect()
}

/// The part of the schema that applies to a location.
pub(super) fn expected<'s>(schema: &'s Json, path: &[Step]) -> Option<&'s Json> {
    let mut here = resolved(schema, schema)?;
    for step in path {
        here = collection(schema, here);
        let inner = match step {
            Step::Key(key) => here["properties"].get(&**key).or_else(|| here.get("additionalProperties"))?,
            Step::Index(_) => here.get("items")?,
        };
        here = resolved(schema, inner)?;
    }
    Some(here)
}

/// The keys in the schema for the mapping at a location.
pub(super) fn keys<'s>(schema: &'s Json, path: &[Step]) -> Vec<&'s str> {
    let properties = expected(schema, path).and_then(|here| collection(schema, here)["properties"].as_object());
    properties.map(|properties| properties.keys().map(String::as_str).collect()).unwrap_or_default()
}

/// Of several forms, the one with keys or items; the schema itself if it has one form.
fn collection<'s>(schema: &'s Json, part: &'s Json) -> &'s Json {
    let mut forms = part["anyOf"].as_array().into_iter().flatten().filter_map(|form| resolved(schema, form));
    let has_parts = |form: &&Json| form.get("properties").is_some() || form.get("items").is_some();
    forms.find(has_parts).unwrap_or(part)
}

/// Resolves a reference; for an optional value, takes its non-null form.
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
