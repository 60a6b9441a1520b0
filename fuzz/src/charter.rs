//! A charter: every finding has a valid place, and what was parsed stays the same when it is written and parsed again.
//!
//! Input: the document.

use wg_steward::domain::governance::charter::generator::GeneratorVerdict;
use wg_steward::domain::governance::charter::{Charter, entries, read, write};

use super::places::Lines;

/// Panics if a property does not hold.
pub fn hold(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let reading = read(text);
    assert_eq!(reading, read(text), "the same text reads differently");
    let lines = Lines::of(text);
    let spans = reading.findings.iter().chain(&reading.unread).map(|finding| finding.span).chain(reading.block);
    spans.for_each(|span| lines.span(span, "a block or finding"));
    if let GeneratorVerdict::Refuses { place, message, .. } = &reading.generator {
        lines.hold(place.line as usize, place.column as usize, message);
    }
    assert!(reading.findings.iter().all(|finding| !finding.message.is_empty()));
    assert!(reading.findings.is_sorted_by_key(|finding| finding.span.start), "findings out of order");
    assert!(reading.is_charter() || reading.charter.is_none());
    assert!(!reading.is_broken() || !reading.findings.is_empty(), "broken, and nobody is told why");
    if let Some(charter) = &reading.charter {
        assert!(reading.block.is_some() && !charter.name.trim().is_empty());
        places(charter, &lines);
        reads_back(charter);
    }
}

/// Every span that rules use is within the text.
fn places(charter: &Charter, lines: &Lines<'_>) {
    let own = [&charter.execution_leads, &charter.technical_leads, &charter.bots];
    let lists =
        own.into_iter().chain(charter.areas.iter().flat_map(|area| [&area.approvers, &area.reviewers, &area.bots]));
    for list in lists {
        list.iter().for_each(|list| lines.span(list.span, "a list"));
        for person in entries(list) {
            lines.span(person.span, "a person");
            lines.span(person.login.span, "a login");
            person.name.iter().for_each(|name| lines.span(name.span, "a name"));
        }
    }
    for area in &charter.areas {
        lines.span(area.span, "an area");
        lines.span(area.name.span, "an area's name");
        entries(&area.repositories).iter().for_each(|name| lines.span(name.span, "a repository"));
    }
}

fn reads_back(charter: &Charter) {
    let written = write(charter);
    let again = read(&written);
    assert_eq!(again.charter.as_ref(), Some(charter), "{written}");
}
