//! Converts the block's tree to the model: everything readable, and the spans of everything else.

use crate::domain::diagnostics::finding::{Finding, FindingList};
use crate::domain::document::yaml::{Meaning, Node, Value};
use crate::domain::document::{At, Span, shown};
use crate::domain::types::ids::{Login, RepoName};

use super::{Area, Charter, Config, Listed, Person, messages};

/// The longest name that is kept in full, in bytes: no team's name on GitHub is that long.
const MAX_NAME: usize = 200;

const FLAG: &str = "generate_rfc0015_branch_protection_rules";

/// Reads nodes. Schema violations are already reported; the findings here go beyond the schema.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) findings: FindingList,
    /// Values that are missing from the model; each has a finding, from here or from the schema.
    pub(super) lost: Vec<Span>,
    /// Why there is no charter: the group's name is blank, or a list is too long.
    pub(super) fatal: Option<Finding>,
}

impl Reader {
    /// **Invariant:** a block with an unreadable name or unreadable areas has no charter, because ownership would be a
    /// guess.
    pub(super) fn charter(&mut self, node: &Node) -> Option<Charter> {
        let name = node.find("name").filter(|name| name.text().is_some())?;
        let areas = node.find("areas").filter(|areas| areas.is_null() || matches!(areas.value, Value::List(_)))?;
        if is_blank(name) {
            let finding = messages::blank_name(name, "the group");
            return self.refuse(finding);
        }
        if let Some(finding) = messages::too_many(node) {
            return self.refuse(finding);
        }
        Some(Charter {
            name: self.text(node, "name")?,
            org: self.text(node, "org"),
            execution_leads: self.people(node, "execution_leads"),
            technical_leads: self.people(node, "technical_leads"),
            bots: self.people(node, "bots"),
            areas: areas.items().iter().filter_map(|item| self.area(item)).collect(),
            config: node.find("config").filter(|config| matches!(config.value, Value::Map(_))).map(config),
        })
    }

    fn refuse(&mut self, finding: Finding) -> Option<Charter> {
        self.findings.push(finding.clone());
        self.fatal = Some(finding);
        None
    }

    fn area(&mut self, node: &Node) -> Option<Area> {
        if !matches!(node.value, Value::Map(_)) {
            self.lost.push(node.span);
            return None;
        }
        if let Some(blank) = node.find("name").filter(|name| is_blank(name)) {
            self.findings.push(messages::blank_name(blank, "the area"));
        }
        Some(Area {
            name: self.text(node, "name").unwrap_or_else(|| At::new(String::new(), node.span)),
            approvers: self.people(node, "approvers"),
            reviewers: self.people(node, "reviewers"),
            bots: self.people(node, "bots"),
            repositories: self.list(node, "repositories", Self::repository),
            span: node.span,
        })
    }

    fn people(&mut self, node: &Node, key: &str) -> Listed<Person> {
        self.list(node, key, Self::person)
    }

    /// The readable entries of a list; `None` if the list is missing.
    fn list<T>(&mut self, node: &Node, key: &str, read: fn(&mut Self, &Node) -> Option<T>) -> Listed<T> {
        let list = node.find(key)?;
        let Value::List(items) = &list.value else {
            if !list.is_null() {
                self.lost.push(list.span);
            }
            return None;
        };
        let entries = items.iter().filter_map(|item| {
            let entry = read(self, item);
            if entry.is_none() {
                self.lost.push(item.span);
            }
            entry
        });
        Some(At::new(entries.collect(), list.span))
    }

    /// A person, or a plain account.
    fn person(&mut self, node: &Node) -> Option<Person> {
        let account = if node.text().is_some() { node } else { node.find("github")? };
        let text = account.text()?;
        let Ok(login) = text.parse::<Login>() else {
            // A value that YAML does not read as text is already reported, with the quotes that it needs.
            if account.meaning() == Some(Meaning::Text) {
                self.findings.push(messages::login(account, text));
            }
            return None;
        };
        Some(Person { name: self.text(node, "name"), login: At::new(login, account.span), span: node.span })
    }

    fn repository(&mut self, node: &Node) -> Option<At<RepoName>> {
        let text = node.text()?;
        match text.parse::<RepoName>() {
            Ok(repository) if !messages::ends_with_git(text) => Some(At::new(repository, node.span)),
            _ => {
                self.findings.push(messages::repository(node, text));
                None
            }
        }
    }

    fn text(&mut self, node: &Node, key: &str) -> Option<At<String>> {
        let value = node.find(key)?;
        // Findings on each entry quote the name, so it must not be too long.
        let name = |name: At<String>| if name.len() > MAX_NAME { At::new(shown(&name), name.span) } else { name };
        let text = written(value).map(name);
        if text.is_none() && !value.is_null() {
            self.lost.push(value.span);
        }
        text
    }
}

fn written(node: &Node) -> Option<At<String>> {
    node.text().map(|text| At::new(text.to_owned(), node.span))
}

fn is_blank(name: &Node) -> bool {
    name.text().is_some_and(|text| text.trim().is_empty())
}

fn config(node: &Node) -> At<Config> {
    let flag = node.entries().iter().find(|(key, _)| key.text() == Some(FLAG));
    let on = |value: &Node| {
        value.text().is_some_and(|text| ["true", "yes", "on"].iter().any(|on| text.eq_ignore_ascii_case(on)))
    };
    let branch_protection = flag.map(|(key, value)| At::new(on(value), key.span.to(value.span)));
    let keys = node.find("deploy_keys").and_then(|keys| keys.find("repositories")).map(Node::items).unwrap_or_default();
    At::new(Config { branch_protection, deploy_keys: keys.iter().filter_map(written).collect() }, node.span)
}
