//! Reads a text to an [`Index`]: the list, the sections and the template, wherever it is.

use std::collections::BTreeMap;

use crate::domain::diagnostics::finding::{Finding, FindingList, Kind};
use crate::domain::document::markdown::{self, Block, Heading, Item, Outline};
use crate::domain::document::{At, Lines, Place, Span};
use crate::domain::text::slug::slug;

use super::prose::Source;
use super::section::section;
use super::{Index, Section};

const TITLE: &str = "working-groups";
const TEMPLATE: &str = "group-template";

/// Reads an index. Everything readable is read; a document that is not an index gets a finding.
pub fn read(text: &str) -> Index {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let outline = match markdown::outline(text) {
        Ok(outline) => outline,
        Err(fault) => return Index { findings: vec![Finding::of(Kind::DocumentLimit, fault)], ..Index::default() },
    };
    let mut reader = Reader { source: Source::of(text), index: Index::default(), found: FindingList::default() };
    reader.sections(&outline.blocks);
    for comment in outline.comments() {
        reader.comment(comment.span);
    }
    reader.code(&outline);
    reader.list(&outline);
    let Reader { mut index, found, .. } = reader;
    index.findings.extend(found.into_findings());
    index.findings.sort();
    index
}

struct Reader<'t> {
    source: Source<'t>,
    index: Index,
    found: FindingList,
}

impl Reader<'_> {
    fn sections(&mut self, blocks: &[Block]) {
        let mut lines: BTreeMap<String, u32> = BTreeMap::new();
        for (heading, blocks) in parts(blocks) {
            let (section, findings) = section(heading, blocks, &self.source);
            // A section that links a charter belongs to a group, even if its heading still lacks the name.
            if is_template(&heading.text) && !links_a_charter(&section) {
                self.index.templates.push(section);
                continue;
            }
            self.found.extend(findings);
            let line = heading.span.start.line;
            match lines.get(&section.slug()) {
                Some(earlier) => self.again(&section, *earlier),
                None => _ = lines.insert(section.slug(), line),
            }
            self.index.sections.push(section);
        }
    }

    fn again(&mut self, section: &Section, line: u32) {
        let message = format!("the section `{}` is already in line {line}", section.heading);
        self.find(Kind::PartRepeated, section.heading.span, message, "combine both");
    }

    /// Reads the content of a comment as a Markdown document: the template.
    fn comment(&mut self, span: Span) {
        const BEGIN: &str = "<!--";
        let text = self.source.slice(span);
        let inner = text.trim_start().strip_prefix(BEGIN).unwrap_or_default();
        let before = text.len() - inner.len();
        let Some((content, _)) = inner.split_once("-->") else {
            self.index.is_cut = true;
            self.find(
                Kind::EntryIncomplete,
                span,
                "the comment that begins here has no end".to_owned(),
                "add a line with `-->`",
            );
            return;
        };
        let origin = Lines::of_part(text, span.start).place(before);
        match markdown::outline_within(content, origin) {
            Ok(outline) => {
                let sections = parts(&outline.blocks);
                let sections = sections.into_iter().map(|(heading, blocks)| section(heading, blocks, &self.source).0);
                self.index.templates.extend(sections);
            }
            Err(fault) => self.found.push(Finding::of(Kind::DocumentLimit, fault)),
        }
    }

    /// A code block without an end hides everything after it.
    fn code(&mut self, outline: &Outline) {
        let Some(fence) = outline.fences().find(|fence| !fence.closed) else { return };
        self.index.is_cut = true;
        let message = "the block of code that begins here has no end, and hides what follows".to_owned();
        self.find(Kind::EntryIncomplete, fence.opening(), message, "remove its opening fence, or add the closing one");
    }

    /// The list is below the heading `Working Groups`; without that heading, it is the last one before the sections.
    fn list(&mut self, outline: &Outline) {
        let mut titled = false;
        let mut opened = false;
        let (mut below, mut last) = (None, None);
        for block in &outline.blocks {
            match block {
                Block::Heading(heading) => {
                    titled = heading.level == 1 && slug(&heading.text) == TITLE;
                    opened |= heading.level == 2;
                }
                Block::List(items) if titled => below = below.or(Some(items)),
                Block::List(items) if !opened => last = Some(items),
                _ => {}
            }
        }
        match below.or(last) {
            Some(items) => self.index.groups = items.iter().filter_map(listed).collect(),
            None => self.no_list(),
        }
    }

    fn no_list(&mut self) {
        if self.index.sections.is_empty() {
            let message =
                "this is not an index of working groups: it has neither a list nor sections of groups".to_owned();
            self.find(
                Kind::DocumentForeign,
                Span::START,
                message,
                "list the groups below `# Working Groups`, and add `## <Name>` for each",
            );
        } else {
            let place = self.index.sections.first().map_or(Place::START, |section| section.span.start);
            let message = "there is no list of groups before their sections".to_owned();
            self.find(
                Kind::ListMissing,
                place.into(),
                message,
                "add one below `# Working Groups`, with an item for each group",
            );
        }
    }

    fn find(&mut self, kind: Kind, span: Span, message: String, help: &str) {
        self.found.push(Finding::new(kind, span, message).with_help(help));
    }
}

