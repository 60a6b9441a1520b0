//! Outcomes that are certain before the choice: the history between a candidate and the pull request.

use crate::domain::pull::review::allotment::Share;
use crate::domain::pull::review::candidate::Fate;
use crate::domain::pull::review::{reminder, reviewed};
use crate::domain::types::ids::{GroupId, Login};
use crate::domain::types::reviewer::Reviewer;

use super::RoundRobin;

impl RoundRobin<'_> {
    /// The outcome that is certain before the choice; `None` if the candidate can be chosen.
    pub(super) fn fate(&self, share: &Share<'_>, reviewer: &Reviewer) -> Option<Fate> {
        let snapshot = self.snapshot;
        let elsewhere = self.first.get(reviewer).filter(|group| **group != share.group.id);
        let counted = || elsewhere.map(|group| Fate::Counted(group.clone()));
        let refused = || snapshot.memory.cannot_be_asked.get(reviewer).cloned().map(Fate::Refused);
        let fate = match reviewer {
            Reviewer::Person(login) if share.group.has_bot(login) || login.is_app() => Some(Fate::Bot),
            Reviewer::Person(login) => self.of_person(login, elsewhere).or_else(counted).or_else(|| self.busy(login)),
            Reviewer::Team(slug) if snapshot.is_team_asked(slug) => Some(Fate::Asked),
            Reviewer::Team(slug) => {
                let replaced = || self.replaced(share, slug);
                refused().or_else(replaced).or_else(|| self.undone(reviewer)).or_else(counted)
            }
        };
        fate.or_else(refused)
    }

    /// The history between a person and the pull request.
    fn of_person(&self, login: &Login, elsewhere: Option<&GroupId>) -> Option<Fate> {
        let snapshot = self.snapshot;
        if snapshot.author.as_ref().is_some_and(|author| author.login == *login) {
            return Some(Fate::Author);
        }
        let reviewer = Reviewer::from(login);
        let fate = if snapshot.is_asked(login) {
            if reminder::is_passed_on(login, snapshot, self.policy) { Fate::Silent } else { Fate::Asked }
        } else if reviewed(snapshot, self.policy).contains(login) {
            Fate::Reviewed
        } else if snapshot.signers.contains(login) {
            return Some(Fate::Signer);
        } else {
            return self.undone(&reviewer);
        };
        Some(match elsewhere {
            Some(group) if fate.is_responsible() => Fate::Counted(group.clone()),
            _ => fate,
        })
    }

    /// A team that GitHub replaced with people of the area. People requested by wg-steward do not count as a
    /// replacement.
    fn replaced(&self, share: &Share<'_>, slug: &str) -> Option<Fate> {
        let people = self.snapshot.replaced.get(slug).into_iter().flatten();
        let is_in_place = |login: &&Login| {
            share.is_of_group(login) && !self.snapshot.memory.asked.contains_key(&Reviewer::from(*login))
        };
        let own: Vec<_> = people.filter(is_in_place).cloned().collect();
        (!own.is_empty()).then_some(Fate::Replaced(own))
    }

    /// A request that was removed. People who reviewed an older head were not removed.
    fn undone(&self, reviewer: &Reviewer) -> Option<Fate> {
        let memory = &self.snapshot.memory;
        let answered = reviewer.person().is_some_and(|login| self.snapshot.reviewed.contains(login));
        let asked = memory.asked.get(reviewer);
        if let Some(by) = asked.and_then(|request| request.rerolled_by.clone()) {
            return Some(Fate::Rerolled(by));
        }
        match self.snapshot.taken_off.get(reviewer) {
            Some(by) => Some(Fate::TakenOff(by.clone())),
            None if asked.is_some() && !answered && self.snapshot.history_cut => Some(Fate::Unknown),
            // GitHub removes a team's request once one of its members has reviewed.
            None if asked.is_some() && reviewer.person().is_none() => Some(Fate::Reviewed),
            None => (asked.is_some() && !answered).then_some(Fate::TakenOff(None)),
        }
    }

    fn busy(&self, login: &Login) -> Option<Fate> {
        let people = &self.snapshot.people;
        let away = people.away(login, self.snapshot.now).map(Fate::Away);
        let capacity = people.capacity(login, self.policy.review.capacity);
        away.or_else(|| capacity.filter(|most| people.open(login) >= *most).map(Fate::AtCapacity))
    }

    /// Whether this candidate reduces the number that the tier still needs. That includes a team that GitHub replaced
    /// with people.
    pub(super) fn fills(&self, fate: &Fate) -> bool {
        let stands =
            |login: &Login| self.snapshot.is_asked(login) || reviewed(self.snapshot, self.policy).contains(login);
        fate.counts() || matches!(fate, Fate::Replaced(people) if people.iter().any(stands))
    }

    /// Whether commits name this person as an author, although they did not open the pull request and no signature
    /// proves it. If a bot opened the pull request, a person must have written the commits, so this is `false`.
    pub(super) fn is_named(&self, share: &Share<'_>, reviewer: &Reviewer) -> bool {
        let author = self.snapshot.author.as_ref();
        let by_machine = author.is_some_and(|author| author.bot || share.group.has_bot(&author.login));
        !by_machine && reviewer.person().is_some_and(|login| self.snapshot.co_authors.contains(login))
    }
}
