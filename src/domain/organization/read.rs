//! Reading values of YAML: what is of the wrong kind is left out and said.

use crate::domain::document::yaml::{self, Meaning, Node, Value};
use crate::domain::document::{At, Fault, Span};
use crate::domain::finding::{Finding, Kind};
use crate::domain::ids::{Login, RepoName};

/// Collects what can't be read.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) findings: Vec<Finding>,
}

impl Reader {
    /// The root of a document; `None` if it is no YAML.
    pub(super) fn root(&mut self, text: &str) -> Option<Node> {
        match yaml::parse(text) {
            Ok(document) => {
                self.findings.extend(document.faults.into_iter().map(|fault| Finding::of(Kind::DocumentSyntax, fault)));
                Some(document.root)
            }
            Err(fault) => {
                self.findings.push(Finding::of(Kind::DocumentSyntax, fault));
                None
            }
        }
    }

    /// Says what is wrong, and the way out.
    pub(super) fn find(&mut self, span: Span, message: String, help: &str) {
        self.findings.push(Finding::of(Kind::DocumentSyntax, Fault::new(span, message)).with_help(help));
    }

    /// The findings, in the order of the document.
    pub(super) fn findings(mut self) -> Vec<Finding> {
        self.findings.sort();
        self.findings
    }

    /// The entries of a mapping by their names; none if nothing is written.
    pub(super) fn entries<'n>(&mut self, node: &'n Node, what: &str) -> Vec<(At<String>, &'n Node)> {
        if !matches!(node.value, Value::Map(_)) && !node.is_null() {
            self.wrong(node, what, "a mapping, `name: …` on each line");
        }
        // A key is a name even where YAML takes it for a number or a truth value.
        let name = |key: &Node| match &key.value {
            Value::Scalar { text, .. } => Some(At::new(text.to_string(), key.span)),
            _ => None,
        };
        node.entries().iter().filter_map(|(key, value)| Some((name(key)?, value))).collect()
    }

    /// The items of the list `key`; none if it is not written.
    pub(super) fn items<'n>(&mut self, node: &'n Node, key: &str) -> &'n [Node] {
        let Some(list) = node.find(key) else { return &[] };
        if !matches!(list.value, Value::List(_)) && !list.is_null() {
            self.wrong(list, &format!("`{key}`"), "a list, `- …` on each line");
        }
        list.items()
    }

    /// The text of `key`; none if it is not written.
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
        for At { value, span } in self.texts(node, key) {
            match value.parse() {
                Ok(login) => logins.push(At::new(login, span)),
                Err(invalid) => {
                    self.findings.push(Finding::of(Kind::DocumentSyntax, Fault::new(span, format!("{invalid}"))))
                }
            }
        }
        logins
    }

    /// The truth value of `key`; none if it is not written.
    pub(super) fn flag(&mut self, node: &Node, key: &str) -> Option<At<bool>> {
        let value = node.find(key).filter(|value| !value.is_null())?;
        let flag = flag(value);
        if flag.is_none() {
            self.wrong(value, &format!("`{key}`"), "`true` or `false`");
        }
        flag
    }

    /// The number of `key`, from 0; none if it is not written.
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
            let message = format!("`{key}` is no name of a repository");
            self.find(key.span, message, "write letters, digits, dots, dashes and underscores, without the owner");
        }
        name.ok()
    }

    fn wrong(&mut self, node: &Node, what: &str, expected: &str) {
        self.find(node.span, format!("{what} is {}", node.kind()), &format!("write {expected}"));
    }
}

/// What a truth value is, as YAML 1.1 has it.
pub(super) fn flag(node: &Node) -> Option<At<bool>> {
    let text = node.text().filter(|_| node.meaning() == Some(Meaning::Boolean))?;
    let truth = ["true", "yes", "on"].iter().any(|yes| text.eq_ignore_ascii_case(yes));
    Some(At::new(truth, node.span))
}
