//! Every change of access in a pull request, one per line, in a terminal.

use crate::domain::governance::ownership::teams::Access;
use crate::domain::preview::{By, Effects, Step};

use super::layout::{Page, Paint};

/// A section of a page.
pub fn access(effects: &Effects, by: By, paint: Paint) -> String {
    let mut page = Page::new(paint);
    let key = match by {
        By::Person => "person",
        By::Repository => "repository",
    };
    page.section(&format!("Access by {key}"));
    let steps = effects.steps(by);
    if steps.is_empty() {
        page.line("no access changes");
    }
    let line = |step: &Step<'_>| {
        let (who, place) = (step.person.login.to_string(), step.subject.as_str().to_owned());
        let (first, second) = if by == By::Person { (who, place) } else { (place, who) };
        [first, format!("{second} {}", becomes(step))]
    };
    page.table(&steps.iter().map(line).collect::<Vec<_>>());
    page.text()
}

fn becomes(step: &Step<'_>) -> String {
    match (step.before.map(Access::word), step.after.map(Access::word)) {
        (None, Some(after)) => format!("gets {after}"),
        (Some(before), None) => format!("loses {before}"),
        (Some(before), Some(after)) => format!("gets {after} instead of {before}"),
        (None, None) => "stays without access".to_owned(),
    }
}
