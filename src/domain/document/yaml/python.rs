//! Documents that `PyYAML` refuses, which the organization's own tools use: it reads YAML 1.1, and the tools refuse
//! duplicate keys.

use std::fmt;

use super::older;
use super::{At, Document, Lines, Meaning, Node, Oddity, Place, Span, Stop, Value, first_tab};
use crate::domain::document::shown;

/// Its message on a tab where a token begins.
const TAB: &str = "found character '\\t' that cannot start any token";

/// Why it refuses a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PythonRefusal {
    /// The position.
    pub place: Place,
    /// The kind of error.
    pub class: PythonClass,
    /// Its message, or a similar one.
    pub message: String,
}

/// The kinds of its errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PythonClass {
    /// The text is not valid YAML 1.1.
    Syntax,
    /// It is valid, but a value has no Python object: merge keys, unknown tags, `=`.
    Construction,
    /// A mapping has a duplicate key.
    DuplicateKey,
}

/// Whether it reads a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PythonReading {
    /// It reads the document.
    Reads,
    /// It refuses the document.
    Refuses(PythonRefusal),
    /// The document is larger than our own limits.
    Unknown,
}

/// A text with its positions in a whole document.
pub struct PythonPart<'t> {
    /// The text.
    pub text: &'t str,
    /// Maps a position in the text to one in the whole.
    pub outside: &'t dyn Fn(Place) -> Place,
    /// The reverse; `None` for positions that are not in the text.
    pub inside: &'t dyn Fn(Place) -> Option<Place>,
}

impl PythonPart<'_> {
    /// What `PyYAML` does with the text, which we read as `parsed`.
    pub fn reading(&self, parsed: &Result<Document, Stop>) -> PythonReading {
        if let Some(at) = self.text.find(unprintable) {
            let place = (self.outside)(Lines::of(self.text).place(at));
            let message = "unacceptable character: special characters are not allowed".to_owned();
            return PythonReading::Refuses(PythonRefusal { place, class: PythonClass::Syntax, message });
        }
        let document = match parsed {
            Ok(document) => document,
            Err(Stop { limit: true, .. }) => return PythonReading::Unknown,
            Err(Stop { fault, said, tab, .. }) => {
                let said = said.clone().unwrap_or_else(|| fault.message.clone());
                let message = if *tab { TAB.to_owned() } else { said };
                return PythonReading::Refuses(PythonRefusal {
                    place: fault.place(),
                    class: PythonClass::Syntax,
                    message,
                });
            }
        };
        if let Some(place) = self.tab(&document.root) {
            return PythonReading::Refuses(PythonRefusal {
                place,
                class: PythonClass::Syntax,
                message: TAB.to_owned(),
            });
        }
        let mut odd: Vec<PythonRefusal> = document.oddities.iter().filter_map(refused).collect();
        document.root.each(&mut |node| odd.extend(reserved(node)));
        odd.extend(self.broken(&document.root));
        odd.into_iter().min().map_or(PythonReading::Reads, PythonReading::Refuses)
    }

    /// The first tab outside of quotes and comments: `PyYAML` does not accept tabs as blanks.
    fn tab(&self, root: &Node) -> Option<Place> {
        if !self.text.contains('\t') {
            return None;
        }
        let mut quoted = Vec::new();
        root.each(&mut |node| {
            if matches!(node.value, Value::Scalar { plain: false, .. }) {
                quoted.push(node.span);
            }
        });
        first_tab(self.text, self.outside, quoted)
    }

    fn broken(&self, root: &Node) -> impl Iterator<Item = PythonRefusal> {
        let lines = Lines::of(self.text);
        let character = |place| self.text.get(lines.byte((self.inside)(place)?)..)?.chars().next();
        let in_flow = |place: Place| character(place).is_some_and(|ch| matches!(ch, '[' | '{'));
        let places = older::broken(root, self.text, &in_flow).into_iter();
        places.map(|place| PythonRefusal {
            place,
            class: PythonClass::Syntax,
            message: "could not find expected ':'".to_owned(),
        })
    }
}

/// The same for a whole document.
pub fn reading(text: &str, parsed: &Result<Document, Stop>) -> PythonReading {
    PythonPart { text, outside: &|place| place, inside: &Some }.reading(parsed)
}

/// Values whose tag says that they are not text.
pub fn tagged(document: &Document) -> impl Iterator<Item = Span> {
    let no_text = |oddity: &Oddity| matches!(oddity, Oddity::Tag(tag) if core(tag).is_some_and(|name| name != "str"));
    document.oddities.iter().filter(move |oddity| no_text(&oddity.value)).map(|oddity| oddity.span)
}

impl fmt::Display for PythonRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Characters that it refuses to read at all.
fn unprintable(ch: char) -> bool {
    !matches!(ch,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// A tag with a Python type, by its name after `!!`; `None` for others.
fn core(tag: &str) -> Option<&str> {
    const KNOWN: [&str; 12] =
        ["str", "int", "float", "bool", "null", "timestamp", "binary", "seq", "map", "set", "omap", "pairs"];
    tag.strip_prefix("tag:yaml.org,2002:").filter(|name| KNOWN.contains(name))
}

fn refused(oddity: &At<Oddity>) -> Option<PythonRefusal> {
    let (class, message) = match &oddity.value {
        Oddity::DuplicateKey => (PythonClass::DuplicateKey, "Duplicate key found".to_owned()),
        Oddity::Tag(tag) if tag == "!" || core(tag).is_some() => return None,
        Oddity::Tag(tag) => (PythonClass::Construction, no_constructor(tag)),
        Oddity::MergeKey => (PythonClass::Construction, no_constructor("tag:yaml.org,2002:merge")),
        Oddity::Reused(name) => (PythonClass::Syntax, format!("found duplicate anchor '{}'", shown(name))),
        Oddity::OddKey => (PythonClass::Construction, "found unhashable key".to_owned()),
    };
    Some(PythonRefusal { place: oddity.span.start, class, message })
}

fn no_constructor(tag: &str) -> String {
    format!("could not determine a constructor for the tag '{}'", shown(tag))
}

/// A reserved word of YAML, which is not a value.
fn reserved(node: &Node) -> Option<PythonRefusal> {
    let tag = if node.text() == Some("=") { "tag:yaml.org,2002:value" } else { "tag:yaml.org,2002:merge" };
    let refusal =
        || PythonRefusal { place: node.span.start, class: PythonClass::Construction, message: no_constructor(tag) };
    (node.meaning() == Some(Meaning::Reserved)).then(refusal)
}
