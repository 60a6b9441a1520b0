//! The effective text of a document: the current one, or the newest readable one.

use crate::domain::diagnostics::finding::Finding;
use crate::domain::document::{Fault, Span};
use crate::domain::governance::ownership::{Area, Asset, Group, OwnershipDocument, Standing};
use crate::domain::types::ids::GroupId;

use super::Found;

/// How many bytes of a text are used for an id.
const MAX: usize = 100;

/// The effective content of a document.
pub(super) struct Version<T> {
    /// The parsed content; `None` if there never was a readable text.
    pub(super) content: Option<T>,
    /// Whether that is the current content.
    pub(super) standing: Standing,
}

/// The groups in a whole document.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Each with the position of its entry.
    pub(super) groups: Vec<(Group, Span)>,
    /// Findings that do not belong to one group.
    pub(super) findings: Vec<Finding>,
}

/// Reads a document.
pub(super) fn version<T>(document: &OwnershipDocument, read: impl Fn(&str) -> Result<T, Fault>) -> Version<T> {
    let fault = match read(&document.text) {
        Ok(content) => return Version { content: Some(content), standing: Standing::Current },
        Err(fault) => fault,
    };
    let kept = document.last_good.as_ref().and_then(|(text, at)| Some((read(text).ok()?, *at)));
    let (content, as_of) = kept.unzip();
    Version { content, standing: Standing::Unreadable { fault, as_of } }
}

impl<T> Version<T> {
    pub(super) fn is_current(&self) -> bool {
        self.standing == Standing::Current
    }
}

/// Adds all groups of a document, or a placeholder for them.
pub(super) fn take(reading: &mut Found, document: &OwnershipDocument, version: Version<Listing>) {
    let is_current = version.is_current();
    let Version { content, standing } = version;
    let Some(Listing { groups, findings }) = content else {
        stand_in(reading, &document.path, Vec::new(), standing);
        return;
    };
    for (group, span) in groups {
        // The unreadable parts of an earlier text are on lines that no longer exist.
        let unread = if is_current { group.unread } else { Vec::new() };
        reading.add(Group { unread, standing: standing.clone(), ..group }, span);
    }
    findings.into_iter().filter(|_| is_current).for_each(|finding| reading.find(&document.path, finding));
}

/// Adds a placeholder for a document that never was readable: a group with the document's name, which owns the assets
/// that the document is known to cover.
pub(super) fn stand_in(reading: &mut Found, path: &str, assets: Vec<Asset>, standing: Standing) {
    let Some(id) = id_of(path) else { return };
    let areas = if assets.is_empty() { Vec::new() } else { vec![Area { assets, ..Area::default() }] };
    reading.add(Group { areas, standing, is_stand_in: true, ..Group::blank(id, path, path) }, Span::START);
}

/// An id from a text that is not a valid one: invalid characters become dashes. `None` for an empty text.
pub(super) fn id_of(text: &str) -> Option<GroupId> {
    let plain = |ch: char| if ch.is_alphanumeric() || matches!(ch, '.' | '_' | '@') { ch } else { '-' };
    let mut id = String::new();
    for ch in text.chars().map(plain) {
        if id.len() + ch.len_utf8() > MAX {
            break;
        }
        id.push(ch);
    }
    id.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_document_is_called_a_group_can_stand_in_for_it() {
        assert_eq!(id_of("teams/a|b.toml").unwrap().as_str(), "teams-a-b.toml");
        assert_eq!(id_of(&"ä".repeat(200)).unwrap().as_str(), "ä".repeat(50));
    }
}
