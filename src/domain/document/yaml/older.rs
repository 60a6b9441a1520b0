//! Plain scalars that YAML 1.1 refuses and YAML 1.2 accepts: they continue after a character that is a line break in
//! 1.1 and a letter in 1.2.

use super::{Node, Place, Value};

/// Line breaks in YAML 1.1 that are not line breaks in 1.2.
const BREAKS: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];

/// Where such scalars begin below `root`, parsed from `text`; `begins_flow` says whether there is a bracket at a
/// position.
pub(super) fn broken(root: &Node, text: &str, begins_flow: &dyn Fn(Place) -> bool) -> Vec<Place> {
    let mut found = Vec::new();
    if text.contains(BREAKS) {
        scalars(root, begins_flow, &mut found);
    }
    found
}

/// Within brackets, a scalar may span several lines.
fn scalars(node: &Node, begins_flow: &dyn Fn(Place) -> bool, found: &mut Vec<Place>) {
    if let Value::Scalar { text, plain } = &node.value {
        let goes_on = *plain && text.trim_end_matches(BREAKS).contains(BREAKS);
        found.extend(goes_on.then_some(node.span.start));
        return;
    }
    if begins_flow(node.span.start) {
        return;
    }
    node.items().iter().for_each(|item| scalars(item, begins_flow, found));
    for (key, value) in node.entries() {
        scalars(key, begins_flow, found);
        scalars(value, begins_flow, found);
    }
}
