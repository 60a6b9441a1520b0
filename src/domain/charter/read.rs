//! Text to [`Reading`]: whatever can be read is read, and everything else is said.

use crate::domain::document::markdown::{Fence, outline};
use crate::domain::document::yaml::{self, Node, Value};
use crate::domain::document::{Fault, Place};
use crate::domain::ids::{Login, RepoName};

use super::{Area, Charter, Person, Reading};

const TITLE_ENDING: &str = ": Working Group Charter";

/// Reads a charter.
pub fn read(text: &str) -> Reading {
    let outline = match outline(text) {
        Ok(outline) => outline,
        Err(fault) => return Reading { faults: vec![fault], block: Some(Place::START), ..Reading::default() },
    };
    let first = outline.headings.iter().find(|heading| heading.level == 1);
    let title = first.and_then(|heading| heading.text.strip_suffix(TITLE_ENDING)).map(str::to_owned);
    let mut blocks = outline.fences.iter().filter(|fence| fence.language == "yaml");
    let Some(block) = blocks.next() else { return Reading { title, ..Reading::default() } };
    let place = Place { line: block.line, column: 1 };
    let mut faults = Vec::new();
    if !block.closed {
        faults.push(Fault::new(place, "the block has no closing fence: add a line of three backticks"));
    }
    for second in blocks {
        let place = Place { line: second.line, column: 1 };
        faults.push(Fault::new(place, "a second block marked `yaml` is not read: a charter has one"));
    }
    let charter = read_block(block, &mut faults);
    Reading { title, charter, block: Some(place), faults }
}

fn read_block(block: &Fence, faults: &mut Vec<Fault>) -> Option<Charter> {
    // An empty block that is not closed may end the document: there is no line below its fence.
    let first_line = if block.body.is_empty() { block.line } else { block.line + 1 };
    match yaml::parse(&block.body, first_line) {
        Ok(document) => {
            faults.extend(document.faults);
            Reader { faults }.charter(&document.root)
        }
        Err(fault) => {
            faults.push(fault);
            None
        }
    }
}

/// Reads nodes and collects what is wrong with them.
struct Reader<'a> {
    faults: &'a mut Vec<Fault>,
}

