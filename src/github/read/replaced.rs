//! Teams that GitHub's code review assignment replaced by some of their members: in one moment the request to the team
//! is removed and requests to users are added, all in the name of the account that requested the team.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::domain::types::ids::Login;
use crate::domain::types::reviewer::Reviewer;
use crate::domain::types::time::Timestamp;

/// The maximum distance of events in one action of a user: GitHub reports whole seconds.
const MOMENT: Duration = Duration::from_secs(2);

/// The same for a bot. A bot does not remove a team by itself, and GitHub's actions in its name may take a while.
const WHILE: Duration = Duration::from_secs(120);

/// Added and removed review requests, as far as they show replacements.
#[derive(Debug, Default)]
pub(super) struct Replacements {
    asked: Vec<(Reviewer, Event)>,
    /// By the team's slug.
    taken_off: BTreeMap<String, Event>,
}

/// The account and the time of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    /// `None` if GitHub names no account.
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

    /// The replaced teams with the users requested instead. A user may also remove a team and request someone else by
    /// hand. So a replacement counts only if a bot made it, or if the team itself was requested at the same moment.
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
    /// Whether both belong to one action, at most `apart` from each other.
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
