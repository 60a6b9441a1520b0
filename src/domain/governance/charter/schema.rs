//! The shape that the organization's generator requires of a block: keys and their types, and the violations.
//!
//! Source: the JSON schema in the generator's `org_management.py`, with its order of keys.

use std::collections::BTreeSet;

use crate::domain::document::Span;
use crate::domain::document::yaml::{Meaning, Node, Value};

/// The keys that a mapping may have.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// Its name, in words.
    pub(super) thing: &'static str,
    pub(super) keys: &'static [(&'static str, Type)],
    pub(super) required: &'static [&'static str],
    /// Whether it may have other keys.
    open: bool,
}

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    List(&'static Type),
    Map(&'static Shape),
}

const TEXTS: Type = Type::List(&Type::Text);
const PEOPLE: Type = Type::List(&Type::Map(&PERSON));

pub(super) static CHARTER: Shape = Shape {
    thing: "a charter",
    keys: &[
        ("name", Type::Text),
        ("org", Type::Text),
        ("execution_leads", PEOPLE),
        ("technical_leads", PEOPLE),
        ("bots", PEOPLE),
        ("areas", Type::List(&Type::Map(&AREA))),
        ("config", Type::Map(&CONFIG)),
    ],
    required: &["name", "execution_leads", "technical_leads", "bots", "areas"],
    open: false,
};

pub(super) static AREA: Shape = Shape {
    thing: "an area",
    keys: &[
        ("name", Type::Text),
        ("approvers", PEOPLE),
        ("reviewers", PEOPLE),
        ("bots", PEOPLE),
        ("repositories", TEXTS),
    ],
    required: &["name", "approvers", "repositories"],
    open: false,
};

pub(super) static PERSON: Shape = Shape {
    thing: "a person",
    keys: &[("name", Type::Text), ("github", Type::Text)],
    required: &["name", "github"],
    open: false,
};

static CONFIG: Shape = Shape {
    thing: "`config`",
    keys: &[("github_project_sync", Type::Map(&ANYTHING)), ("deploy_keys", Type::Map(&DEPLOY_KEYS))],
    required: &[],
    open: true,
};

static DEPLOY_KEYS: Shape =
    Shape { thing: "`deploy_keys`", keys: &[("repositories", TEXTS)], required: &["repositories"], open: false };

/// A mapping whose content is not checked.
static ANYTHING: Shape = Shape { thing: "a mapping", keys: &[], required: &[], open: true };

/// A place where a block violates the schema.
#[derive(Debug, Clone, Copy)]
pub(super) struct Violation<'n> {
    /// Its depth in the block: 0 for the block itself.
    pub(super) depth: usize,
    /// The key that has it; for a list entry, the list's key. `None` for the block itself.
    pub(super) key: Option<&'static str>,
    /// The mapping with a missing or unknown key, or the value with the wrong type.
    pub(super) node: &'n Node,
    pub(super) what: What<'n>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum What<'n> {
    /// A mapping of this shape lacks a key.
    Missing(&'static Shape, &'static str),
    /// A mapping of this shape has an unknown key.
    Unknown(&'static Shape, &'n Node),
    /// The value has the wrong type. The flag says whether it is a list entry.
    Mistyped(Type, bool),
}

impl Violation<'_> {
    /// The position to show: for a missing key, the mapping's first key, because the missing one belongs next to it.
    pub(super) fn span(&self) -> Span {
        match self.what {
            What::Missing(..) => self.node.entries().first().map_or(self.node.span, |(first, _)| first.span),
            What::Unknown(_, key) => key.span,
            What::Mistyped(..) => self.node.span,
        }
    }

    /// Whether it hides the block's group or its areas.
    ///
    /// **Invariant:** such a block has no charter, because ownership would be a guess.
    pub(super) fn hides_the_charter(&self) -> bool {
        match (self.depth, self.what) {
            (0, What::Missing(_, key)) => key == "name" || key == "areas",
            (0, What::Mistyped(..)) => true,
            (1, What::Mistyped(..)) if self.key == Some("name") => self.node.text().is_none(),
            (1, What::Mistyped(..)) => self.key == Some("areas") && !self.node.is_null(),
            _ => false,
        }
    }
}

/// All violations, in the order in which the generator's library finds them. Values at a span in `tagged` are not text,
/// whatever they look like.
pub(super) fn check<'n>(root: &'n Node, tagged: &BTreeSet<Span>) -> Vec<Violation<'n>> {
    let mut walk = Walk { tagged, found: Vec::new() };
    walk.map(root, &CHARTER, Stand { depth: 0, key: None, entry: false });
    walk.found
}

struct Walk<'n, 't> {
    tagged: &'t BTreeSet<Span>,
    found: Vec<Violation<'n>>,
}

/// The place of a value.
#[derive(Clone, Copy)]
struct Stand {
    depth: usize,
    key: Option<&'static str>,
    entry: bool,
}

impl<'n> Walk<'n, '_> {
    fn value(&mut self, node: &'n Node, kind: Type, stand: Stand) {
        match kind {
            Type::Map(shape) => self.map(node, shape, stand),
            Type::List(item) => match &node.value {
                Value::List(items) => {
                    let stand = Stand { depth: stand.depth + 1, entry: true, ..stand };
                    items.iter().for_each(|node| self.value(node, *item, stand));
                }
                _ => self.mistyped(node, kind, stand),
            },
            Type::Text if node.meaning() == Some(Meaning::Text) && !self.tagged.contains(&node.span) => {}
            Type::Text => self.mistyped(node, kind, stand),
        }
    }

    fn map(&mut self, node: &'n Node, shape: &'static Shape, stand: Stand) {
        let Value::Map(entries) = &node.value else { return self.mistyped(node, Type::Map(shape), stand) };
        let Stand { depth, key, .. } = stand;
        for &(name, kind) in shape.keys {
            if let Some(value) = node.find(name) {
                self.value(value, kind, Stand { depth: depth + 1, key: Some(name), entry: false });
            }
        }
        let missing = shape.required.iter().filter(|name| node.find(name).is_none());
        self.found.extend(missing.map(|name| Violation { depth, key, node, what: What::Missing(shape, name) }));
        if !shape.open {
            let known = |key: &Node| shape.keys.iter().any(|(name, _)| key.text() == Some(name));
            let unknown = entries.iter().map(|(name, _)| name).filter(|name| !known(name));
            self.found.extend(unknown.map(|name| Violation { depth, key, node, what: What::Unknown(shape, name) }));
        }
    }

    fn mistyped(&mut self, node: &'n Node, wanted: Type, Stand { depth, key, entry }: Stand) {
        self.found.push(Violation { depth, key, node, what: What::Mistyped(wanted, entry) });
    }
}
