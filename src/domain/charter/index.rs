//! The index of working groups: one section for each group, and a frame of prose, list and template around them.

use std::collections::BTreeMap;

use crate::domain::document::markdown::outline;
use crate::domain::slug::slug;

/// An index, cut into its sections.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    /// The text of each section by the slug of its heading.
    pub sections: BTreeMap<String, String>,
    /// Everything else.
    pub frame: String,
}

/// Cuts an index into its sections: each begins with a heading of level 2 and ends before the next of level 1 or 2, or
/// before a comment (which holds the template). A document that can't be read is all frame.
pub fn read(text: &str) -> Index {
    let Ok(outline) = outline(text) else { return Index { frame: text.to_owned(), ..Index::default() } };
    let heads = outline.headings.iter().filter(|heading| heading.level <= 2);
    let mut starts: BTreeMap<usize, Option<String>> =
        heads.map(|heading| (heading.line, (heading.level == 2).then(|| slug(&heading.text)))).collect();
    starts.extend(outline.comments.iter().map(|line| (*line, None)));
    let mut index = Index::default();
    let mut section: Option<&String> = None;
    for (number, line) in (1..).zip(lines(text)) {
        if let Some(start) = starts.get(&number) {
            section = start.as_ref();
        }
        let part = match section {
            Some(name) => index.sections.entry(name.clone()).or_default(),
            None => &mut index.frame,
        };
        part.push_str(line.trim_end_matches(BLANKS));
        part.push('\n');
    }
    index.sections.values_mut().for_each(trim);
    trim(&mut index.frame);
    index
}

/// What Markdown takes for blank: another space at a line's end may keep it from being a heading's underline.
const BLANKS: [char; 2] = [' ', '\t'];

/// The lines as the outline counts them: a single `\r` ends one, too.
/// <https://spec.commonmark.org/0.31.2/#line-ending>
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

/// Blank lines at the end of a part belong to nobody.
fn trim(part: &mut String) {
    part.truncate(part.trim_end_matches([' ', '\t', '\n']).len());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_in_a_comment_belongs_to_the_frame() {
        let index = read("Prose.\n\n- A\n\n## A\n\nMission: x\n\n## B-c\n\ny\n\n<!--\n## Template\n-->\n");
        assert_eq!(index.sections.keys().collect::<Vec<_>>(), ["a", "b-c"]);
        assert_eq!(index.sections["a"], "## A\n\nMission: x");
        assert_eq!(index.frame, "Prose.\n\n- A\n\n<!--\n## Template\n-->");
    }

    #[test]
    fn a_section_begins_with_its_heading_whatever_ends_the_lines() {
        let text = "Prose.\n\n## A\n\nx\n\n## B\n\ny\n";
        for end in ["\r\n", "\r"] {
            assert_eq!(read(&text.replace('\n', end)), read(text), "{end:?}");
        }
    }

    #[test]
    fn a_blank_line_more_changes_nothing() {
        assert_eq!(read("x\n\n## A\n\n## B\n"), read("x\n\n## A\n\n\n## B"));
    }
}
