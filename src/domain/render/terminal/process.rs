//! The changes of the governing documents, and the agreements that they need, in a terminal.

use crate::domain::policy::{Alternative, Threshold};
use crate::domain::process::{Assessment, Change, ChangePlace, Count, Eligible, Requirement};
use crate::domain::types::ids::Login;

use super::super::text::{count, plain};
use super::layout::{Page, Paint};

/// The maximum number of listed changes; the rest is counted.
const CHANGES: usize = 20;

/// The maximum number of named people; the rest is counted.
const NAMES: usize = 12;

/// Two sections of a page; empty if there is no change and no unknown document.
pub fn process(process: &Assessment, paint: Paint) -> String {
    let mut page = Page::new(paint);
    let Assessment { changes, requirements, .. } = process;
    if changes.all.is_empty() && changes.unknown.is_empty() {
        return page.text();
    }
    page.section("Changes");
    let rows = changes.all.iter().take(CHANGES).map(change);
    page.table(&rows.collect::<Vec<_>>());
    let more = changes.all.len().saturating_sub(CHANGES);
    if more > 0 {
        page.line(&format!("and {more} more"));
    }
    for unknown in &changes.unknown {
        page.line(&format!("{}: can't be read, so its changes are not known", plain(&unknown.path)));
    }
    page.section("Who has to agree");
    page.table(&requirements.all.iter().map(requirement).collect::<Vec<_>>());
    if requirements.all.is_empty() {
        page.line("No rule requires an agreement.");
    }
    if !requirements.without_rule.is_empty() {
        let changes = count(requirements.without_rule.len(), "change", "changes");
        page.line(&format!("{changes} without a rule: ask the oversight."));
    }
    page.text()
}

fn change(change: &Change) -> [String; 2] {
    let places =
        |places: &[ChangePlace]| places.iter().map(|place| plain(&place.to_string())).collect::<Vec<_>>().join(", ");
    let id = change.case.id().map_or_else(String::new, |id| format!("{id}, "));
    let kind = change.case.code().replace('_', " ");
    let way = match (change.from.is_empty(), change.to.is_empty()) {
        (true, true) => String::new(),
        (true, false) => format!(": to {}", places(&change.to)),
        (false, true) => format!(": from {}", places(&change.from)),
        (false, false) if change.from == change.to => format!(": of {}", places(&change.from)),
        (false, false) => format!(": from {} to {}", places(&change.from), places(&change.to)),
    };
    [plain(&change.subject.to_string()), format!("{id}{kind}{way}")]
}

fn requirement(requirement: &Requirement) -> [String; 2] {
    let Requirement { rule, party, eligible, wait, .. } = requirement;
    let who = match eligible {
        Eligible::Unknown => "not known: the document with the roles can't be read".to_owned(),
        Eligible::Known(people) if people.is_empty() => "no person is eligible".to_owned(),
        Eligible::Known(people) if requirement.is_possible() == Some(false) => {
            format!("only {}", named(people.iter()))
        }
        Eligible::Known(people) => named(people.iter()),
    };
    let should = if rule.must { "" } else { ", recommended but not required" };
    let days = wait.map_or_else(String::new, |wait| format!(", at least {} days", wait.days));
    let instead = match rule.alternative {
        None => "",
        Some(Alternative::StandIn) => "; or more than half of the oversight",
        Some(Alternative::Bypass) => "; a member of the oversight may bypass this",
    };
    let need = need(requirement);
    [plain(&party.to_string()), format!("{need}{should}{days}: {who}{instead} ({})", rule.source.name)]
}

fn need(requirement: &Requirement) -> String {
    match (requirement.rule.need, requirement.count) {
        (Threshold::Merge, _) => "one merges".to_owned(),
        (_, Count::People(1)) => "one agrees".to_owned(),
        (_, Count::People(number)) => format!("{number} agree"),
        (_, Count::Votes(percent)) => format!("{percent} % of the votes"),
        (_, Count::Elected) => "elected, not approved".to_owned(),
        (_, Count::Unknown) => "more than half agree".to_owned(),
    }
}

fn named<'a>(people: impl ExactSizeIterator<Item = &'a Login>) -> String {
    let more = people.len().saturating_sub(NAMES);
    let names: Vec<_> = people.take(NAMES).map(ToString::to_string).collect();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    names.join(", ") + &more
}
