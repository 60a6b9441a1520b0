//! Reads values from YAML: values of the wrong kind are left out and reported.
//!
//! The organization's own generator checks these documents against JSON schemas, and reads them with `PyYAML`. So a
//! text is a text of YAML 1.1, and everything that the generator refuses is a finding.

use crate::domain::diagnostics::finding::{Argument, Finding, FindingList, Kind};
use crate::domain::document::yaml::python::{self, PythonReading, PythonRefusal};
use crate::domain::document::yaml::{self, Meaning, Node, Value};
use crate::domain::document::{At, Span, lost, shown};
use crate::domain::types::ids::{Login, RepoName};

/// The longest key that is kept in full, in bytes: no name on GitHub is that long.
const MAX_KEY: usize = 400;

/// Collects unreadable parts.
#[derive(Default)]
pub(super) struct Reader {
    findings: FindingList,
}

impl Reader {
    /// The root of a document; `None` if it is not YAML.
    pub(super) fn root(&mut self, text: &str) -> Option<Node> {
        let lost = lost(text).map(|fault| Finding::of(Kind::DocumentUndecodable, fault));
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let parsed = yaml::attempt_within(text, &|place| place);
        let refused = match python::reading(text, &parsed) {
            PythonReading::Refuses(refusal) if parsed.is_ok() => Some(refusal),
            _ => None,
        };
        match parsed {
            Ok(document) => {
                self.findings.extend(lost);
                self.refused(refused.filter(|refusal| !document.faults.iter().any(|it| it.place() == refusal.place)));
                self.findings.extend(document.faults.into_iter().map(|it| Finding::of(Kind::DocumentSyntax, it)));
                Some(document.root)
            }
            Err(stop) => {
                let kind = if stop.limit { Kind::DocumentLimit } else { Kind::DocumentSyntax };
                self.findings.push(lost.unwrap_or_else(|| Finding::of(kind, stop.fault)));
                None
            }
        }
    }

    /// Reports a document that we can read and the organization's generator can't.
    fn refused(&mut self, refusal: Option<PythonRefusal>) {
        let Some(PythonRefusal { place, message, .. }) = refusal else { return };
        let message = format!("the organization's generator cannot read this: {message}");
        let finding = Finding::new(Kind::DocumentSyntax, place, message);
        self.findings.push(finding.with_help("write it as plain YAML 1.1, with spaces instead of tabs"));
    }

    /// Adds a finding.
    pub(super) fn find(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// The findings, in document order.
    pub(super) fn findings(self) -> Vec<Finding> {
        let mut findings = self.findings.into_findings();
        findings.sort();
        findings
    }

    /// Reports required keys that are missing in the mapping `what`.
    pub(super) fn required(&mut self, node: &Node, what: &str, keys: &[(&str, &str)]) {
        if !matches!(node.value, Value::Map(_)) {
            return;
        }
        let span = node.entries().first().map_or(node.span, |(first, _)| first.span);
        for (key, empty) in keys.iter().filter(|(key, _)| node.find(key).is_none()) {
            let finding = Finding::new(Kind::FieldMissing, span, format!("{what} lacks the key `{key}`"));
            let finding = finding.about(Argument::text(what)).about(Argument::word(key));
            self.find(finding.with_help(format!("add `{key}: {empty}`; the organization's generator requires it")));
        }
    }

    /// Reports unknown keys of the mapping `what`.
    pub(super) fn only(&mut self, node: &Node, what: &str, keys: &[&str]) {
        let unknown =
            node.entries().iter().map(|(key, _)| key).filter(|key| !key.text().is_some_and(|it| keys.contains(&it)));
        let known: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
        for key in unknown {
            let name = key.text().unwrap_or_default();
            let message = format!("`{name}` is not a key of {what}, which has {} only", known.join(" and "));
            let finding = Finding::new(Kind::FieldUnknown, key.span, message);
            let finding = finding.about(Argument::text(what)).about(Argument::text(name));
            self.find(
                finding.with_help("remove it, or correct its spelling: the organization's generator stops at it"),
            );
        }
    }

    /// The entries of a mapping that has to be present, even if it is empty.
    pub(super) fn fields<'n>(&mut self, node: &'n Node, what: &str) -> Vec<(At<String>, &'n Node)> {
        if !matches!(node.value, Value::Map(_)) {
            self.wrong(node, what, "a mapping, `name: …` on each line, or `{}` for an empty one");
        }
        named(node)
    }

