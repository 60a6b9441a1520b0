//! The index: each line of it belongs to one section or to the frame, and a section is one by itself.
//!
//! Input: the document.

use wg_steward::domain::charter::index::read;

/// Panics where a property does not hold.
pub fn hold(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let index = read(text);
    assert_eq!(index, read(text), "the same text reads differently");
    let parts = index.sections.values().chain([&index.frame]);
    assert_eq!(written(text), sorted(parts.flat_map(|part| part.lines())), "a line is lost or made up");
    // A definition of a link makes text of other sections into links.
    if text.contains("]:") {
        return;
    }
    for (name, section) in &index.sections {
        let alone = read(section);
        assert_eq!(alone.sections.keys().collect::<Vec<_>>(), [name], "by itself it is another:\n{section}");
        assert_eq!(&alone.sections[name], section);
    }
}

fn written(text: &str) -> Vec<&str> {
    sorted(text.lines())
}

fn sorted<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut lines: Vec<_> = lines.map(str::trim_end).filter(|line| !line.is_empty()).collect();
    lines.sort_unstable();
    lines
}
