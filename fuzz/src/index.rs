//! The index: each line belongs to one section or to the frame, and a section can be parsed separately.
//!
//! Input: the document.

use wg_steward::domain::document::markdown::outline;
use wg_steward::domain::governance::index;
use wg_steward::domain::governance::index::cut;
use wg_steward::domain::text::slug::slug;

use super::places::Lines;

/// Panics if a property does not hold.
pub fn hold(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    model(text);
    let index = cut(text);
    assert_eq!(index, cut(text), "the same text reads differently");
    let parts: Vec<_> = index.sections.values().chain([&index.frame]).map(String::as_str).collect();
    assert_eq!(lines(&[text]), lines(&parts), "a line is lost or made up");
    // A link definition turns text of other sections into links.
    if text.contains("]:") {
        return;
    }
    let headings = outline(text).unwrap_or_default();
    let names: Vec<_> = headings.headings().filter(|it| it.level == 2).map(|it| slug(&it.text)).collect();
    for (name, section) in &index.sections {
        // Sections of the same name are joined, and may be parsed differently.
        if names.iter().filter(|other| *other == name).count() > 1 {
            continue;
        }
        // A heading made by the line below it may be a table row, or code, without the preceding text.
        let marked = section.trim_start_matches(' ');
        if section.len() - marked.len() > 3 || !marked.starts_with("## ") {
            continue;
        }
        let alone = cut(section);
        assert_eq!(alone.sections.keys().collect::<Vec<_>>(), [name], "by itself it is another:\n{section}");
        assert_eq!(&alone.sections[name], section);
    }
}

/// Every span that rules use is within the text.
fn model(text: &str) {
    let lines = Lines::of(text);
    let read = index::read(text);
    assert_eq!(read, index::read(text), "the same text reads differently");
    read.findings.iter().for_each(|finding| lines.span(finding.span, &finding.message));
    read.groups.iter().for_each(|name| lines.span(name.span, "a name in the list"));
    for section in read.sections.iter().chain(&read.templates) {
        lines.span(section.span, "a section");
        lines.span(section.heading.span, "a heading");
        let said = section.mission.iter().chain(&section.assets).chain(&section.projects);
        said.for_each(|text| lines.span(text.span, "a paragraph"));
        section.artifacts.iter().flat_map(|it| &it.rows).for_each(|row| {
            lines.span(row.span, "an artifact");
            lines.span(row.value.span, "an artifact's value");
        });
        section.links().for_each(|(_, link)| lines.span(link.span, "a link"));
        section.logins().for_each(|login| lines.span(login.span, "a login"));
    }
}

/// The lines of some texts, sorted; trailing spaces do not count.
fn lines<'a>(texts: &[&'a str]) -> Vec<&'a str> {
    let lines = texts.iter().flat_map(|text| text.split(['\r', '\n']));
    let mut lines: Vec<_> =
        lines.map(|line| line.trim_end_matches([' ', '\t'])).filter(|line| !line.is_empty()).collect();
    lines.sort_unstable();
    lines
}