    /// The entries of a mapping by their names; empty if it is missing.
    pub(super) fn entries<'n>(&mut self, node: &'n Node, what: &str) -> Vec<(At<String>, &'n Node)> {
        if !matches!(node.value, Value::Map(_)) && !node.is_null() {
            self.wrong(node, what, "a mapping, `name: …` on each line");
        }
        named(node)
    }

    /// The items of the list `key`; empty if it is missing.
    pub(super) fn items<'n>(&mut self, node: &'n Node, key: &str) -> &'n [Node] {
        let Some(list) = node.find(key) else { return &[] };
        if !matches!(list.value, Value::List(_)) && !list.is_null() {
            self.wrong(list, &format!("`{key}`"), "a list, `- …` on each line");
        }
        list.items()
    }

    /// Reports a value of `key` that is not a list, including a missing value.
    pub(super) fn list(&mut self, node: &Node, key: &str) {
        if let Some(list) = node.find(key).filter(|list| list.is_null()) {
            self.wrong(list, &format!("`{key}`"), "a list, or `[]` for an empty one");
        }
    }

    /// The text of `key`; `None` if it is missing.
    pub(super) fn text(&mut self, node: &Node, key: &str) -> Option<At<String>> {
        let value = node.find(key)?;
        if value.text().is_none() && !value.is_null() {
            self.wrong(value, &format!("`{key}`"), "a text");
        }
        value.text().map(|text| At::new(text.to_owned(), value.span))
    }

    /// The texts of the list `key`.
    pub(super) fn texts(&mut self, node: &Node, key: &str) -> Vec<At<String>> {
        let mut texts = Vec::new();
        for item in self.items(node, key) {
            match item.text() {
                Some(text) => texts.push(At::new(text.to_owned(), item.span)),
                None => self.wrong(item, &format!("an entry of `{key}`"), "a text"),
            }
        }
        texts
    }

    /// The accounts of the list `key`.
    pub(super) fn logins(&mut self, node: &Node, key: &str) -> Vec<At<Login>> {
        let mut logins = Vec::new();
        for item in self.items(node, key) {
            let Some(text) = item.text() else {
                self.wrong(item, &format!("an entry of `{key}`"), "a login");
                continue;
            };
            if item.meaning() != Some(Meaning::Text) {
                let message =
                    format!("`{text}` without quotes is {} in YAML, and an entry of `{key}` is a login", item.kind());
                let finding = Finding::new(Kind::FieldType, item.span, message).about(Argument::text(text));
                self.find(finding.with_help(format!("write `- \"{text}\"`")));
            }
            match text.parse::<Login>() {
                Ok(login) => logins.push(At::new(login, item.span)),
                Err(_) if item.meaning() != Some(Meaning::Text) => {}
                Err(invalid) => {
                    let finding = Finding::new(Kind::NameInvalid, item.span, invalid.to_string());
                    self.find(finding.about(Argument::text(text)));
                }
            }
        }
        logins
    }

    /// The boolean value of `key`; `None` if it is missing.
    pub(super) fn flag(&mut self, node: &Node, key: &str) -> Option<At<bool>> {
        let value = node.find(key).filter(|value| !value.is_null())?;
        let flag = flag(value);
        if flag.is_none() {
            self.wrong(value, &format!("`{key}`"), "`true` or `false`");
        }
        flag
    }

    /// The number of `key`, from 0; `None` if it is missing.
    pub(super) fn number(&mut self, node: &Node, key: &str) -> Option<At<u32>> {
        let value = node.find(key).filter(|value| !value.is_null())?;
        let number =
            value.text().filter(|_| value.meaning() == Some(Meaning::Integer)).and_then(|text| text.parse().ok());
        if number.is_none() {
            self.wrong(value, &format!("`{key}`"), "a number from 0, without quotes");
        }
        number.map(|number| At::new(number, value.span))
    }

    /// The full name of a repository that is written without its owner.
    pub(super) fn repository_name(&mut self, organization: &str, key: &At<String>) -> Option<RepoName> {
        let name = format!("{organization}/{}", key.value).parse();
        if name.is_err() {
            let finding = Finding::new(Kind::NameInvalid, key.span, format!("`{key}` is not a repository name"));
            let help = "write letters, digits, dots, dashes and underscores, without the owner";
            self.find(finding.about(Argument::text(key)).with_help(help));
        }
        name.ok()
    }

    pub(super) fn wrong(&mut self, node: &Node, what: &str, expected: &str) {
        let finding = Finding::new(Kind::FieldType, node.span, format!("{what} is {}", node.kind()));
        let finding = finding.about(Argument::text(what)).about(Argument::text(node.text().unwrap_or(node.kind())));
        self.find(finding.with_help(format!("write {expected}")));
    }

    /// Reports that the document is of another kind, and how the right kind begins.
    pub(super) fn foreign(&mut self, span: Span, message: &str, help: &str) {
        self.find(Finding::new(Kind::DocumentForeign, span, message).with_help(help));
    }
}

/// The entries of a mapping by their names: a key is a name even if YAML reads it as a number or a boolean.
fn named(node: &Node) -> Vec<(At<String>, &Node)> {
    let name = |key: &Node| match &key.value {
        // A key may be as long as the document, and every finding on a value below it contains it.
        Value::Scalar { text, .. } if text.len() > MAX_KEY => Some(At::new(shown(text), key.span)),
        Value::Scalar { text, .. } => Some(At::new(text.to_string(), key.span)),
        _ => None,
    };
    node.entries().iter().filter_map(|(key, value)| Some((name(key)?, value))).collect()
}

/// A boolean value, according to YAML 1.1.
pub(super) fn flag(node: &Node) -> Option<At<bool>> {
    let text = node.text().filter(|_| node.meaning() == Some(Meaning::Boolean))?;
    let truth = ["true", "yes", "on"].iter().any(|yes| text.eq_ignore_ascii_case(yes));
    Some(At::new(truth, node.span))
}
