//! Builds a tree from the parser's events.

use std::collections::BTreeMap;

use granit_parser::{Event, Marker, Parser, ScalarStyle};

use super::words::{INVALID, TAB, explained};
use super::{
    At, Document, Fault, Lines, MAX_DEPTH, MAX_NODES, Node, Oddity, Place, Span, Stop, Value, first_tab, shown,
};

/// The handle `!!`, resolved.
const CORE: &str = "tag:yaml.org,2002:";

/// How many bytes of text count as another node: an alias may repeat a text that is as long as the document.
const BYTES: usize = 32;

/// How many oddities are kept; a document with more is refused.
const MAX_ODDITIES: usize = 1_000;

/// Parses a text without byte order mark.
pub(super) fn document(text: &str, outside: &dyn Fn(Place) -> Place) -> Result<Document, Stop> {
    let lines = Lines::of(text);
    let mut builder = Builder {
        text,
        lines: &lines,
        outside,
        open: Vec::new(),
        root: None,
        nodes: 0,
        limited: false,
        odd: Vec::new(),
        anchors: BTreeMap::new(),
        named: BTreeMap::new(),
        quoted: Vec::new(),
        said: None,
    };
    if let Err(fault) = builder.read() {
        return Err(builder.stop(fault));
    }
    let Builder { root, odd, .. } = builder;
    let empty = Value::Scalar { text: "".into(), plain: true };
    let root = root.unwrap_or(Node { span: outside(Place::START).into(), value: empty });
    let (faults, oddities) = odd.into_iter().map(|(kind, fault)| (fault.clone(), At::new(kind, fault.span))).unzip();
    Ok(Document { root, faults, oddities })
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
    Map { entries: Vec<(Node, Node)>, key: Option<Node>, seen: BTreeMap<Box<str>, usize> },
}

struct Builder<'t> {
    text: &'t str,
    lines: &'t Lines<'t>,
    outside: &'t dyn Fn(Place) -> Place,
    open: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
    /// Whether parsing ended because of a limit.
    limited: bool,
    odd: Vec<(Oddity, Fault)>,
    /// The value of each anchor, and how many nodes it counts for.
    anchors: BTreeMap<usize, (Node, usize)>,
    /// The line in which each anchor name is first defined.
    named: BTreeMap<String, u32>,
    /// The positions of quoted scalars.
    quoted: Vec<Span>,
    /// The parser's error message.
    said: Option<String>,
}

