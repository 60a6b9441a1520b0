//! The position of a group's section in the index: in the order of the list, before the template.

use crate::domain::document::markdown::outline;
use crate::domain::governance::index::Index;
use crate::domain::text::slug::slug;

use super::insertion::{Insertion, Page};
use super::list::comes_behind;

/// How many blank lines separate two sections.
const BLANK: usize = 2;

/// Inserts a section into the index: before that of the next group in the list; otherwise before the template, or at
/// the end.
pub fn section_place(text: &str, index: &Index, name: &str, section: &str) -> Insertion {
    let page = Page::of(text);
    match followers(index, name).or_else(|| template(text, index)) {
        Some(line) => {
            let before = (1..line).rev().take_while(|&line| page.line(line).trim().is_empty()).count();
            let missing = if line == 1 { 0 } else { BLANK.saturating_sub(before) };
            page.above(line, &format!("{}{section}{}", "\n".repeat(missing), "\n".repeat(BLANK)))
        }
        None => {
            let end = page.count();
            let before = (1..=end).rev().take_while(|&line| page.line(line).trim().is_empty()).count();
            let missing = if end == 0 { 0 } else { BLANK.saturating_sub(before) };
            page.below(end, &format!("{}{section}", "\n".repeat(missing)))
        }
    }
}

/// The line of the first section whose group comes after this one in the list.
fn followers(index: &Index, name: &str) -> Option<u32> {
    let groups = &index.groups;
    let own = groups.iter().position(|group| slug(group) == slug(name)).map(|own| own + 1);
    let next = own.or_else(|| groups.iter().position(|group| comes_behind(group, name)))?;
    let behind = groups.get(next..)?.iter();
    behind.into_iter().find_map(|group| Some(index.section(&slug(group))?.span.start.line))
}

/// The line where the template or the comment around it begins; `None` if a section follows it.
fn template(text: &str, index: &Index) -> Option<u32> {
    let heading = index.templates.first()?.span.start;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let outline = outline(text).ok()?;
    let around = outline.comments().find(|comment| comment.span.start <= heading && heading < comment.span.end);
    let start = around.map_or(heading, |comment| comment.span.start);
    index.sections.iter().all(|section| section.span.start < start).then_some(start.line)
}

#[cfg(test)]
mod tests {
    use super::super::inserted;
    use super::*;
    use crate::domain::governance::index::read;

    fn put(text: &str, name: &str) -> String {
        let insertion = section_place(text, &read(text), name, &format!("## {name}\n\nMission: x\n"));
        inserted(text, vec![insertion])
    }

    const INDEX: &str = "# Working Groups\n\n- B\n- D\n- A\n\n\n## B\n\nx\n\n## D\n\ny\n\n\n## A\n\nz\n\n\n<!--\n## Working Group \
        Template\n-->\n";

    #[test]
    fn a_section_stands_in_the_order_of_the_list_with_two_blank_lines_around() {
        let new = |name: &str| format!("## {name}\n\nMission: x\n");
        assert_eq!(put(INDEX, "C"), INDEX.replace("## D", &format!("\n{}\n\n## D", new("C"))));
        assert_eq!(put(INDEX, "E"), INDEX.replace("<!--", &format!("{}\n\n<!--", new("E"))));
    }

    #[test]
    fn without_a_template_it_stands_at_the_end() {
        assert_eq!(put("- A\n\n## A\n\nz", "B"), "- A\n\n## A\n\nz\n\n\n## B\n\nMission: x");
        assert_eq!(put("- A\n\n## A\n\nz\n\n\n", "B"), "- A\n\n## A\n\nz\n\n\n## B\n\nMission: x\n");
        let visible = "# Working Groups\n\n- A\n\n## (Working Group Template)\n\n## A\n";
        assert!(put(visible, "B").ends_with("## A\n\n\n## B\n\nMission: x\n"));
    }
}
