//! Finds parts of a tree by their location, and removes them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::expected::Step;
use super::text;
use crate::domain::document::Span;
use crate::domain::document::yaml::{Node, Value};

/// The node at a location, and the position to report: its key, if it has one.
pub(super) fn found<'n>(root: &'n Node, path: &[Step]) -> Option<(Span, &'n Node)> {
    let (mut span, mut here) = (root.span, root);
    for step in path {
        (span, here) = match step {
            Step::Key(name) => {
                let (key, value) = here.entries().iter().find(|(key, _)| text(key) == &**name)?;
                (key.span, value)
            }
            Step::Index(index) => {
                let item = here.items().get(*index)?;
                (item.span, item)
            }
        };
    }
    Some((span, here))
}

/// Parts of a tree: those with a key are renamed, the others are removed.
pub(super) type Parts = BTreeMap<Vec<Step>, Option<Box<str>>>;

/// The tree without these parts; `None` if all of it is removed.
pub(super) fn without(root: &Node, parts: &Parts) -> Option<Node> {
    left(root, parts, &mut Vec::new())
}

fn left(node: &Node, parts: &Parts, path: &mut Vec<Step>) -> Option<Node> {
    if parts.get(path).is_some_and(Option::is_none) {
        return None;
    }
    let mut within = |step: Step, inner: &Node| {
        path.push(step);
        let inner = left(inner, parts, path);
        let key = parts.get(path).cloned().flatten();
        path.pop();
        inner.map(|inner| (key, inner))
    };
    let value = match &node.value {
        Value::List(items) => {
            let items = items.iter().enumerate();
            Value::List(items.filter_map(|(index, item)| Some(within(Step::Index(index), item)?.1)).collect())
        }
        Value::Map(entries) => {
            let entry = |(key, value): &(Node, Node)| {
                let (renamed, value) = within(Step::Key(Arc::from(text(key))), value)?;
                let renamed = renamed.map(|text| Node { span: key.span, value: Value::Scalar { text, plain: true } });
                Some((renamed.unwrap_or_else(|| key.clone()), value))
            };
            Value::Map(entries.iter().filter_map(entry).collect())
        }
        scalar @ Value::Scalar { .. } => scalar.clone(),
    };
    Some(Node { span: node.span, value })
}
