//! A section of the index, from its heading and blocks.

use crate::domain::diagnostics::finding::{Argument, Finding, Kind};
use crate::domain::document::markdown::{Block, Heading, Item, Prose, Row, Table};
use crate::domain::document::{At, Span};

use super::prose::{self, Source};
use super::{Artifact, Artifacts, People, Section, Topic};

/// Reads a section, and reports its unreadable parts.
pub(super) fn section(heading: &Heading, blocks: &[Block], source: &Source<'_>) -> (Section, Vec<Finding>) {
    let span = blocks.iter().map(Block::span).fold(heading.span, Span::to);
    let heading = At::new(heading.text.clone(), heading.span);
    let mut reader = Reader {
        source,
        findings: Vec::new(),
        section: Section { span, heading, ..Section::default() },
        lists: Vec::new(),
    };
    for block in blocks {
        match block {
            Block::Paragraph(prose) => reader.paragraph(prose),
            Block::Table(table) => reader.table(table),
            Block::List(items) => reader.lists.extend(items),
            _ => {}
        }
    }
    let Reader { findings, mut section, lists, .. } = reader;
    if section.assets.is_none() {
        section.projects = lists.iter().map(|item| At::new(item.prose.text.clone(), item.prose.span)).collect();
    }
    (section, findings)
}

struct Reader<'r> {
    source: &'r Source<'r>,
    findings: Vec<Finding>,
    section: Section,
    lists: Vec<&'r Item>,
}

impl Reader<'_> {
    fn paragraph(&mut self, Prose { text, span, .. }: &Prose) {
        let section = &mut self.section;
        if let Some(mission) = prose::mission(text).filter(|_| section.mission.is_none()) {
            section.mission = Some(At::new(mission.to_owned(), *span));
        }
        if let Some(assets) = prose::assets(text).filter(|_| section.assets.is_none()) {
            section.assets = Some(At::new(assets.to_owned(), *span));
            section.projects = self.source.place(prose::projects(assets), *span);
        }
        if let Some(topic) = prose::topic(text).filter(|_| section.topic.is_none()) {
            let word = match &topic {
                Topic::Named(name) => self.source.place(vec![name.clone()], *span).pop().map(|name| name.span),
                Topic::NoRepositories => None,
            };
            section.topic = Some(At::new(topic, word.unwrap_or(*span)));
        }
    }

    /// The header decides the kind of a table. If it is unknown, a table with more than two columns has the leads.
    fn table(&mut self, table: &Table) {
        let artifacts = artifact_column(table).is_some();
        let people = !artifacts && (People::is_announced(&table.head) || table.head.len() > 2);
        let there = if people { self.section.leads.is_some() } else { self.section.artifacts.is_some() };
        if there {
            let what = if people { "leads" } else { "artifacts" };
            let message = format!("a second table of {what} in the section `{}` is not read", self.section.heading);
            let finding = Finding::new(Kind::PartRepeated, table.span, message).about(Argument::word(what));
            self.findings.push(finding.with_help("put all rows into the first one"));
        } else if people {
            self.leads(table);
        } else {
            self.section.artifacts = Some(read_artifacts(table));
        }
    }

    fn leads(&mut self, table: &Table) {
        let people = People::of(table);
        for person in people.rows.iter().filter(|person| person.login().is_none()) {
            let whom = match person.name.text.as_str() {
                "" => "a row of the table of leads".to_owned(),
                name => format!("the row of `{name}` in the table of leads"),
            };
            let message = format!("{whom} in the section `{}` names no account", self.section.heading);
            let finding =
                Finding::new(Kind::EntryIncomplete, person.span, message).about(Argument::text(&person.name.text));
            self.findings.push(finding.with_help("link the profile, as in `[@octocat](https://github.com/octocat)`"));
        }
        self.section.leads = Some(people);
    }
}

/// Which of the first two columns has the names of artifacts.
fn artifact_column(table: &Table) -> Option<usize> {
    table.head.iter().take(2).position(|cell| cell.text.eq_ignore_ascii_case("artifact"))
}

fn read_artifacts(table: &Table) -> Artifacts {
    let swapped = artifact_column(table) == Some(1);
    let (name, value) = if swapped { (1, 0) } else { (0, 1) };
    let artifact = |row: &Row| {
        let cell = |column: usize| row.cells.get(column).cloned().unwrap_or_default();
        let Prose { text, span, .. } = cell(name);
        Artifact { span: row.span, name: At::new(text, span), value: cell(value) }
    };
    Artifacts {
        swapped,
        span: table.span,
        columns: table.head.iter().map(|cell| At::new(cell.text.clone(), cell.span)).collect(),
        rows: table.rows.iter().map(artifact).collect(),
    }
}
