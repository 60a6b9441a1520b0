//! A YAML document as a tree whose every node has its span, with the YAML 1.1 meaning of plain scalars.
//!
//! Limits protect against bombs: on depth, and on the number of nodes after following aliases. Of two keys with the
//! same name, the last one counts and a fault is kept. Tags, merge keys and a second document are faults, because
//! parsers treat them differently.

mod build;
mod meaning;
mod older;
pub mod python;
mod scalar;
mod tabs;
mod values;
mod words;

use super::{At, Fault, Lines, MAX_BYTES, Place, Span, shown};

pub use meaning::Meaning;
pub use scalar::scalar;
pub use tabs::first_tab;
pub use values::values;

/// How deep collections may be nested.
pub const MAX_DEPTH: usize = 64;

/// How many nodes a document may have, including those that aliases repeat; the largest known one has 5,000. A long
/// text counts for several.
pub const MAX_NODES: usize = 50_000;

/// A node with its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// From its first character to after its last one. A missing value has the position of its key.
    pub span: Span,
    /// Its value.
    pub value: Value,
}

/// The value of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A scalar: its text, and whether it is written without quotes (so that `no` may mean something else).
    Scalar {
        /// The text after unescaping.
        text: Box<str>,
        /// Whether it is written without quotes.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A mapping in document order, without duplicate keys.
    Map(Vec<(Node, Node)>),
}

/// A readable document, with its faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The document's node; null if the document is empty.
    pub root: Node,
    /// Duplicate keys, keys that are not scalars, tags and merge keys, in document order.
    pub faults: Vec<Fault>,
    /// The kind of each fault, in the same order.
    pub oddities: Vec<At<Oddity>>,
}

/// Something in a document that YAML parsers treat differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Oddity {
    /// A key that is already in its mapping.
    DuplicateKey,
    /// A tag, as resolved: `tag:yaml.org,2002:str` for `!!str`.
    Tag(String),
    /// A merge key, `<<`.
    MergeKey,
    /// A list or a mapping as a key.
    OddKey,
    /// An anchor name that is already defined for another value.
    Reused(String),
}

/// Why a document is unreadable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// The problem and its position.
    pub fault: Fault,
    /// Whether only a limit of ours is exceeded: other parsers may read it.
    pub limit: bool,
    /// The parser's own message; `None` if the parser did not report the fault.
    pub said: Option<String>,
    /// Whether a tab is the cause: the fault is at its position.
    pub tab: bool,
}

/// Parses one document; the first syntax error ends it.
pub fn parse(text: &str) -> Result<Document, Fault> {
    parse_within(text, &|place| place)
}

/// Parses one document that is part of another one; `outside` maps a position in the part to one in the whole.
pub fn parse_within(text: &str, outside: &dyn Fn(Place) -> Place) -> Result<Document, Fault> {
    attempt_within(text, outside).map_err(|stop| stop.fault)
}

/// The same, for callers that need to know whether other parsers could read the document.
pub fn attempt_within(text: &str, outside: &dyn Fn(Place) -> Place) -> Result<Document, Stop> {
    if text.len() > MAX_BYTES {
        let message = format!("the document has more than {MAX_BYTES} bytes, and is not read: split it");
        return Err(Stop { fault: Fault::new(outside(Place::START), message), limit: true, said: None, tab: false });
    }
    build::document(text.strip_prefix('\u{feff}').unwrap_or(text), outside)
}

