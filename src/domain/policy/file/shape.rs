//! Checks the shape of a policy against its own schema: reports every key and value that does not fit, with its
//! position and the closest one that fits.

mod expected;
mod prune;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value as Json;

use super::PolicyFault;
use crate::domain::document::Span;
use crate::domain::document::yaml::{Meaning, Node, Value};
use expected::{Step, expected, keys, steps};
use prune::{found, without};

/// A document without the parts that do not fit.
pub(super) struct Shaped {
    /// `None` if nothing is left that could be a policy.
    pub(super) root: Option<Node>,
    pub(super) faults: Vec<PolicyFault>,
}

/// How often parts are removed. Removing a required part makes its parent not fit, and so on; a policy is not nested
/// more deeply.
const ROUNDS: usize = 16;

/// Reports everything that does not fit the schema, and removes it. A misspelt key is read as the correct one.
pub(super) fn shaped(root: Node) -> Shaped {
    let schema = serde_json::to_value(super::schema_object()).unwrap_or_default();
    let validator = match jsonschema::validator_for(&schema) {
        Ok(validator) => validator,
        // A test ensures that the schema is valid. Without it, serde reports what does not fit.
        Err(_) => return Shaped { root: Some(root), faults: Vec::new() },
    };
    let checker = Shape { schema: &schema, validator };
    let mut mistakes = checker.mistakes(&root);
    let faults = mistakes.iter().filter_map(|mistake| mistake.fault.clone()).collect();
    let mut left = Some(root);
    for _ in 0..ROUNDS {
        let Some(root) = left.take() else { break };
        if mistakes.is_empty() {
            left = Some(root);
            break;
        }
        let parts: BTreeMap<_, _> = mistakes.into_iter().map(|Mistake { part, rename, .. }| (part, rename)).collect();
        left = without(&root, &parts);
        mistakes = left.as_ref().map(|root| checker.mistakes(root)).unwrap_or_default();
    }
    Shaped { root: left, faults }
}

struct Shape<'s> {
    schema: &'s Json,
    validator: Validator,
}

/// Something that does not fit.
struct Mistake {
    /// The report; `None` if the text has no position for it.
    fault: Option<PolicyFault>,
    /// The entry or item to remove.
    part: Vec<Step>,
    /// The correct key to rename it to; without one, the part is removed.
    rename: Option<Box<str>>,
}

impl Mistake {
    fn new(part: Vec<Step>, span: Span, message: String) -> Self {
        Self { fault: Some(PolicyFault::at(span, message)), part, rename: None }
    }
}

