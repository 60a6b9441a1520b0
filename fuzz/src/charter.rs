//! A charter: what is wrong has a place, and what was read is written and read again as the same.
//!
//! Input: the document.

use wg_steward::domain::charter::{Charter, read, write};

use super::places::Lines;

/// Panics where a property does not hold.
pub fn hold(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let reading = read(text);
    assert_eq!(reading, read(text), "the same text reads differently");
    let lines = Lines::of(text);
    let places = reading.faults.iter().map(|fault| fault.place).chain(reading.block);
    places.for_each(|place| lines.hold(place.line, place.column, "a block or fault"));
    assert!(reading.faults.iter().all(|fault| !fault.message.is_empty()));
    assert!(reading.is_charter() || (reading.faults.is_empty() && reading.charter.is_none()));
    assert_eq!(reading.is_broken(), reading.charter.is_none() && !reading.faults.is_empty());
    if let Some(charter) = &reading.charter {
        assert!(reading.block.is_some() && !charter.name.trim().is_empty());
        reads_back(charter);
    }
}

fn reads_back(charter: &Charter) {
    let written = write(charter);
    let again = read(&written);
    // An area whose name could not be read has none, and that is said again.
    let nameless = charter.areas.iter().filter(|area| area.name.is_empty()).count();
    assert_eq!(again.faults.len(), nameless, "what is written is at fault: {:?}\n{written}", again.faults);
    // By `Debug`, because names of people and repositories compare without case.
    assert_eq!(again.charter.map(|again| format!("{again:?}")), Some(format!("{charter:?}")), "{written}");
}