impl Node {
    /// The text of a scalar that is not null.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } if !self.is_null() => Some(text),
            _ => None,
        }
    }

    /// The type that YAML 1.1 reads a scalar as; `None` for a collection.
    pub fn meaning(&self) -> Option<Meaning> {
        match &self.value {
            Value::Scalar { text, plain: true } => Some(Meaning::of(text)),
            Value::Scalar { .. } => Some(Meaning::Text),
            _ => None,
        }
    }

    /// Whether the value is missing, or `~` or `null` without quotes.
    pub fn is_null(&self) -> bool {
        self.meaning() == Some(Meaning::Null)
    }

    /// Visits this node and each node below it, in document order.
    fn each<'n>(&'n self, see: &mut impl FnMut(&'n Self)) {
        see(self);
        self.items().iter().for_each(|item| item.each(see));
        for (key, value) in self.entries() {
            key.each(see);
            value.each(see);
        }
    }

    /// The items of a list; empty for anything else.
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The entries of a mapping; empty for anything else.
    pub fn entries(&self) -> &[(Self, Self)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The value of `key` in a mapping.
    pub fn find(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
    }

    /// Its type, in words: `a list`, `a number`.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
            Value::Scalar { .. } => self.meaning().unwrap_or(Meaning::Text).kind(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(node: &Node) -> String {
        let Span { start, end } = node.span;
        format!("{}:{}-{}:{}", start.line, start.column, end.line, end.column)
    }

    #[test]
    fn every_node_knows_its_span() {
        let root = parse("\u{feff}näme: Dö cs  # x\nareas:\n- name: \"A b\"\n  x: [1, 2]\n  y:\nz: {}\n").unwrap().root;
        assert_eq!(shown(&root.entries()[0].0), "1:1-1:5");
        assert_eq!(shown(root.find("näme").unwrap()), "1:7-1:12");
        let area = &root.find("areas").unwrap().items()[0];
        assert_eq!(shown(area.find("name").unwrap()), "3:9-3:14");
        assert_eq!(shown(area.find("x").unwrap()), "4:6-4:12");
        assert_eq!(shown(area.find("y").unwrap()), "5:3-5:4");
        assert_eq!(shown(area), "3:3-5:4");
        assert_eq!(shown(root.find("z").unwrap()), "6:4-6:6");
        assert!(area.find("y").unwrap().is_null());
    }

    #[test]
    fn an_alias_is_what_it_stands_for_in_its_own_place() {
        let root = parse("a: &x [p, q]\nb: *x\n").unwrap().root;
        assert_eq!(root.find("b").unwrap().items()[1].text(), Some("q"));
        assert_eq!(shown(root.find("b").unwrap()), "2:4-2:6");
    }

    #[test]
    fn what_two_readers_could_read_differently_is_a_fault_with_its_place() {
        for (text, place, word) in [
            ("a: 1\n---\nb: 2\n", "line 2, column 1", "second"),
            ("a: b: c\n", "line 1, column 5", "not valid YAML"),
            ("a: *x\n", "line 1, column 4", "not valid YAML"),
        ] {
            let fault = parse(text).unwrap_err().to_string();
            assert!(fault.starts_with(place) && fault.contains(word), "{text:?}: {fault}");
        }
        for (text, place, word) in [
            ("a: !!str 1\n", "line 1, column 10", "tags"),
            ("a: 1\n<<: {}\n", "line 2, column 1", "merge"),
            ("? [a]\n: b\n", "line 1, column 3", "key"),
        ] {
            let fault = parse(text).unwrap().faults[0].to_string();
            assert!(fault.starts_with(place) && fault.contains(word), "{text:?}: {fault}");
        }
    }

    #[test]
    fn a_mistake_is_said_with_the_way_out() {
        for (text, words) in [
            ("a: b: c\n", "quote a value that contains `: `"),
            ("a: [b\n", "close each bracket"),
            ("a: \"b\n", "close it"),
            ("a: *b\n", "quote a value that begins with `*`"),
            ("a: @b\n", "put the value in quotes"),
            ("a:\n  b: 1\n c: 2\n", "indent all keys"),
            ("a: 1\nb\nc: 2\n", "write `:` after the key"),
        ] {
            let fault = parse(text).unwrap_err();
            assert!(fault.message.contains(words), "{text:?}: {fault}");
        }
    }

    #[test]
    fn a_tab_that_breaks_the_document_is_told_where_it_stands() {
        let texts = ["a:\n\tb: 1\nc: 2\n", "a:\n\n- b: 1\n\tc: 2\n", "a: 'x\ty'\nb:\n\t- c\nd: e: f\n"];
        for (text, end) in texts.iter().flat_map(|text| ["\n", "\r\n", "\r"].map(|end| (text, end))) {
            let stop = attempt_within(&text.replace('\n', end), &|place| place).unwrap_err();
            let line = 1 + text.lines().position(|line| line.starts_with('\t')).unwrap();
            let Place { line: told, column } = stop.fault.place();
            assert_eq!((told as usize, column, stop.tab), (line, 1, true), "{text:?} with {end:?}");
            assert!(stop.fault.message.contains("use spaces instead"), "{}", stop.fault);
        }
        let stop = attempt_within("a: 'x\ty' # \t\nb: c: d\n", &|place| place).unwrap_err();
        assert_eq!((stop.fault.place().line, stop.tab), (2, false));
    }

    #[test]
    fn an_anchor_that_is_given_twice_is_said() {
        for (text, line) in [
            ("a: &x 1\nb: &x 2\n", 2),
            ("a: &x\n  c: 1\nb: &x\n- 1\n", 3),
            ("- &x !!str a\n- !!str &x b\n", 2),
            ("a: [&x 1, &x 2]\n", 1),
            ("a: &x # one\n- 1\nb: &x # two\n- 2\n", 3),
        ] {
            let document = parse(text).unwrap();
            let reused = document.oddities.iter().find(|it| it.value == Oddity::Reused("x".to_owned()));
            assert_eq!(reused.map(|it| it.span.start.line), Some(line), "{text}");
        }
        for text in ["a: &x 1\nb: &y 2\nc: '&x'\nd: *x\n", "a: &x\n  &y key: 1\n"] {
            assert_eq!(parse(text).unwrap().oddities, [], "{text}");
        }
    }

    #[test]
    fn of_a_key_that_stands_twice_the_last_counts() {
        let document = parse("a: 1\nb: 2\na: 3\n").unwrap();
        assert_eq!(document.root.find("a").unwrap().text(), Some("3"));
        assert_eq!(document.faults[0].to_string(), "line 3, column 1: the key `a` is already in line 1: remove one");
    }

    #[test]
    fn bombs_end_in_a_fault() {
        let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..10 {
            let before = format!("*a{}, ", n - 1).repeat(10);
            laughs.push_str(&format!("a{n}: &a{n} [{before}]\n"));
        }
        let long = "- a\n".repeat(MAX_NODES + 1);
        let text = format!("a: &a {}\nb:\n{}", "x".repeat(100_000), "- *a\n".repeat(1_000));
        let key = format!("? &a {}\n: 1\n{}", "x".repeat(100_000), "? *a\n: 1\n".repeat(1_000));
        let tags = format!("%TAG !e! tag:{}\n---\n{}", "x".repeat(1_000), "- !e!a b\n".repeat(2_000));
        let bombs =
            ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(1_000), laughs, long, "a: &a [*a]".into()];
        for bomb in bombs.into_iter().chain([text, key, tags]) {
            let fault = parse(&bomb).unwrap_err();
            assert!(!fault.message.is_empty(), "{}", &bomb[..20]);
        }
    }
}