impl Reader<'_> {
    /// **Invariant:** a block whose name or areas can't be read has no charter: ownership would be guessed.
    fn charter(&mut self, node: &Node) -> Option<Charter> {
        if !matches!(node.value, Value::Map(_)) {
            self.fault(node.place, "the block is no mapping: it begins with `name: …`");
            return None;
        }
        let name = self.name(node, "the group");
        let areas = self.areas(node);
        Some(Charter {
            name: name?,
            org: node.find("org").and_then(Node::text).map(str::to_owned),
            execution_leads: self.people(node, "execution_leads"),
            technical_leads: self.people(node, "technical_leads"),
            bots: self.people(node, "bots"),
            areas: areas?,
        })
    }

    fn areas(&mut self, node: &Node) -> Option<Vec<Area>> {
        let Some(areas) = node.find("areas") else {
            self.fault(node.place, "`areas` is missing: an empty list, `areas: []`, will do");
            return None;
        };
        match &areas.value {
            Value::List(items) => Some(items.iter().filter_map(|item| self.area(item)).collect()),
            _ if areas.is_null() => Some(Vec::new()),
            _ => {
                self.fault(areas.place, "`areas` is no list: each area begins with `- name: …`");
                None
            }
        }
    }

    fn area(&mut self, node: &Node) -> Option<Area> {
        if !matches!(node.value, Value::Map(_)) {
            self.fault(node.place, "an area is a mapping that begins with `name: …`");
            return None;
        }
        Some(Area {
            name: self.name(node, "the area").unwrap_or_default(),
            approvers: self.people(node, "approvers"),
            reviewers: self.people(node, "reviewers"),
            bots: self.people(node, "bots"),
            repositories: self.repositories(node),
        })
    }

    fn name(&mut self, node: &Node, whose: &str) -> Option<String> {
        let words = node.find("name").and_then(Node::text).map(str::split_whitespace);
        let name = words.map(|words| words.collect::<Vec<_>>().join(" ")).filter(|name| !name.is_empty());
        if name.is_none() {
            self.fault(node.place, format!("the name of {whose} is missing: add `name: …`"));
        }
        name
    }

    fn list<'n>(&mut self, node: &'n Node, key: &str) -> &'n [Node] {
        let Some(list) = node.find(key) else { return &[] };
        if !matches!(list.value, Value::List(_)) && !list.is_null() {
            self.fault(list.place, format!("`{key}` is no list: each entry begins with `- `"));
        }
        list.items()
    }

    fn people(&mut self, node: &Node, key: &str) -> Vec<Person> {
        self.list(node, key).iter().filter_map(|item| self.person(item)).collect()
    }

    fn person(&mut self, node: &Node) -> Option<Person> {
        let Some(github) = node.find("github").unwrap_or(node).text() else {
            self.fault(node.place, "the person has no account: add `github: …`");
            return None;
        };
        match github.parse::<Login>() {
            Ok(login) => {
                let name = node.find("name").and_then(Node::text).unwrap_or_default().to_owned();
                Some(Person { name, login })
            }
            Err(invalid) => {
                self.fault(node.place, invalid.to_string());
                None
            }
        }
    }

    fn repositories(&mut self, node: &Node) -> Vec<RepoName> {
        self.list(node, "repositories").iter().filter_map(|item| self.repository(item)).collect()
    }

    fn repository(&mut self, node: &Node) -> Option<RepoName> {
        let text = node.text().unwrap_or_default();
        match text.parse::<RepoName>() {
            Ok(repository) => Some(repository),
            Err(invalid) => {
                self.fault(node.place, invalid.to_string());
                None
            }
        }
    }

    fn fault(&mut self, place: Place, message: impl Into<String>) {
        self.faults.push(Fault::new(place, message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCS: &str = "# Docs: Working Group Charter\n\n```yaml\nname: Documentation\nexecution_leads:\n- name: Ä\n  \
        github: octocat\ntechnical_leads: []\nareas:\n- name: Docs\n  approvers:\n    - github: MonaLisa\n  \
        repositories:\n  - cloudfoundry/docs\n```\n";

    #[test]
    fn a_charter_is_read_with_its_title_and_block() {
        let reading = read(DOCS);
        assert_eq!(reading.faults, []);
        assert_eq!(reading.slugs(), ["documentation", "docs"]);
        let charter = reading.charter.unwrap();
        assert_eq!(charter.execution_leads[0].login.as_str(), "octocat");
        assert_eq!(charter.areas[0].approvers[0].login.as_str(), "MonaLisa");
        assert_eq!(charter.repositories().count(), 1);
    }

    #[test]
    fn a_charter_of_prose_is_a_charter_without_a_block() {
        let reading = read("# Paketo: Working Group Charter\n\n## Mission\n");
        assert!(reading.is_charter() && !reading.is_broken() && reading.charter.is_none());
        assert!(!read("# Something else\n").is_charter());
    }

    #[test]
    fn one_bad_entry_does_not_hide_the_others() {
        let reading = read(&DOCS.replace("  - cloudfoundry/docs", "  - cloudfoundry/docs\n  - https://github.com/x/y"));
        assert_eq!(reading.charter.unwrap().repositories().count(), 1);
        assert_eq!(reading.faults.len(), 1);
        assert_eq!(reading.faults[0].place.line, 15);
    }

    #[test]
    fn an_empty_block_is_at_fault_where_it_begins() {
        for text in ["x\n\n```yaml", "x\n\n```yaml\n```\n"] {
            let faults = read(text).faults;
            assert!(!faults.is_empty() && faults.iter().all(|fault| fault.place.line == 3), "{faults:?}");
        }
    }

    #[test]
    fn a_block_without_readable_areas_has_no_charter() {
        for broken in
            [DOCS.replace("areas:", "areas: x: y"), DOCS.replace("areas:", "areass:"), "```yaml\n- x\n```".into()]
        {
            let reading = read(&broken);
            assert!(reading.is_broken(), "{broken}");
            assert!(reading.is_charter());
        }
    }
}
