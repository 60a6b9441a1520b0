//! A repository in the org file, in alphabetical order within its organization.

use crate::domain::document::Span;
use crate::domain::document::yaml::{Node, Value, parse, scalar};
use crate::domain::types::ids::RepoName;

use super::insertion::{Insertion, Page};

/// The indentation of a nested mapping in org files.
const STEP: usize = 2;

/// Inserts a repository into the org file, before the first one that comes later: the automation compares bytes, so
/// capital letters come first. `None` if its organization is missing, or its repositories are not on separate lines.
pub fn repository_entry(text: &str, name: &RepoName, description: Option<&str>) -> Option<Insertion> {
    OrgPage::of(text)?.entry(name, description)
}

/// An org file that is parsed once for several entries.
pub struct OrgPage<'t> {
    root: Node,
    page: Page<'t>,
}

impl<'t> OrgPage<'t> {
    /// Parses it; `None` if it is not YAML.
    pub fn of(text: &'t str) -> Option<Self> {
        Some(Self { root: parse(text).ok()?.root, page: Page::of(text) })
    }

    /// Same as [`repository_entry`].
    pub fn entry(&self, name: &RepoName, description: Option<&str>) -> Option<Insertion> {
        let Self { root, page } = self;
        let (key, organization) = organization(root, name.owner())?;
        let Some((repos, list)) = organization.entries().iter().find(|(key, _)| key.text() == Some("repos")) else {
            return without_list(page, key, organization, &Entry { name, description });
        };
        let entry = Entry { name, description };
        if list.is_null() || matches!(&list.value, Value::Map(entries) if entries.is_empty()) {
            return into_empty(page, repos, list, &entry);
        }
        among(page, list, &entry)
    }
}

struct Entry<'a> {
    name: &'a RepoName,
    description: Option<&'a str>,
}

impl Entry<'_> {
    fn lines(&self, indent: usize) -> String {
        let (outer, inner) = (" ".repeat(indent), " ".repeat(indent + STEP));
        let mut text = format!("{outer}{}:\n{inner}default_branch: main\n", scalar(self.name.name()));
        if let Some(description) = self.description {
            text.push_str(&format!("{inner}description: {}\n", scalar(description)));
        }
        text
    }
}

/// The organization's key and its value. A file in the form of 2022 is one organization.
fn organization<'n>(root: &'n Node, name: &str) -> Option<(Option<&'n Node>, &'n Node)> {
    let Some(organizations) = root.find("orgs") else {
        return root.find("repos").map(|_| (None, root));
    };
    let called = |key: &Node| key.text().is_some_and(|text| text.eq_ignore_ascii_case(name));
    let found = organizations.entries().iter().find(|(key, _)| called(key))?;
    Some((Some(&found.0), &found.1))
}

/// Inserts among other entries, each of which begins a line.
fn among(page: &Page<'_>, list: &Node, entry: &Entry<'_>) -> Option<Insertion> {
    let siblings = list.entries();
    let (first, _) = siblings.first()?;
    let begins = |key: &Node| page.line(key.span.start.line).len() - page.line(key.span.start.line).trim_start().len();
    if siblings.iter().any(|(key, _)| begins(key) != column(key)) {
        return None;
    }
    let lines = entry.lines(column(first));
    let next = siblings.iter().find(|(key, _)| key.text().is_some_and(|text| text > entry.name.name()));
    Some(match next {
        Some((next, _)) => page.above(commented(page, next), &lines),
        None => page.below(siblings.last().map_or(0, |(key, value)| key.span.to(value.span).end.line), &lines),
    })
}

/// The line of a key, or of the comments right above it.
fn commented(page: &Page<'_>, key: &Node) -> u32 {
    let mut line = key.span.start.line;
    while line > 1 && page.line(line - 1).trim_start().starts_with('#') {
        line -= 1;
    }
    line
}

