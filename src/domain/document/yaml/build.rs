//! From the parser's events to a tree.

use std::collections::HashMap;

use granit_parser::{Event, Marker, Parser, ScalarStyle};

use super::{Document, Fault, Lines, MAX_DEPTH, MAX_NODES, Node, Place, Span, Value};

/// Reads a text without byte order mark.
pub(super) fn document(text: &str, outside: &dyn Fn(Place) -> Place) -> Result<Document, Fault> {
    let lines = Lines::of(text);
    let mut builder = Builder {
        lines: &lines,
        outside,
        open: Vec::new(),
        root: None,
        nodes: 0,
        faults: Vec::new(),
        anchors: HashMap::new(),
    };
    for next in Parser::new_from_str(text) {
        let (event, span) = next.map_err(|error| {
            Fault::new(builder.place(error.marker()), format!("this is no valid YAML: {}", error.info()))
        })?;
        let empty = span.start.index() == span.end.index();
        let span = Span { start: builder.place(&span.start), end: builder.place(&span.end) };
        builder.take(event, span, empty)?;
    }
    let Builder { root, faults, .. } = builder;
    let empty = Value::Scalar { text: "".into(), plain: true };
    Ok(Document { root: root.unwrap_or(Node { span: outside(Place::START).into(), value: empty }), faults })
}

/// A collection whose end has not come yet.
struct Open {
    span: Span,
    anchor: usize,
    /// How many nodes there were when it began.
    nodes: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map { entries: Vec<(Node, Node)>, key: Option<Node>, seen: HashMap<Box<str>, usize> },
}

struct Builder<'t> {
    lines: &'t Lines<'t>,
    outside: &'t dyn Fn(Place) -> Place,
    open: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
    faults: Vec<Fault>,
    /// What stands behind each anchor, and how many nodes that is.
    anchors: HashMap<usize, (Node, usize)>,
}

impl Builder<'_> {
    fn place(&self, marker: &Marker) -> Place {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        (self.outside)(self.lines.within(number(marker.line()), number(marker.col().saturating_add(1))))
    }

    fn take(&mut self, event: Event<'_>, span: Span, empty: bool) -> Result<(), Fault> {
        if event.tag().is_some() {
            self.faults.push(Fault::new(span, "tags (`!…`) are not read: remove it"));
        }
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                // The parser calls a value that is not written `~`.
                let nothing = plain && empty;
                let value = Value::Scalar { text: if nothing { "".into() } else { text.into() }, plain };
                let span = if nothing { self.unwritten(span) } else { span };
                self.count(1, span)?;
                self.put(Node { span, value }, anchor, 1)
            }
            Event::SequenceStart(_, anchor, _) => self.begin(span, anchor, Content::List(Vec::new())),
            Event::MappingStart(_, anchor, _) => {
                self.begin(span, anchor, Content::Map { entries: Vec::new(), key: None, seen: HashMap::new() })
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span, empty),
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::DocumentStart(..) if self.root.is_some() => {
                Err(Fault::new(span.start, "a second YAML document begins here: only one is read, remove `---`"))
            }
            _ => Ok(()),
        }
    }

    /// A value that is not written stands where its key stands.
    fn unwritten(&self, span: Span) -> Span {
        match self.open.last().map(|open| &open.content) {
            Some(Content::Map { key: Some(key), .. }) => key.span,
            _ => span,
        }
    }

    fn count(&mut self, nodes: usize, span: Span) -> Result<(), Fault> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes > MAX_NODES {
            return Err(Fault::new(span, format!("more than {MAX_NODES} values up to here: split the document")));
        }
        Ok(())
    }

    fn begin(&mut self, span: Span, anchor: usize, content: Content) -> Result<(), Fault> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Fault::new(span.start, format!("nested more than {MAX_DEPTH} deep: flatten it")));
        }
        let nodes = self.nodes;
        self.count(1, span)?;
        self.open.push(Open { span, anchor, nodes, content });
        Ok(())
    }

    fn end(&mut self, end: Span, empty: bool) -> Result<(), Fault> {
        let Some(Open { span, anchor, nodes, content }) = self.open.pop() else { return Ok(()) };
        let (value, last) = match content {
            Content::List(items) => {
                let last = items.last().map(|node| node.span.end);
                (Value::List(items), last)
            }
            Content::Map { entries, .. } => {
                let last = entries.iter().map(|(_, node)| node.span.end).max();
                (Value::Map(entries), last)
            }
        };
        // A block collection has no end of its own: the parser says where the next thing begins.
        let end = last.filter(|_| empty).unwrap_or(end.end);
        let span = Span { start: span.start, end: end.max(span.start) };
        self.put(Node { span, value }, anchor, self.nodes - nodes)
    }

    /// **Invariant:** what aliases repeat is counted before it is repeated.
    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Fault> {
        let Some((_, nodes)) = self.anchors.get(&anchor) else {
            return Err(Fault::new(span, "the alias stands within what it stands for: write the value out"));
        };
        let nodes = *nodes;
        self.count(nodes, span)?;
        let Some((node, _)) = self.anchors.get(&anchor) else { return Ok(()) };
        let node = Node { span, value: node.value.clone() };
        self.put(node, 0, nodes)
    }

    fn put(&mut self, node: Node, anchor: usize, nodes: usize) -> Result<(), Fault> {
        if anchor != 0 {
            self.count(nodes, node.span)?;
            self.anchors.insert(anchor, (node.clone(), nodes));
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map { entries, key, seen }) => match key.take() {
                Some(name) => self.faults.extend(insert(entries, seen, name, node)),
                None => {
                    self.faults.extend(odd_key(&node));
                    *key = Some(node);
                }
            },
        }
        Ok(())
    }
}

/// Adds an entry; one whose key is there already takes its place, and that is said. A key that is no scalar is said
/// already and has no entry.
fn insert(
    entries: &mut Vec<(Node, Node)>,
    seen: &mut HashMap<Box<str>, usize>,
    key: Node,
    value: Node,
) -> Option<Fault> {
    let Value::Scalar { text: name, .. } = &key.value else { return None };
    let Some(&index) = seen.get(name) else {
        seen.insert(name.clone(), entries.len());
        entries.push((key, value));
        return None;
    };
    let earlier = entries.get(index)?.0.span.start.line;
    let fault = Fault::new(key.span, format!("the key `{name}` stands in line {earlier} already: remove one"));
    *entries.get_mut(index)? = (key, value);
    Some(fault)
}

fn odd_key(key: &Node) -> Option<Fault> {
    match &key.value {
        Value::Scalar { text, plain: true } if &**text == "<<" => {
            Some(Fault::new(key.span, "merge keys (`<<`) are not followed: write the values out"))
        }
        Value::Scalar { .. } => None,
        _ => Some(Fault::new(key.span, "a key must be a plain word, not a list or a mapping")),
    }
}
