//! Predicts what the organization's own generator does with a charter.
//!
//! It is a Python program. It treats everything between the first "```yaml" and the last "```" of the text as the
//! block, wherever that is. It reads the block with `PyYAML` (YAML 1.1, with duplicate keys as errors) and checks it
//! against a JSON schema. We read the block according to CommonMark; this module only reports the differences.
//!
//! Source: the foundation's `org_management.py`. Of several schema violations, its library reports the least nested
//! one, and of those the first.

use std::borrow::Cow;
use std::fmt;

use crate::domain::document::markdown::Fence;
use crate::domain::document::yaml::python::{self, PythonPart, PythonReading, PythonRefusal};
use crate::domain::document::yaml::{self, Document, Stop};
use crate::domain::document::{Lines, Place, Span, shown};

use super::schema::{self, Type, Violation, What};

const OPENING: &str = "```yaml";
const CLOSING: &str = "```";

/// What the generator does with a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum GeneratorVerdict {
    /// It finds no block and skips the document.
    #[default]
    NoBlock,
    /// It reads the block.
    Accepts,
    /// It fails, for all charters.
    Refuses {
        /// The kind of error.
        class: Class,
        /// The position in the document.
        place: Place,
        /// Its message, or a similar one.
        message: String,
    },
    /// The block is larger than our own limits, so it was not checked.
    Unknown,
}

/// The kinds of the generator's errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The block is not valid YAML 1.1.
    Syntax,
    /// It is valid, but a value has no Python object: merge keys, unknown tags, `=`.
    Construction,
    /// A mapping has a duplicate key.
    DuplicateKey,
    /// A key is missing.
    Required,
    /// A value has the wrong type.
    Type,
    /// A key is unknown.
    AdditionalProperties,
}

impl Class {
    /// Its name in a log: `yaml-…` or `schema-…`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Syntax => "yaml-syntax",
            Self::Construction => "yaml-construction",
            Self::DuplicateKey => "yaml-duplicate-key",
            Self::Required => "schema-required",
            Self::Type => "schema-type",
            Self::AdditionalProperties => "schema-additionalProperties",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// What the generator does with a region. If it is the block, the existing result is used.
pub(super) fn verdict(
    region: Option<&Region<'_>>,
    fence: Option<&Fence>,
    parsed: Option<&Result<Document, Stop>>,
) -> GeneratorVerdict {
    match (region, fence, parsed) {
        (None, ..) => GeneratorVerdict::NoBlock,
        (Some(region), Some(fence), Some(parsed)) if region.is(fence) => region.judge(parsed),
        (Some(region), ..) => region.judge(&region.parse()),
    }
}

/// What it does with a document that is not valid UTF-8: Python can't even read it.
pub(super) fn undecodable(text: &str) -> Option<GeneratorVerdict> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let byte = text.find('\u{fffd}')?;
    let message = "'utf-8' codec can't decode bytes".to_owned();
    Some(GeneratorVerdict::Refuses { class: Class::Syntax, place: Lines::of(text).place(byte), message })
}

/// The text as Python reads it from a file: `\n` ends its lines.
pub(super) fn normal(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

/// The text that the generator treats as the block.
pub(super) struct Region<'t> {
    text: &'t str,
    /// From its first mark to after its last one.
    pub(super) span: Span,
}

impl<'t> Region<'t> {
    /// Finds it in a text whose lines end with `\n`.
    pub(super) fn of(text: &'t str) -> Option<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let opening = text.find(OPENING)?;
        let start = opening + OPENING.len();
        let rest = text.get(start..)?;
        let inner = rest.get(..rest.rfind(CLOSING)?)?;
        let lines = Lines::of(text);
        let end = lines.place(start + inner.len() + CLOSING.len());
        Some(Self { text: inner, span: Span { start: lines.place(opening), end } })
    }

    /// Whether it is the body of a block, so that both have the same content.
    fn is(&self, fence: &Fence) -> bool {
        let rest = self.text.split_once('\n').filter(|(info, _)| info.trim().is_empty());
        self.covers(fence) && rest.is_some_and(|(_, body)| body == fence.body)
    }

    /// Whether it has the same lines as a block.
    pub(super) fn covers(&self, fence: &Fence) -> bool {
        (self.span.start.line, self.span.end.line) == (fence.span.start.line, fence.span.end.line)
    }

    pub(super) fn parse(&self) -> Result<Document, Stop> {
        yaml::attempt_within(self.text, &|place| self.place(place))
    }

    /// Maps a position in the region to one in the document.
    fn place(&self, Place { line, column }: Place) -> Place {
        let Place { line: first, column: marks } = self.span.start;
        let before = if line == 1 { marks + 6 } else { 0 }; // behind "```yaml"
        Place { line: first + line - 1, column: column + before }
    }

    /// The reverse of [`Self::place`].
    fn inside(&self, Place { line, column }: Place) -> Option<Place> {
        let Place { line: first, column: marks } = self.span.start;
        let before = if line == first { marks + 6 } else { 0 };
        Some(Place { line: (line + 1).checked_sub(first)?, column: column.checked_sub(before)? })
    }

