//! Teams that GitHub replaced by some of their members, as the code review assignment of a team has it: in one moment the
//! request to the team goes and requests to people come, all in the name of whoever asked the team.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::domain::types::ids::Login;
use crate::domain::types::reviewer::Reviewer;
use crate::domain::types::time::Timestamp;

/// How far apart the events of one act of a person are at most: GitHub tells whole seconds.
const MOMENT: Duration = Duration::from_secs(2);

/// The same of a machine, which takes no team off by itself: what GitHub does in its name may take a while.
const WHILE: Duration = Duration::from_secs(120);

/// Requests that come and go, as far as a replacement can be seen in them.
#[derive(Debug, Default)]
pub(super) struct Replacements {
    asked: Vec<(Reviewer, Event)>,
    /// By the team's slug.
    taken_off: BTreeMap<String, Event>,
}

/// Who did it, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    /// `None` where GitHub names nobody.
    pub(super) by: Option<Login>,
    pub(super) at: Timestamp,
}

impl Replacements {
    pub(super) fn asked(&mut self, reviewer: &Reviewer, event: Event) {
        if let Reviewer::Team(slug) = reviewer {
            self.taken_off.remove(slug);
        }
        self.asked.push((reviewer.clone(), event));
    }

    pub(super) fn taken_off(&mut self, reviewer: &Reviewer, event: Event) {
        if let Reviewer::Team(slug) = reviewer {
            self.taken_off.insert(slug.clone(), event);
        }
    }

    /// Teams with the people who were asked in their place. A person who takes a team off and asks somebody else does the
    /// same by hand; so it counts only where a machine did it, or where the team itself was asked in that very moment.
    pub(super) fn found(&self) -> BTreeMap<String, BTreeSet<Login>> {
        let found = self.taken_off.iter().filter_map(|(slug, event)| {
            let by_machine = event.by.as_ref().is_none_or(Login::is_app);
            let apart = if by_machine { WHILE } else { MOMENT };
            let is_with = |(_, asked): &&(Reviewer, Event)| event.is_with(asked, apart);
            let together = || self.asked.iter().filter(is_with).map(|(reviewer, _)| reviewer);
            let at_once = together().any(|reviewer| *reviewer == Reviewer::Team(slug.clone()));
            let people: BTreeSet<_> = together().filter_map(Reviewer::person).cloned().collect();
            ((by_machine || at_once) && !people.is_empty()).then(|| (slug.clone(), people))
        });
        found.collect()
    }
}

impl Event {
    /// Whether both are one act, whose parts are so far apart at most.
    fn is_with(&self, other: &Self, apart: Duration) -> bool {
        let (first, second) = (self.at.min(other.at), self.at.max(other.at));
        self.by == other.by && first.until(second) <= apart
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(events: &[(&str, &str, &str, i64)]) -> Vec<String> {
        let mut replacements = Replacements::default();
        for (what, who, by, at) in events {
            let (reviewer, by) = (who.parse().unwrap(), by.parse().ok());
            let event = Event { by, at: Timestamp(at * 1000) };
            match *what {
                "+" => replacements.asked(&reviewer, event),
                _ => replacements.taken_off(&reviewer, event),
            }
        }
        let found = replacements.found();
        found.into_iter().map(|(slug, people)| format!("{slug}: {people:?}")).collect()
    }

    #[test]
    fn a_team_that_goes_as_people_come_was_replaced_by_them() {
        let asked = ("+", "team:docs", "wg[bot]", 10);
        assert_eq!(told(&[asked, ("-", "team:docs", "wg[bot]", 60), ("+", "ann", "wg[bot]", 61)]), ["docs: {ann}"]);
        assert_eq!(told(&[asked, ("+", "ann", "wg[bot]", 60), ("-", "team:docs", "wg[bot]", 60)]), ["docs: {ann}"]);
        let by_hand = [("+", "team:docs", "bob", 60), ("+", "ann", "bob", 61), ("-", "team:docs", "bob", 61)];
        assert_eq!(told(&by_hand), ["docs: {ann}"], "whoever asked the team, GitHub replaced it at once");
    }

    #[test]
    fn what_people_undo_later_or_somebody_else_does_is_no_replacement() {
        let asked = ("+", "team:docs", "wg[bot]", 10);
        for events in [
            [asked, ("-", "team:docs", "bob", 60), ("+", "ann", "bob", 60)],
            [asked, ("-", "team:docs", "wg[bot]", 60), ("+", "ann", "bob", 60)],
            [asked, ("-", "team:docs", "wg[bot]", 60), ("+", "ann", "wg[bot]", 181)],
            [asked, ("-", "team:docs", "wg[bot]", 60), ("+", "team:docs", "wg[bot]", 60)],
        ] {
            assert_eq!(told(&events), [""; 0], "{events:?}");
        }
    }
}
