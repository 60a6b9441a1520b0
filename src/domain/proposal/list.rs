//! An entry in the index's list of groups, in alphabetical order.

use crate::domain::document::At;
use crate::domain::governance::index::Index;
use crate::domain::text::slug::slug;

use super::insertion::{Insertion, Page};
use super::plain;

/// The entry of a group that is not in the list yet, before the first entry that comes later in the alphabet, because
/// the list may not be sorted. `None` if there is no list, or the group is in it.
pub fn list_entry(text: &str, index: &Index, name: &str) -> Option<Insertion> {
    let groups = &index.groups;
    let last = groups.last()?;
    if groups.iter().any(|group| slug(group) == slug(name)) {
        return None;
    }
    let page = Page::of(text);
    let next = groups.iter().find(|group| comes_behind(group, name));
    let entry = Look::of(&page, next.unwrap_or(last)).entry(name);
    Some(match next {
        Some(next) => page.above(next.span.start.line, &entry),
        None => page.below(end(&page, last), &entry),
    })
}

/// Whether an entry comes after a name, ignoring case.
pub(super) fn comes_behind(entry: &str, name: &str) -> bool {
    entry.to_lowercase() > name.to_lowercase()
}

/// The format of the list's entries.
struct Look<'t> {
    /// Blanks, bullet, blanks.
    bullet: &'t str,
    /// Whether they link the sections.
    linked: bool,
}

impl<'t> Look<'t> {
    fn of(page: &Page<'t>, neighbour: &At<String>) -> Self {
        let line = page.line(neighbour.span.start.line);
        let mut rest = line.trim_start_matches([' ', '\t']);
        rest = rest.trim_start_matches(|ch: char| ch.is_ascii_digit());
        let marked = rest.strip_prefix(['-', '*', '+', '.', ')']).filter(|rest| rest.starts_with([' ', '\t']));
        let content = marked.map(|rest| rest.trim_start_matches([' ', '\t']));
        let bullet = content.and_then(|content| line.get(..line.len() - content.len()));
        Self { bullet: bullet.unwrap_or("- "), linked: content.is_some_and(|content| content.starts_with('[')) }
    }

    fn entry(&self, name: &str) -> String {
        let Self { bullet, linked } = self;
        match linked {
            true => format!("{bullet}[{}](#{})\n", plain::label(name), slug(name)),
            false => format!("{bullet}{}\n", plain::paragraph(name)),
        }
    }
}

/// The last line of an entry: following lines belong to it if they are indented more than its bullet and no blank line
/// separates them.
fn end(page: &Page<'_>, entry: &At<String>) -> u32 {
    let (first, mut last) = (entry.span.start.line, entry.span.end.line);
    let depth = |line: &str| line.len() - line.trim_start().len();
    let within = |line: &str| !line.trim().is_empty() && depth(line) > depth(page.line(first));
    while last < page.count() && within(page.line(last + 1)) {
        last += 1;
    }
    last
}

#[cfg(test)]
mod tests {
    use super::super::inserted;
    use super::*;
    use crate::domain::governance::index::read;

    fn list(text: &str, name: &str) -> String {
        let insertion = list_entry(text, &read(text), name).unwrap();
        inserted(text, vec![insertion])
    }

    #[test]
    fn an_entry_stands_before_the_first_that_comes_behind_it() {
        let text = "# Working Groups\n\n* docs\n* Paketo\n* Vulnerability\n* Concourse\n\n## Docs\n";
        assert_eq!(list(text, "Baking"), text.replace("* docs", "* Baking\n* docs"));
        assert_eq!(list(text, "Ovens"), text.replace("* Paketo", "* Ovens\n* Paketo"));
        assert_eq!(list(text, "Zwieback"), text.replace("* Concourse", "* Concourse\n* Zwieback"));
        assert_eq!(list_entry(text, &read(text), "DOCS"), None);
    }

    #[test]
    fn an_entry_looks_like_its_neighbours() {
        let linked = "# Working Groups\r\n\r\n- [A](#a)\r\n- [C d](#c-d)\r\n  - part\r\n\r\n## A\r\n";
        assert_eq!(list(linked, "B b"), linked.replace("- [C", "- [B b](#b-b)\r\n- [C"));
        assert_eq!(list(linked, "D"), linked.replace("part\r\n", "part\r\n- [D](#d)\r\n"));
        assert_eq!(list("# Working Groups\n\n1. A", "B"), "# Working Groups\n\n1. A\n1. B");
    }

    #[test]
    fn without_a_list_there_is_no_entry() {
        assert_eq!(list_entry("## A\n", &read("## A\n"), "B"), None);
    }
}
