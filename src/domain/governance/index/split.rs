//! The text of an index, split into one section for each group and a frame of prose, list and template around them, to
//! find the owner of each part of a change.

use std::collections::BTreeMap;

use crate::domain::document::markdown::outline;
use crate::domain::text::slug::slug;

/// Blanks within a line in Markdown; other spaces are text.
const BLANKS: [char; 2] = [' ', '\t'];

/// An index, split into its sections.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cut {
    /// The text of each section by the slug of its heading.
    pub sections: BTreeMap<String, String>,
    /// Everything else.
    pub frame: String,
}

/// Splits an index into its sections: each begins with a heading of level 2 and ends before the next of level 1 or 2,
/// or before a comment (which contains the template). An unreadable document is all frame.
pub fn cut(text: &str) -> Cut {
    let Ok(outline) = outline(text) else { return Cut { frame: text.to_owned(), ..Cut::default() } };
    let heads = outline.headings().filter(|heading| heading.level <= 2);
    let mut starts: BTreeMap<u32, Option<String>> =
        heads.map(|heading| (heading.span.start.line, (heading.level == 2).then(|| slug(&heading.text)))).collect();
    starts.extend(outline.comments().map(|comment| (comment.span.start.line, None)));
    let mut cut = Cut::default();
    let mut section: Option<&String> = None;
    for (number, line) in (1..).zip(lines(text)) {
        if let Some(start) = starts.get(&number) {
            section = start.as_ref();
        }
        let part = match section {
            Some(name) => cut.sections.entry(name.clone()).or_default(),
            None => &mut cut.frame,
        };
        part.push_str(line.trim_end_matches(BLANKS));
        part.push('\n');
    }
    cut.sections.values_mut().for_each(trim);
    trim(&mut cut.frame);
    cut
}

/// The lines as the outline counts them: a single `\r` also ends a line.
/// <https://spec.commonmark.org/0.31.2/#line-ending>
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

/// Blank lines at the end of a part belong to neither part.
fn trim(part: &mut String) {
    part.truncate(part.trim_end_matches([' ', '\t', '\n']).len());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_in_a_comment_belongs_to_the_frame() {
        let cut = cut("Prose.\n\n- A\n\n## A\n\nMission: x\n\n## B-c\n\ny\n\n<!--\n## Template\n-->\n");
        assert_eq!(cut.sections.keys().collect::<Vec<_>>(), ["a", "b-c"]);
        assert_eq!(cut.sections["a"], "## A\n\nMission: x");
        assert_eq!(cut.frame, "Prose.\n\n- A\n\n<!--\n## Template\n-->");
    }

    #[test]
    fn a_section_begins_with_its_heading_whatever_ends_the_lines() {
        let text = "Prose.\n\n## A\n\nx\n\n## B\n\ny\n";
        for end in ["\r\n", "\r"] {
            assert_eq!(cut(&text.replace('\n', end)), cut(text), "{end:?}");
        }
    }

    #[test]
    fn a_blank_line_more_changes_nothing() {
        assert_eq!(cut("x\n\n## A\n\n## B\n"), cut("x\n\n## A\n\n\n## B"));
    }
}