    /// The generator's verdict on the region, parsed as `parsed`.
    fn judge(&self, parsed: &Result<Document, Stop>) -> GeneratorVerdict {
        let part =
            PythonPart { text: self.text, outside: &|place| self.place(place), inside: &|place| self.inside(place) };
        let document = match (part.reading(parsed), parsed) {
            (PythonReading::Reads, Ok(document)) => document,
            (PythonReading::Refuses(PythonRefusal { place, class, message }), _) => {
                return GeneratorVerdict::Refuses { class: class.into(), place, message };
            }
            _ => return GeneratorVerdict::Unknown,
        };
        let violations = schema::check(&document.root, &python::tagged(document).collect());
        violations.iter().min_by_key(|violation| violation.depth).map_or(GeneratorVerdict::Accepts, refusal)
    }
}

impl From<python::PythonClass> for Class {
    fn from(class: python::PythonClass) -> Self {
        match class {
            python::PythonClass::Syntax => Self::Syntax,
            python::PythonClass::Construction => Self::Construction,
            python::PythonClass::DuplicateKey => Self::DuplicateKey,
        }
    }
}

/// A violation in the words of the generator's library.
fn refusal(violation: &Violation<'_>) -> GeneratorVerdict {
    let node = violation.node;
    let (class, message) = match violation.what {
        What::Missing(_, key) => (Class::Required, format!("'{key}' is a required property")),
        What::Unknown(_, key) => {
            let key = shown(key.text().unwrap_or_default());
            (Class::AdditionalProperties, format!("Additional properties are not allowed ('{key}' was unexpected)"))
        }
        What::Mistyped(kind, _) => {
            let wanted = match kind {
                Type::Text => "string",
                Type::List(_) => "array",
                Type::Map(_) => "object",
            };
            let value = node.text().map_or_else(|| node.kind().to_owned(), shown);
            (Class::Type, format!("{value} is not of type '{wanted}'"))
        }
    };
    GeneratorVerdict::Refuses { class, place: violation.span().start, message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::governance::charter::read;

    fn judged(block: &str) -> String {
        match read(&format!("x\n```yaml\n{block}\n```\n")).generator {
            GeneratorVerdict::Refuses { class, place, message } => format!("{class} in line {}: {message}", place.line),
            other => format!("{other:?}"),
        }
    }

    const GOOD: &str = "name: G\nexecution_leads: []\ntechnical_leads: []\nbots: []\nareas: []\n";

    #[test]
    fn a_tab_is_refused_outside_of_quotes_and_comments() {
        let tab = "cannot start any token";
        assert_eq!(judged(&format!("{GOOD}# a\tb\norg: \"a\tb\"\n")), "Accepts");
        assert_eq!(judged(&format!("{GOOD}config:\n  x: |\n    a\tb\n    c\n")), "Accepts");
        for bad in ["org: a\tb", "org:\tab", "org\t: a", "org: a\t# b", "config: {x: [\t]}"] {
            let said = judged(&format!("{GOOD}{bad}\n"));
            assert!(said.starts_with("yaml-syntax in line 8: ") && said.contains(tab), "{bad:?}: {said}");
        }
    }

    #[test]
    fn a_tab_that_breaks_the_block_is_told_in_its_own_line() {
        let said = judged("name: G\nareas:\n- name: A\n\tapprovers: []\n  repositories: []");
        assert!(said.starts_with("yaml-syntax in line 6: ") && said.contains("cannot start any token"), "{said}");
    }

    #[test]
    fn what_yaml_1_1_reads_otherwise_is_refused() {
        let long = "k".repeat(1_030);
        for (block, words) in [
            (format!("{GOOD}config: {{a: &x 1, b: &x 2}}"), "duplicate anchor 'x'"),
            (format!("{GOOD}config:\n  a: &x 1\n  b: &x 2"), "duplicate anchor 'x'"),
            (GOOD.replace("name: G", "name: G\u{2028}H"), "expected ':'"),
            (GOOD.replace("name: G", "name: G\u{2029}H"), "expected ':'"),
            (GOOD.replace("name: G", "name: G\u{85}H"), "expected ':'"),
            (format!("{GOOD}config:\n  {long}: 1"), "mapping values are not allowed"),
            (format!("{GOOD}config: {{{long}: 1}}"), "expected ',' or '}'"),
            (format!("{GOOD}config:\n  \"{long}\": 1"), "mapping values are not allowed"),
        ] {
            let said = judged(&block);
            assert!(said.starts_with("yaml-syntax") && said.contains(words), "{said}");
        }
        for block in [
            GOOD.replace("name: G", "name: \"G\u{2028}H\""),
            GOOD.replace("bots: []", "bots: [{name: G\u{2028}H, github: g}]"),
            format!("{GOOD}config:\n  {}: 1", "k".repeat(1_000)),
        ] {
            assert_eq!(judged(&block), "Accepts", "{block}");
        }
    }

    #[test]
    fn of_several_violations_the_least_deep_is_told_and_of_those_the_first() {
        assert_eq!(judged("bots: [1]\nname: 7"), "schema-required in line 3: 'execution_leads' is a required property");
        assert_eq!(
            judged(&GOOD.replace("bots: []", "bots: [x]").replace("G", "7")),
            "schema-type in line 3: 7 is not of type 'string'"
        );
    }

    #[test]
    fn the_block_goes_from_the_first_mark_to_the_last() {
        assert_eq!(read("no block").generator, GeneratorVerdict::NoBlock);
        assert_eq!(read("```yaml\nname: G\n").generator, GeneratorVerdict::NoBlock);
        assert!(judged(&format!("{GOOD}```\n\n```sh\nls")).starts_with("yaml-syntax in line 8: "));
    }
}