/// Inserts into an empty or missing list.
fn into_empty(page: &Page<'_>, key: &Node, list: &Node, entry: &Entry<'_>) -> Option<Insertion> {
    let lines = entry.lines(column(key) + STEP);
    // A missing value has the position of its key.
    if list.span == key.span {
        let line = key.span.start.line;
        return (page.line(line).trim() == "repos:").then(|| page.below(line, &lines));
    }
    let written = Span { start: key.span.end, end: list.span.end };
    Some(page.instead(written, &format!(":\n{}", lines.trim_end_matches('\n'))))
}

/// Inserts into an organization that has no list yet.
fn without_list(page: &Page<'_>, key: Option<&Node>, organization: &Node, entry: &Entry<'_>) -> Option<Insertion> {
    let (first, _) = organization.entries().first()?;
    let block = page.line(first.span.start.line).trim_start().starts_with(first.text()?);
    let indent = column(first);
    let lines = format!("{}repos:\n{}", " ".repeat(indent), entry.lines(indent + STEP));
    (block && key.is_some()).then(|| page.below(organization.span.end.line, &lines))
}

/// How many characters are before a node in its line.
fn column(node: &Node) -> usize {
    node.span.start.column.saturating_sub(1) as usize
}

#[cfg(test)]
mod tests {
    use super::super::inserted;
    use super::*;
    use crate::domain::governance::organization::org_file::read;

    fn put(text: &str, name: &str, description: Option<&str>) -> String {
        let insertion = repository_entry(text, &name.parse().unwrap(), description).unwrap();
        let after = inserted(text, vec![insertion]);
        let repository = read(&after, "f").repository(&name.parse().unwrap()).cloned().unwrap();
        assert_eq!(repository.description.as_ref().map(|text| text.as_str()), description, "{after}");
        assert_eq!(repository.branch(), "main");
        after
    }

    const FILE: &str = "orgs:\n  f:\n    repos:\n      CLAW:\n        has_wiki: false\n      # about c\n      c:\n        private: \
        true\n    teams: {}\n  g:\n    repos: {}\n  h:\n    name: H\n  i:\n    repos:\n    name: I";

    #[test]
    fn a_repository_stands_where_the_automation_would_write_it() {
        let entry = "      b:\n        default_branch: main\n        description: \"Ovens: all\"\n";
        assert_eq!(
            put(FILE, "F/b", Some("Ovens: all")),
            FILE.replace("      # about", &format!("{entry}      # about"))
        );
        let first = "      Bread:\n        default_branch: main\n";
        assert_eq!(put(FILE, "f/Bread", None), FILE.replace("      CLAW", &format!("{first}      CLAW")));
        let last = "      d:\n        default_branch: main\n";
        assert_eq!(put(FILE, "f/d", None), FILE.replace("    teams", &format!("{last}    teams")));
    }

    #[test]
    fn a_list_begins_where_there_is_none() {
        let entry = "\n      x:\n        default_branch: main";
        assert_eq!(put(FILE, "g/x", None), FILE.replace("repos: {}", &format!("repos:{entry}")));
        assert_eq!(put(FILE, "h/x", None), FILE.replace("name: H", &format!("name: H\n    repos:{entry}")));
        assert_eq!(put(FILE, "i/x", None), FILE.replace("repos:\n    name: I", &format!("repos:{entry}\n    name: I")));
        assert_eq!(put("repos:\n  a: {}\n", "f/b", None), "repos:\n  a: {}\n  b:\n    default_branch: main\n");
    }

    #[test]
    fn what_stands_in_one_line_is_left_to_people() {
        for text in ["orgs: {f: {repos: {a: {}}}}", "orgs:\n  f:\n    repos: {a: {}, c: {}}\n", "orgs: {}", "x", ": ["]
        {
            assert_eq!(repository_entry(text, &"f/b".parse().unwrap(), None), None, "{text}");
        }
    }
}