impl Builder<'_> {
    /// Why there is no tree. A tab before the parser's error is the cause, unless only the size is the problem.
    fn stop(self, fault: Fault) -> Stop {
        let Self { text, outside, quoted, limited: limit, said, .. } = self;
        let says = |word: &str| said.as_ref().is_some_and(|said| said.contains(word));
        let (in_quotes, of_tab) = (says("quote"), says("tab"));
        let tab = if limit || in_quotes { None } else { first_tab(text, outside, quoted) };
        match tab.filter(|tab| of_tab || tab.line <= fault.place().line) {
            Some(tab) => Stop { fault: Fault::new(tab, format!("{INVALID}{TAB}")), limit, said, tab: true },
            None => Stop { fault, limit, said, tab: false },
        }
    }

    fn place(&self, marker: &Marker) -> Place {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        (self.outside)(self.lines.within(number(marker.line()), number(marker.col().saturating_add(1))))
    }

    fn read(&mut self) -> Result<(), Fault> {
        let options = granit_parser::options! { emit_anchor_events: true };
        for next in Parser::new_from_str_with_options(self.text, options) {
            let (event, span) = match next {
                Ok(next) => next,
                Err(error) => {
                    let said = error.info().to_owned();
                    let message = format!("{INVALID}{}", explained(&said));
                    self.said = Some(said);
                    return Err(Fault::new(self.place(error.marker()), message));
                }
            };
            let empty = span.start.index() == span.end.index();
            let start = self.place(&span.start);
            let span = Span { start, end: self.place(&span.end).max(start) };
            self.take(event, span, empty)?;
        }
        Ok(())
    }

    fn take(&mut self, event: Event<'_>, span: Span, empty: bool) -> Result<(), Fault> {
        let as_text = event.tag().is_some_and(|tag| matches!((tag.handle(), tag.suffix()), (CORE, "str") | ("", "!")));
        if let Some(tag) = event.tag() {
            // The document may declare a handle that stands for a text of any length.
            let tag = shown(&format!("{}{}", tag.handle(), tag.suffix()));
            self.odd.push((Oddity::Tag(tag), Fault::new(span, "tags (`!…`) are not supported: remove the tag")));
        }
        if self.odd.len() > MAX_ODDITIES {
            self.limited = true;
            let message = format!("more than {MAX_ODDITIES} tags, repeated keys and the like: remove them");
            return Err(Fault::new(span, message));
        }
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain && !as_text;
                // The parser reports a missing value as `~`.
                let nothing = style == ScalarStyle::Plain && empty;
                let weight = 1 + if nothing { 0 } else { text.len() / BYTES };
                let value = Value::Scalar { text: if nothing { "".into() } else { text.into() }, plain };
                let span = if nothing { self.unwritten(span) } else { span };
                if !matches!(style, ScalarStyle::Plain) {
                    self.quoted.push(span);
                }
                self.count(weight, span)?;
                self.put(Node { span, value }, anchor, weight)
            }
            Event::SequenceStart(_, anchor, _) => self.begin(span, anchor, Content::List(Vec::new())),
            Event::MappingStart(_, anchor, _) => {
                self.begin(span, anchor, Content::Map { entries: Vec::new(), key: None, seen: BTreeMap::new() })
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span, empty),
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::Anchor(_, name) => {
                self.anchored(&name, span);
                Ok(())
            }
            Event::DocumentStart(..) if self.root.is_some() => {
                Err(Fault::new(span.start, "a second YAML document begins here, but only one is read: remove `---`"))
            }
            _ => Ok(()),
        }
    }

    /// Reports an anchor that reuses another one's name: `PyYAML` refuses that, and people confuse them.
    fn anchored(&mut self, name: &str, at: Span) {
        let line = at.start.line;
        if let Some(first) = self.named.get(name) {
            let message =
                format!("the anchor `{}` is already defined in line {first}: choose another name", shown(name));
            self.odd.push((Oddity::Reused(name.to_owned()), Fault::new(at, message)));
            return;
        }
        self.named.insert(name.to_owned(), line);
    }

    /// A missing value has the position of its key.
    fn unwritten(&self, span: Span) -> Span {
        match self.open.last().map(|open| &open.content) {
            Some(Content::Map { key: Some(key), .. }) => key.span,
            _ => span,
        }
    }

    fn count(&mut self, nodes: usize, span: Span) -> Result<(), Fault> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes > MAX_NODES {
            self.limited = true;
            return Err(Fault::new(span, format!("more than {MAX_NODES} values up to here: split the document")));
        }
        Ok(())
    }

    fn begin(&mut self, span: Span, anchor: usize, content: Content) -> Result<(), Fault> {
        if self.open.len() >= MAX_DEPTH {
            self.limited = true;
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
        // A block collection has no end of its own: the parser reports where the next node begins.
        let end = last.filter(|_| empty).unwrap_or(end.end);
        let span = Span { start: span.start, end: end.max(span.start) };
        self.put(Node { span, value }, anchor, self.nodes - nodes)
    }

    /// **Invariant:** nodes that aliases repeat are counted before they are copied.
    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Fault> {
        let Some((_, nodes)) = self.anchors.get(&anchor) else {
            return Err(Fault::new(span, "the alias is part of the value that it refers to: write the value out"));
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
                Some(name) => self.odd.extend(insert(entries, seen, name, node)),
                None => {
                    self.odd.extend(odd_key(&node));
                    *key = Some(node);
                }
            },
        }
        Ok(())
    }
}

/// Adds an entry. An entry with an existing key replaces it and is reported. A key that is not a scalar is already
/// reported and has no entry.
fn insert(
    entries: &mut Vec<(Node, Node)>,
    seen: &mut BTreeMap<Box<str>, usize>,
    key: Node,
    value: Node,
) -> Option<(Oddity, Fault)> {
    let Value::Scalar { text: name, .. } = &key.value else { return None };
    let Some(&index) = seen.get(name) else {
        seen.insert(name.clone(), entries.len());
        entries.push((key, value));
        return None;
    };
    let earlier = entries.get(index)?.0.span.start.line;
    let message = format!("the key `{}` is already in line {earlier}: remove one", shown(name));
    let fault = Fault::new(key.span, message);
    *entries.get_mut(index)? = (key, value);
    Some((Oddity::DuplicateKey, fault))
}

fn odd_key(key: &Node) -> Option<(Oddity, Fault)> {
    match &key.value {
        Value::Scalar { text, plain: true } if &**text == "<<" => {
            let message = "merge keys (`<<`) are not supported: write the values out";
            Some((Oddity::MergeKey, Fault::new(key.span, message)))
        }
        Value::Scalar { .. } => None,
        _ => {
            let message = "a key must be a plain word, not a list or a mapping";
            Some((Oddity::OddKey, Fault::new(key.span, message)))
        }
    }
}
