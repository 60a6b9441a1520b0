//! Usual slips in a block, each of which a parser or schema reports as several other things.

use crate::domain::document::markdown::Fence;
use crate::domain::document::yaml::Node;
use crate::domain::document::{self, Span};
use crate::domain::finding::{Finding, Kind};

use super::schema::{Violation, What};

/// Where a merge conflict begins in a block.
pub(super) fn conflict(fence: &Fence) -> Option<Finding> {
    let Span { start, end } = document::conflict(&fence.body)?;
    let message = "a merge conflict is not resolved: its markers are still in the block";
    let span = Span { start: fence.place(start), end: fence.place(end) };
    Some(
        Finding::new(Kind::BlockConflict, span, message)
            .with_help("keep one of the two versions, and remove the markers"),
    )
}

/// A person at the indentation of the areas: with it the keys that follow leave the area before it.
pub(super) struct Outdented<'n> {
    pub(super) person: &'n Node,
    area: Option<&'n Node>,
}

impl Outdented<'_> {
    /// Whether a violation is nothing but what came of it.
    pub(super) fn explains(&self, violation: &Violation<'_>) -> bool {
        let here = std::ptr::eq(violation.node, self.person);
        let before = self.area.is_some_and(|area| std::ptr::eq(violation.node, area));
        matches!(violation.what, What::Missing(..)) && (here || before)
            || matches!(violation.what, What::Unknown(..)) && here
    }
}

pub(super) fn outdented(root: &Node) -> Vec<Outdented<'_>> {
    let items = root.find("areas").map(Node::items).unwrap_or_default();
    let persons = items.iter().enumerate().filter(|(_, item)| item.find("github").is_some());
    let before = |place: usize| items.get(..place)?.iter().rev().find(|item| item.find("github").is_none());
    persons.map(|(place, person)| Outdented { person, area: before(place) }).collect()
}