impl Shape<'_> {
    fn mistakes(&self, root: &Node) -> Vec<Mistake> {
        let value = json(root, true);
        let mut mistakes = Vec::new();
        for error in self.validator.iter_errors(&value) {
            self.explain(root, &error, &mut mistakes);
        }
        mistakes
    }

    fn explain(&self, root: &Node, error: &ValidationError<'_>, mistakes: &mut Vec<Mistake>) {
        let part = steps(error.instance_path());
        let Some((span, node)) = found(root, &part) else { return };
        let name = words::name(&part);
        match error.kind() {
            ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
                let branch = context.iter().min_by_key(|branch| distance(branch, part.len()));
                branch.into_iter().flatten().for_each(|error| self.explain(root, error, mistakes));
            }
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                self.unknown_keys(node, &part, unexpected, mistakes);
            }
            ValidationErrorKind::Required { property } => {
                let property = property.as_str().unwrap_or_default();
                let misspelt =
                    self.unknown(node, &part).iter().any(|key| self.meant(&part, key).as_deref() == Some(property));
                // A misspelt key has a report of its own.
                if !misspelt {
                    mistakes.push(Mistake::new(part, span, words::missing(property, &name)));
                }
            }
            ValidationErrorKind::Type { .. } if is_taken(node, expected(self.schema, &part)) => {}
            ValidationErrorKind::Type { .. } => {
                let wanted = expected(self.schema, &part).map(words::kind).unwrap_or_default();
                mistakes.push(Mistake::new(part, node.span, words::wrong_kind(&name, &wanted, node)));
            }
            ValidationErrorKind::Enum { options } => {
                let words = options.as_array().into_iter().flatten().filter_map(Json::as_str).collect::<Vec<_>>();
                mistakes.push(Mistake::new(part, node.span, words::no_word(&name, node, &words)));
            }
            ValidationErrorKind::Minimum { .. } | ValidationErrorKind::Maximum { .. } => {
                let message = words::out_of_range(&name, node, expected(self.schema, &part));
                mistakes.push(Mistake::new(part, node.span, message));
            }
            _ => mistakes.push(Mistake::new(part, node.span, words::does_not_fit(&name))),
        }
    }

    fn unknown_keys(&self, node: &Node, part: &[Step], unexpected: &[String], mistakes: &mut Vec<Mistake>) {
        let known = keys(self.schema, part);
        let there: BTreeMap<&str, &Node> = node.entries().iter().map(|(key, _)| (text(key), key)).collect();
        for key in unexpected {
            let place = there.get(key.as_str());
            let meant = self.meant(part, key);
            let message = words::unknown_key(key, &words::name(part), meant.as_deref(), &known);
            let mut part = part.to_vec();
            part.push(Step::Key(key.as_str().into()));
            let fault = place.map(|key| PolicyFault::at(key.span, message));
            // The value under a misspelt key is checked, too.
            let rename = meant.filter(|meant| !there.contains_key(meant.as_str())).map(String::into_boxed_str);
            mistakes.push(Mistake { fault, part, rename });
        }
    }

    /// The keys of a mapping that are not in the schema.
    fn unknown(&self, node: &Node, part: &[Step]) -> Vec<Arc<str>> {
        let known = keys(self.schema, part);
        let there = node.entries().iter().map(|(key, _)| Arc::from(text(key)));
        there.filter(|key| !known.iter().any(|known| **known == **key)).collect()
    }

    /// The key that an unknown key probably means.
    fn meant(&self, part: &[Step], key: &str) -> Option<String> {
        words::nearest_word(key, &keys(self.schema, part))
    }
}

/// How far the errors of a branch are from the intended form: an error deeper inside is closer, and a value of the
/// right kind is closer than one of another kind.
fn distance(branch: &[ValidationError<'_>], depth: usize) -> (bool, usize) {
    let other_kind = |error: &ValidationError<'_>| {
        matches!(error.kind(), ValidationErrorKind::Type { .. }) && steps(error.instance_path()).len() <= depth
    };
    (branch.iter().any(other_kind), branch.len())
}

/// Whether a value is accepted although JSON would write it differently: texts without quotes, `yes` for `true`,
/// nothing for an empty list or mapping.
fn is_taken(node: &Node, expected: Option<&Json>) -> bool {
    let wants = |kind: &str| {
        let kinds = expected.map(|schema| &schema["type"]);
        kinds
            .is_some_and(|kinds| kinds == kind || kinds.as_array().is_some_and(|all| all.iter().any(|one| one == kind)))
    };
    match node.meaning() {
        None => false,
        Some(Meaning::Null) => wants("object") || wants("array"),
        Some(Meaning::Boolean) => wants("boolean") || wants("string"),
        Some(_) => wants("string"),
    }
}

/// A node as JSON.
fn json(node: &Node, is_root: bool) -> Json {
    match &node.value {
        Value::List(items) => items.iter().map(|node| json(node, false)).collect(),
        Value::Map(entries) => entries
            .iter()
            .map(|(key, value)| (text(key).to_owned(), json(value, false)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        // An empty document lacks all keys.
        Value::Scalar { .. } if node.is_null() => {
            if is_root {
                Json::Object(serde_json::Map::new())
            } else {
                Json::Null
            }
        }
        Value::Scalar { text, plain: true } => match (&**text, text.parse::<i64>()) {
            ("true" | "True" | "TRUE", _) => true.into(),
            ("false" | "False" | "FALSE", _) => false.into(),
            (_, Ok(number)) if node.meaning() == Some(Meaning::Integer) => number.into(),
            (text, _) => text.into(),
        },
        Value::Scalar { text, .. } => (&**text).into(),
    }
}

/// The text of a scalar as written, also of `~`.
fn text(node: &Node) -> &str {
    match &node.value {
        Value::Scalar { text, .. } => text,
        _ => "",
    }
}
