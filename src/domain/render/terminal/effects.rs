//! The effects of merging a change, in a terminal.

use crate::domain::preview::Effects;

use super::super::effects::markup::Voice;
use super::super::effects::sentences::sections;
use super::super::text::plain;
use super::layout::{Page, Paint};

/// How many names a list has before the rest is counted.
const NAMES: usize = 12;

/// How many sentences there are of one kind before the rest is counted.
const LINES: usize = 20;

/// A section of a page; empty if there are no effects.
pub fn effects(effects: &Effects, paint: Paint) -> String {
    let mut page = Page::new(paint);
    if effects.is_empty() {
        return page.text();
    }
    page.section("If merged");
    for section in sections(effects, &Voice { code: plain, prose: plain, names: NAMES }) {
        section.lines.iter().take(LINES).for_each(|line| page.line(line));
        let more = section.lines.len().saturating_sub(LINES);
        if more > 0 {
            page.line(&format!("And {more} more of {}.", section.about));
        }
    }
    page.text()
}