/// The sections: each from a heading of level 2 to the next of level 1 or 2, or to a comment.
fn parts(blocks: &[Block]) -> Vec<(&Heading, &[Block])> {
    let ends = |block: &Block| match block {
        Block::Heading(heading) => heading.level <= 2,
        Block::Html(html) => html.starts_with("<!--"),
        _ => false,
    };
    let mut parts = Vec::new();
    let mut rest = blocks;
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        let Block::Heading(heading @ Heading { level: 2, .. }) = first else { continue };
        let length = behind.iter().position(ends).unwrap_or(behind.len());
        let (part, next) = behind.split_at(length);
        parts.push((heading, part));
        rest = next;
    }
    parts
}

/// Whether a section links a charter, and not only a placeholder for one.
fn links_a_charter(section: &Section) -> bool {
    section.charter_links().any(|link| link.url.trim().ends_with(".md") && !is_placeholder(&link.url))
}

/// Whether a heading is the template's: `(Working Group Template)`, `<Working group name>`.
pub(super) fn is_template(heading: &str) -> bool {
    is_placeholder(heading) || slug(heading).ends_with(TEMPLATE)
}

fn is_placeholder(text: &str) -> bool {
    text.split_once('<').is_some_and(|(_, rest)| rest.contains('>'))
}

