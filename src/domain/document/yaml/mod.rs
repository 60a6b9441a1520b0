//! A YAML document as a tree whose every node knows its span, with the meaning that YAML 1.1 gives to plain scalars.
//!
//! Limits keep bombs harmless: depth, and the number of nodes after aliases are followed. Of two keys with one name the
//! last counts and a fault is kept; tags, merge keys and a second document are faults: nobody reads them alike.

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

/// How many nodes a document may have, those that aliases repeat included; the largest one has 5,000. A long text counts
/// for several.
pub const MAX_NODES: usize = 50_000;

/// A node with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// From its first to behind its last character. A value that is not written stands where its key stands.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A scalar: its text, and whether it was written without quotes (so that `no` may mean something else).
    Scalar {
        /// The text after unescaping.
        text: Box<str>,
        /// Whether it stands without quotes.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A mapping in the order of the document; no key stands in it twice.
    Map(Vec<(Node, Node)>),
}

/// A document that could be read, and what is not as it should be in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The document's node; null if nothing is written.
    pub root: Node,
    /// Keys that stand twice in a mapping, keys that are no scalars, tags and merge keys, in the order of the document.
    pub faults: Vec<Fault>,
    /// Of what kind each fault is, in the same order.
    pub oddities: Vec<At<Oddity>>,
}

/// Something in a document that readers of YAML take differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Oddity {
    /// A key that stands in its mapping already.
    DuplicateKey,
    /// A tag, as it is resolved: `tag:yaml.org,2002:str` for `!!str`.
    Tag(String),
    /// A merge key, `<<`.
    MergeKey,
    /// A list or a mapping as a key.
    OddKey,
    /// An anchor that stands for something else already, by its name.
    Reused(String),
}

/// Why a document can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// What is wrong, and where.
    pub fault: Fault,
    /// Whether it is only more than is read here: others may read it.
    pub limit: bool,
    /// What the parser says, in its own words; `None` if it was not the parser that stopped.
    pub said: Option<String>,
    /// Whether a tab is to blame: the fault stands at it.
    pub tab: bool,
}

/// Reads one document; the first fault of syntax ends it.
pub fn parse(text: &str) -> Result<Document, Fault> {
    parse_within(text, &|place| place)
}

/// Reads one document that is part of another one; `outside` says where a place of the part is in the whole.
pub fn parse_within(text: &str, outside: &dyn Fn(Place) -> Place) -> Result<Document, Fault> {
    attempt_within(text, outside).map_err(|stop| stop.fault)
}

/// The same, for those who ask whether others could read the document.
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

    /// What a reader of YAML 1.1 takes a scalar for; `None` for a collection.
    pub fn meaning(&self) -> Option<Meaning> {
        match &self.value {
            Value::Scalar { text, plain: true } => Some(Meaning::of(text)),
            Value::Scalar { .. } => Some(Meaning::Text),
            _ => None,
        }
    }

    /// Whether nothing is written, or `~` or `null` without quotes.
    pub fn is_null(&self) -> bool {
        self.meaning() == Some(Meaning::Null)
    }

    /// Shows each node from here on down, in the order of the document.
    fn each<'n>(&'n self, see: &mut impl FnMut(&'n Self)) {
        see(self);
        self.items().iter().for_each(|item| item.each(see));
        for (key, value) in self.entries() {
            key.each(see);
            value.each(see);
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The entries of a mapping; none for anything else.
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

    /// What it is, in words: `a list`, `a number`.
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
            ("a: b: c\n", "line 1, column 5", "no valid YAML"),
            ("a: *x\n", "line 1, column 4", "no valid YAML"),
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
            ("a: b: c\n", "put a text that has `: ` in it in quotes"),
            ("a: [b\n", "close each bracket"),
            ("a: \"b\n", "close it"),
            ("a: *b\n", "put a text that begins with `*` in quotes"),
            ("a: @b\n", "put the text in quotes"),
            ("a:\n  b: 1\n c: 2\n", "indent the keys"),
            ("a: 1\nb\nc: 2\n", "write `:` behind the key"),
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
            assert!(stop.fault.message.contains("write blanks instead"), "{}", stop.fault);
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
        assert_eq!(
            document.faults[0].to_string(),
            "line 3, column 1: the key `a` stands in line 1 already: remove one"
        );
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
