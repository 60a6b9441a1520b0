//! Common mistakes in a block that a parser or schema reports as several other problems.

use std::collections::BTreeSet;

use crate::domain::diagnostics::finding::{Finding, Kind};
use crate::domain::document::markdown::Fence;
use crate::domain::document::yaml::Node;
use crate::domain::document::{self, Span};

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

/// People at the indentation of the areas: after each, the following keys are no longer part of the area before it.
pub(super) struct Outdented<'n> {
    pub(super) persons: Vec<&'n Node>,
    /// The same by their addresses. **Invariant:** it is never iterated, so no order comes from an address.
    places: BTreeSet<*const Node>,
    /// The areas right before them, by their addresses.
    areas: BTreeSet<*const Node>,
}

impl Outdented<'_> {
    /// Whether a violation is only a consequence of one of them.
    pub(super) fn explain(&self, violation: &Violation<'_>) -> bool {
        let place = std::ptr::from_ref(violation.node);
        let here = self.places.contains(&place);
        matches!(violation.what, What::Missing(..)) && (here || self.areas.contains(&place))
            || matches!(violation.what, What::Unknown(..)) && here
    }
}

pub(super) fn outdented(root: &Node) -> Outdented<'_> {
    let mut outdented = Outdented { persons: Vec::new(), places: BTreeSet::new(), areas: BTreeSet::new() };
    let mut area: Option<&Node> = None;
    for item in root.find("areas").map(Node::items).unwrap_or_default() {
        if item.find("github").is_none() {
            area = Some(item);
            continue;
        }
        outdented.persons.push(item);
        outdented.places.insert(std::ptr::from_ref(item));
        outdented.areas.extend(area.map(std::ptr::from_ref));
    }
    outdented
}