/// The name of a group in the list: that of the link, if there is one.
fn listed(item: &Item) -> Option<At<String>> {
    let prose = &item.prose;
    let name = match prose.links.first() {
        Some(link) => At::new(link.text.clone(), link.span),
        None => At::new(prose.text.clone(), prose.span),
    };
    (item.depth == 0 && !prose.text.is_empty() && !is_placeholder(&prose.text)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::super::Topic;
    use super::*;

    const INDEX: &str = "# Working Groups\n\n- Docs\n- [A b](#a-b)\n\n## Docs\n\nMission: To document.\n\nThe repos are \
        labeled with the `cff-wg-docs` topic.\n\n| Artifact | Link |\n| -- | -- \n| Charter | [docs.md](./docs.md) |\n| \
        Forum | [TBD]() |\n| Slack Channels | [&#x23;a](http://s/a) &middot; [&#x23;b](s/b) |\n\n| &nbsp; | Leads | \
        Company | Profile\n| -- | -- | -- | --\n| <img src=\"https://github.com/x.png\"> | X | &nbsp; | \
        [@x](https://github.com/x) |\n\n## A b\n\nMission:\n\nThis working group has no repositories in `o`.\n\n<!--\n## \
        Working Group Template\n\nMission:\n\n| Artifact | Link |\n| -- | -- |\n| Forum | TBD |\n-->\n";

    fn messages(index: &Index) -> Vec<String> {
        index.findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn everything_that_an_index_says_of_a_group_is_read() {
        let index = read(INDEX);
        assert_eq!(messages(&index), [""; 0]);
        assert_eq!(index.groups.iter().map(|name| name.as_str()).collect::<Vec<_>>(), ["Docs", "A b"]);
        let docs = index.section("docs").unwrap();
        assert_eq!(docs.mission.as_deref().unwrap(), "To document.");
        assert_eq!(docs.topic.as_deref(), Some(&Topic::Named("cff-wg-docs".to_owned())));
        assert_eq!(docs.logins().map(|login| login.to_string()).collect::<Vec<_>>(), ["x"]);
        assert_eq!(docs.people()[0].company.text, "");
        assert_eq!(docs.artifact("slack channels").unwrap().value.text, "#a · #b");
        let links: Vec<_> = docs.links().map(|(name, link)| (name, link.url.as_str())).collect();
        let expected =
            [("Charter", "./docs.md"), ("Forum", ""), ("Slack Channels", "http://s/a"), ("Slack Channels", "s/b")];
        assert_eq!(links, expected);
        let other = index.section("a-b").unwrap();
        assert_eq!(other.mission.as_deref().unwrap(), "");
        assert_eq!(other.topic.as_deref(), Some(&Topic::NoRepositories));
    }

    #[test]
    fn the_template_in_a_comment_is_read_in_its_place() {
        let source = Source::of(INDEX);
        let index = read(INDEX);
        let [template] = &index.templates[..] else { panic!("{:?}", index.templates) };
        assert_eq!(source.slice(template.heading.span), "## Working Group Template");
        let row = &template.artifacts.as_ref().unwrap().rows[0];
        assert_eq!((source.slice(row.name.span), source.slice(row.value.span)), ("Forum", "TBD"));
        let one_line = read("# Working Groups\n- A\n\n ä\n\n<!-- ## Template -->");
        assert_eq!(one_line.templates[0].heading.span.start, Place { line: 6, column: 6 });
    }

    #[test]
    fn a_visible_template_is_no_group() {
        for heading in ["(Working Group Template)", "<Working group name>", "Working Group Template"] {
            let text = format!("# Working Groups\n\n- [{heading}](#x)\n- A\n\n## {heading}\n\n## A\n");
            let index = read(&text);
            assert_eq!((index.templates.len(), index.sections.len()), (1, 1), "{heading}");
            assert_eq!(index.sections[0].heading.value, "A");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_and_hides_nothing() {
        let table = "| &nbsp; | Leads | Company | Profile |\n|-|-|-|-|\n| | X | | TBD |\n\n";
        let index = read(&format!("# Working Groups\n\n## A\n\n{table}{table}## a\n\n<!-- x\n"));
        let expected = [
            "line 3, column 1: D1: there is no list of groups before their sections: add one below `# Working Groups`, \
             with an item for each group",
            "line 7, column 1: D1: the row of `X` in the table of leads in the section `A` names no account: link the \
             profile, as in `[@octocat](https://github.com/octocat)`",
            "line 9, column 1: D1: a second table of leads in the section `A` is not read: put all rows into the first one",
            "line 13, column 1: D1: the section `a` is already in line 3: combine both",
            "line 15, column 1: D1: the comment that begins here has no end: add `-->`",
        ];
        let messages = messages(&index);
        assert_eq!(messages.len(), expected.len(), "{messages:#?}");
        for (found, expected) in messages.iter().zip(expected) {
            assert!(found.starts_with(expected.trim_end_matches("`-->`")), "{found}");
        }
        assert_eq!(index.sections.len(), 2);
    }

    #[test]
    fn a_document_that_is_no_index_is_a_finding() {
        let binary: String = (0..5_000_u32).filter_map(|n| char::from_u32(n * 7919 % 0x11_0000)).collect();
        for text in ["", "\u{feff}", "\0\u{1}\u{fffd}", "prose\n\n### x\n", &binary, &"x".repeat(1 << 20)] {
            assert_eq!(read(text).findings.len(), 1, "{:?}", text.chars().take(20).collect::<String>());
        }
    }
}
