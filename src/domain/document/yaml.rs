//! A YAML document as a tree whose every node knows its place.
//!
//! Limits keep bombs harmless: depth, number of nodes, no aliases (no governing document has ever needed one), one
//! document, no tags, no key twice.

use std::collections::HashMap;

use granit_parser::{Event, Marker, Parser, ScalarStyle};

use super::{Fault, MAX_BYTES, Place};

const MAX_DEPTH: usize = 64;
const MAX_NODES: usize = 100_000;

/// A node with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where it begins.
    pub place: Place,
    /// What it is.
    pub value: Value,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A scalar: its text, and whether it was written without quotes (so that `no` may mean something else).
    Scalar {
        /// The text after unescaping.
        text: String,
        /// Whether it stands without quotes.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A mapping in the order of the document.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The text of a scalar that is not null.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } if !self.is_null() => Some(text),
            _ => None,
        }
    }

    /// Whether nothing is written, or `~` or `null` without quotes.
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The value of `key` in a mapping.
    pub fn find(&self, key: &str) -> Option<&Node> {
        let Value::Map(entries) = &self.value else { return None };
        entries.iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
    }
}

/// A document that could be read, and what is not as it should be in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The document's node; null if nothing is written.
    pub root: Node,
    /// Keys that stand twice in a mapping: the last one counts, as for the organization's generator.
    pub faults: Vec<Fault>,
}

/// Reads one document that begins in `first_line` of its file; the first fault of syntax ends it.
pub fn parse(text: &str, first_line: usize) -> Result<Document, Fault> {
    if text.len() > MAX_BYTES {
        let place = Place { line: first_line, column: 1 };
        return Err(Fault::new(place, format!("the block has {} bytes; up to {MAX_BYTES} are read", text.len())));
    }
    Builder { first_line, open: Vec::new(), root: None, nodes: 0, faults: Vec::new() }.build(text)
}

/// A collection whose end has not come yet.
struct Open {
    place: Place,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map { entries: Vec<(Node, Node)>, key: Option<Node>, seen: HashMap<String, usize> },
}

struct Builder {
    first_line: usize,
    open: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
    faults: Vec<Fault>,
}

impl Builder {
    fn build(mut self, text: &str) -> Result<Document, Fault> {
        for next in Parser::new_from_str(text) {
            let (event, span) = next.map_err(|error| {
                Fault::new(self.place(error.marker()), format!("this is no valid YAML: {}", error.info()))
            })?;
            let place = self.place(&span.start);
            self.take(event, place)?;
        }
        let empty = Value::Scalar { text: String::new(), plain: true };
        let place = Place { line: self.first_line, column: 1 };
        let root = self.root.unwrap_or(Node { place, value: empty });
        Ok(Document { root, faults: self.faults })
    }

    fn place(&self, marker: &Marker) -> Place {
        Place { line: marker.line() + self.first_line - 1, column: marker.col() + 1 }
    }

    fn take(&mut self, event: Event<'_>, place: Place) -> Result<(), Fault> {
        if event.tag().is_some() {
            return Err(Fault::new(place, "tags (`!…`) have no meaning here: remove it"));
        }
        match event {
            Event::Scalar(text, style, ..) => {
                let value = Value::Scalar { text: text.into_owned(), plain: style == ScalarStyle::Plain };
                self.put(Node { place, value })
            }
            Event::SequenceStart(..) => self.begin(place, Content::List(Vec::new())),
            Event::MappingStart(..) => {
                self.begin(place, Content::Map { entries: Vec::new(), key: None, seen: HashMap::new() })
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                Err(Fault::new(place, "aliases (`*name`) are not followed: write the value out"))
            }
            Event::DocumentStart(..) if self.root.is_some() => {
                Err(Fault::new(place, "a second YAML document begins here: only one is read"))
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, place: Place, content: Content) -> Result<(), Fault> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Fault::new(place, format!("nested more than {MAX_DEPTH} deep: flatten it")));
        }
        self.open.push(Open { place, content });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Fault> {
        let Some(Open { place, content }) = self.open.pop() else { return Ok(()) };
        let value = match content {
            Content::List(items) => Value::List(items),
            Content::Map { entries, .. } => Value::Map(entries),
        };
        self.put(Node { place, value })
    }

    fn put(&mut self, node: Node) -> Result<(), Fault> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(Fault::new(node.place, format!("more than {MAX_NODES} values: split the document")));
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map { entries, key, seen }) => match key.take() {
                Some(name) => self.faults.extend(insert(entries, seen, name, node)),
                None => *key = Some(checked_key(node)?),
            },
        }
        Ok(())
    }
}

/// Adds an entry; one whose key is there already takes its place, and that is said.
fn insert(entries: &mut Vec<(Node, Node)>, seen: &mut HashMap<String, usize>, key: Node, value: Node) -> Option<Fault> {
    let name = key.text().unwrap_or_default().to_owned();
    let Some(&index) = seen.get(&name) else {
        seen.insert(name, entries.len());
        entries.push((key, value));
        return None;
    };
    let earlier = entries[index].0.place.line;
    let fault = Fault::new(key.place, format!("the key `{name}` stands in line {earlier} already: remove one"));
    entries[index] = (key, value);
    Some(fault)
}

fn checked_key(key: Node) -> Result<Node, Fault> {
    match &key.value {
        Value::Scalar { text, .. } if text == "<<" => {
            Err(Fault::new(key.place, "merge keys (`<<`) are not followed: write the values out"))
        }
        Value::Scalar { .. } => Ok(key),
        _ => Err(Fault::new(key.place, "a key must be a plain word")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_knows_its_line_in_the_file() {
        let node = parse("name: Docs\nareas:\n- name: A\n  x: [1, 2]\n", 37).unwrap().root;
        assert_eq!(node.find("name").unwrap().place, Place { line: 37, column: 7 });
        let area = &node.find("areas").unwrap().items()[0];
        assert_eq!(area.find("x").unwrap().place, Place { line: 40, column: 6 });
        assert!(parse("a:\n", 1).unwrap().root.find("a").unwrap().is_null());
    }

    #[test]
    fn what_two_readers_could_read_differently_is_a_fault_with_its_place() {
        for (text, place, word) in [
            ("a: &x 1\nb: *x\n", "line 2, column 4", "aliases"),
            ("a: 1\n---\nb: 2\n", "line 2, column 1", "second"),
            ("a: !!str 1\n", "line 1", "tags"),
            ("a: b: c\n", "line 1", "no valid YAML"),
            ("<<: {}\n", "line 1, column 1", "merge"),
        ] {
            let fault = parse(text, 1).unwrap_err().to_string();
            assert!(fault.starts_with(place) && fault.contains(word), "{text:?}: {fault}");
        }
    }

    #[test]
    fn of_a_key_that_stands_twice_the_last_counts() {
        let document = parse("a: 1\nb: 2\na: 3\n", 10).unwrap();
        assert_eq!(document.root.find("a").unwrap().text(), Some("3"));
        assert_eq!(
            document.faults[0].to_string(),
            "line 12, column 1: the key `a` stands in line 10 already: remove one"
        );
    }

    #[test]
    fn a_tower_of_brackets_ends_in_a_fault() {
        assert!(parse(&"[".repeat(100_000), 1).is_err());
        assert!(parse(&"- ".repeat(100_000), 1).is_err());
    }
}
