//! The index: each line of it belongs to one section or to the frame, and a section is one by itself.
//!
//! Input: the document.

use wg_steward::domain::charter::index::read;
use wg_steward::domain::document::markdown::outline;
use wg_steward::domain::slug::slug;

/// Panics where a property does not hold.
pub fn hold(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let index = read(text);
    assert_eq!(index, read(text), "the same text reads differently");
    let parts: Vec<_> = index.sections.values().chain([&index.frame]).map(String::as_str).collect();
    assert_eq!(lines(&[text]), lines(&parts), "a line is lost or made up");
    // A definition of a link makes text of other sections into links.
    if text.contains("]:") {
        return;
    }
    let headings = outline(text).map(|outline| outline.headings).unwrap_or_default();
    let names: Vec<_> = headings.iter().filter(|it| it.level == 2).map(|it| slug(&it.text)).collect();
    for (name, section) in &index.sections {
        // The text of several sections of one name is put together, and may be read as something else.
        if names.iter().filter(|other| *other == name).count() > 1 {
            continue;
        }
        let alone = read(section);
        assert_eq!(alone.sections.keys().collect::<Vec<_>>(), [name], "by itself it is another:\n{section}");
        assert_eq!(&alone.sections[name], section);
    }
}

/// The lines of some texts in their order by letters; blanks at their ends do not count.
fn lines<'a>(texts: &[&'a str]) -> Vec<&'a str> {
    let lines = texts.iter().flat_map(|text| text.split(['\r', '\n']));
    let mut lines: Vec<_> =
        lines.map(|line| line.trim_end_matches([' ', '\t'])).filter(|line| !line.is_empty()).collect();
    lines.sort_unstable();
    lines
}
