//! Chooses reviewers tier after tier. Within a tier the groups alternate: each takes its least loaded person, until all
//! groups have as many as they want or the limit is reached.

mod fate;

use std::collections::BTreeMap;

use crate::domain::policy::{HowMany, Policy};
use crate::domain::pull::snapshot::{PullState, Snapshot};
use crate::domain::types::ids::GroupId;
use crate::domain::types::reviewer::Reviewer;

use super::allotment::Share;
use super::candidate::{Candidate, CandidateRole, Fate, Shortfall};
use super::pool::{self, pool};
use super::tie_break::Draw;
use super::{Considered, condition, others, reviewed};

/// The state of the choice.
pub(super) struct RoundRobin<'a> {
    snapshot: &'a Snapshot,
    policy: &'a Policy,
    draw: Draw,
    shares: &'a [Share<'a>],
    /// How many more reviews may be requested.
    room: usize,
    /// The first group that each reviewer's review was or is requested for.
    first: BTreeMap<Reviewer, GroupId>,
    /// The candidates of each share, tier after tier.
    candidates: Vec<Vec<Candidate>>,
    /// Tiers with a limit: the share, the limit, and the tier's members.
    limits: Vec<(usize, usize, Vec<Reviewer>)>,
}

/// A tier of one share during the alternation.
struct Queue {
    share: usize,
    stands_in: bool,
    /// Whether the tier takes some of its members and not all.
    chooses: bool,
    /// How many more reviewers the tier wants.
    want: usize,
    entries: Vec<(Reviewer, CandidateRole, Option<Fate>)>,
    /// Indexes of entries without an outcome; the next one to choose is last.
    waiting: Vec<usize>,
}

impl<'a> RoundRobin<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, policy: &'a Policy, shares: &'a [Share<'a>], room: usize) -> Self {
        let candidates = vec![Vec::new(); shares.len()];
        // A reviewer stays with the group that wg-steward requested the review for.
        let here = |group: &GroupId| shares.iter().any(|share| share.group.id == *group);
        let asked = snapshot.memory.asked.iter().filter(|(reviewer, _)| is_in(reviewer, snapshot, policy));
        let first =
            asked.filter_map(|(reviewer, request)| Some((reviewer.clone(), request.group.clone().filter(here)?)));
        let first = first.collect();
        Self { snapshot, policy, draw: Draw::of(snapshot), shares, room, first, candidates, limits: Vec::new() }
    }

    /// Groups that are teams with unknown members: their review is requested whatever their tiers say.
    pub(super) fn themselves(&mut self) {
        let shares = self.shares;
        let people = shares.iter().map(pool::itself).enumerate().filter(|(_, people)| !people.is_empty());
        let queues = people.filter_map(|(number, people)| self.queue(number, HowMany::All, people)).collect();
        self.turns(queues);
    }

    /// Goes through the tier at this level of each share's rule.
    pub(super) fn tier(&mut self, level: usize) {
        let mut queues: Vec<Queue> = Vec::new();
        let shares = self.shares;
        for (number, share) in shares.iter().enumerate() {
            let tier = share.rule.tiers.get(level);
            let tier = tier.filter(|tier| condition::holds(&tier.only_if, self.snapshot, share.group));
            queues.extend(tier.and_then(|tier| self.queue(number, tier.ask, pool(share, tier.who))));
        }
        self.turns(queues);
    }

    /// Lets the queues alternate, each taking one reviewer at a time, until no queue takes another.
    fn turns(&mut self, mut queues: Vec<Queue>) {
        while queues.iter_mut().filter_map(|queue| self.turn(queue).then_some(())).count() > 0 {}
        for queue in queues {
            self.keep(queue);
        }
    }

    /// The candidates and their outcomes.
    pub(super) fn end(mut self) -> Considered {
        self.not_needed_any_more();
        self.asked_by_others();
        for candidate in self.candidates.iter_mut().flatten().filter(|candidate| candidate.fate == Fate::Enough) {
            // Not needed in this tier, but requested for another group: the review counts for both.
            if let Some(group) = self.first.get(&candidate.reviewer) {
                candidate.fate = Fate::Counted(group.clone());
            }
        }
        let short = |(share, candidates): (&Share<'_>, &Vec<Candidate>)| {
            let found = counted(candidates);
            (found < share.rule.minimum).then(|| Shortfall {
                group: share.group.id.clone(),
                area: share.alone.map(str::to_owned),
                wanted: share.rule.minimum,
                found,
            })
        };
        self.no_more_than_wanted();
        let shortfalls = self.shares.iter().zip(&self.candidates).filter_map(short).collect();
        let mut candidates: Vec<_> = self.candidates.into_iter().flatten().collect();
        count_once(&mut candidates);
        if !candidates.iter().any(|candidate| candidate.fate == Fate::Ask) {
            // No one is chosen now: show the open requests as counted at the time of the choice.
            let remembered = &self.snapshot.memory.weighed;
            for candidate in candidates.iter_mut().filter(|candidate| candidate.open.is_some()) {
                candidate.open = candidate.reviewer.person().and_then(|login| remembered.get(login).copied());
            }
        }
        Considered { candidates, shortfalls }
    }

    /// The members of a tier that it decides on; `None` for a fallback tier that is not needed.
    fn queue(&mut self, number: usize, ask: HowMany, people: Vec<(Reviewer, CandidateRole)>) -> Option<Queue> {
        let share = self.shares.get(number)?;
        let before = self.candidates.get(number).map(Vec::as_slice).unwrap_or_default();
        let stands_in = ask == HowMany::IfShort;
        let known: BTreeMap<&Reviewer, &Candidate> = before.iter().map(|it| (&it.reviewer, it)).collect();
        let others = others::asked_by_others(share, self.snapshot, self.policy);
        let is_elsewhere = |(other, _): &&(Reviewer, CandidateRole)| {
            !known.contains_key(other) && !people.iter().any(|(reviewer, _)| reviewer == other)
        };
        let elsewhere = others.iter().filter(is_elsewhere).count();
        let missing = share.rule.minimum.saturating_sub(counted(before) + elsewhere);
        // If the limit leaves no room for earlier candidates, it leaves none for fallback candidates.
        let full = || before.iter().any(|candidate| candidate.fate == Fate::Full);
        if stands_in && (missing == 0 || full()) {
            return None;
        }
        let mut counts = 0;
        let limit = match ask {
            HowMany::All => None,
            HowMany::Few(number) => Some(number),
            HowMany::IfShort => Some(missing),
        };
        let of_whom = people.iter().map(|(reviewer, _)| reviewer.clone()).collect();
        let limits = limit.map(|limit| (number, limit, of_whom));
        let mut entries: Vec<(Reviewer, CandidateRole, Option<Fate>)> = Vec::new();
        for (reviewer, part) in people {
            // A candidate who was not needed in an earlier tier may be needed in this one.
            match known.get(&reviewer) {
                Some(known) if known.fate != Fate::Enough => counts += usize::from(known.fate.counts() && !stands_in),
                _ => {
                    let fate = self.fate(share, &reviewer);
                    entries.push((reviewer, part, fate));
                }
            }
        }
        counts += entries.iter().filter(|(_, _, fate)| fate.as_ref().is_some_and(|fate| self.fills(fate))).count();
        for (reviewer, ..) in entries.iter().filter(|(_, _, fate)| fate.as_ref().is_some_and(Fate::is_responsible)) {
            self.first.entry(reviewer.clone()).or_insert_with(|| share.group.id.clone());
        }
        let want = limit.map_or(usize::MAX, |limit| limit.saturating_sub(counts));
        self.limits.extend(limits);
        let mut waiting: Vec<usize> = (0..entries.len()).filter(|index| entries[*index].2.is_none()).collect();
        waiting.sort_by_cached_key(|index| std::cmp::Reverse(self.rank(share, &entries[*index].0)));
        let chooses = ask != HowMany::All;
        Some(Queue { share: number, stands_in, chooses, want, entries, waiting })
    }

    /// If enough reviewers are found in the end, the limit left no one out.
    fn no_more_than_wanted(&mut self) {
        for (share, limit, people) in std::mem::take(&mut self.limits) {
            let Some(candidates) = self.candidates.get_mut(share) else { continue };
            let in_tier = |candidate: &Candidate| people.contains(&candidate.reviewer);
            let found = candidates.iter().filter(|candidate| in_tier(candidate) && candidate.fate.counts()).count();
            for candidate in candidates.iter_mut().filter(|candidate| found >= limit && in_tier(candidate)) {
                if candidate.fate == Fate::Full {
                    candidate.fate = Fate::Enough;
                }
            }
        }
    }

    /// Keeps fallback reviewers in the list: their review was requested when too few others were available, and now no
    /// tier needs them.
    fn not_needed_any_more(&mut self) {
        let shares = self.shares;
        for (number, share) in shares.iter().enumerate() {
            let asked = |reviewer: &Reviewer| {
                let memory = &self.snapshot.memory;
                memory.asked.get(reviewer).is_some_and(|request| request.group.as_ref() == Some(&share.group.id))
            };
            let tiers = share.rule.tiers.iter().filter(|tier| tier.ask == HowMany::IfShort);
            for (reviewer, part) in tiers.flat_map(|tier| pool(share, tier.who)).filter(|(reviewer, _)| asked(reviewer))
            {
                let known = |candidate: &Candidate| candidate.reviewer == reviewer;
                let is_there = self.candidates.iter().flatten().any(known);
                let fate = self.fate(share, &reviewer).filter(|fate| fate.is_responsible() || *fate == Fate::Silent);
                if let (false, Some(fate)) = (is_there, fate) {
                    self.add(number, (reviewer, part), true, fate);
                }
            }
        }
    }

    /// Adds people with a review request by someone else whom no tier has added.
    fn asked_by_others(&mut self) {
        let shares = self.shares;
        for (number, share) in shares.iter().enumerate() {
            for (reviewer, part) in others::asked_by_others(share, self.snapshot, self.policy) {
                let own = self.candidates.get(number).map(Vec::as_slice).unwrap_or_default();
                let is_there = own.iter().any(|candidate| candidate.reviewer == reviewer);
                if let (false, Some(fate)) = (is_there, self.fate(share, &reviewer).filter(Fate::counts)) {
                    self.first.entry(reviewer.clone()).or_insert_with(|| share.group.id.clone());
                    self.add(number, (reviewer, part), false, fate);
                }
            }
        }
    }

    /// Adds a candidate who was not chosen.
    fn add(&mut self, number: usize, (reviewer, part): (Reviewer, CandidateRole), stands_in: bool, fate: Fate) {
        let Some(share) = self.shares.get(number) else { return };
        let (group, named_in_commits) = (share.group.id.clone(), self.is_named(share, &reviewer));
        let candidate = Candidate { reviewer, group, part, stands_in, named_in_commits, open: None, fate };
        self.candidates.get_mut(number).into_iter().for_each(|kept| kept.push(candidate.clone()));
    }

    /// The sort key: people whom no commit names first, then the fewest open requests, then the draw.
    fn rank(&self, share: &Share<'_>, reviewer: &Reviewer) -> (bool, u32, u64) {
        let open = reviewer.person().map_or(0, |login| self.snapshot.people.open(login));
        (self.is_named(share, reviewer), open, self.draw.place(reviewer))
    }

    /// Takes the next candidate of a queue; `false` if the queue wants no more or is empty.
    fn turn(&mut self, queue: &mut Queue) -> bool {
        if queue.want == 0 {
            return false;
        }
        let Some((reviewer, _, fate)) = queue.waiting.pop().and_then(|index| queue.entries.get_mut(index)) else {
            return false;
        };
        queue.want -= 1;
        let chosen = match self.first.get(reviewer) {
            Some(group) => Fate::Counted(group.clone()),
            None if self.room == 0 => Fate::Full,
            None if self.snapshot.is_older => Fate::Older,
            None if self.snapshot.state == PullState::Draft => Fate::Draft,
            None => Fate::Ask,
        };
        if matches!(chosen, Fate::Ask | Fate::Draft | Fate::Older) {
            self.room -= 1;
            let group = self.shares.get(queue.share).map(|share| share.group.id.clone());
            self.first.extend(group.map(|group| (reviewer.clone(), group)));
        }
        *fate = Some(chosen);
        true
    }

    fn keep(&mut self, queue: Queue) {
        let Queue { share: number, stands_in, chooses, entries, .. } = queue;
        let Some(share) = self.shares.get(number) else { return };
        let named = entries.iter().map(|(reviewer, ..)| self.is_named(share, reviewer)).collect::<Vec<_>>();
        let Some(kept) = self.candidates.get_mut(number) else { return };
        let mut places: BTreeMap<Reviewer, usize> =
            kept.iter().enumerate().map(|(place, candidate)| (candidate.reviewer.clone(), place)).collect();
        let counted = chooses && self.snapshot.people.are_counted;
        for ((reviewer, part, fate), named_in_commits) in entries.into_iter().zip(named) {
            let fate = fate.unwrap_or(Fate::Enough);
            // A candidate who was not needed in an earlier tier stays in that place, so it does not change with the
            // request.
            if let Some(earlier) = places.get(&reviewer).and_then(|place| kept.get_mut(*place)) {
                earlier.fate = fate;
                continue;
            }
            places.insert(reviewer.clone(), kept.len());
            let open = reviewer.person().filter(|_| counted).map(|login| self.snapshot.people.open(login));
            let group = share.group.id.clone();
            kept.push(Candidate { reviewer, group, part, stands_in, named_in_commits, open, fate });
        }
    }
}

/// Whether a reviewer's review is requested at this moment, or they have reviewed.
fn is_in(reviewer: &Reviewer, snapshot: &Snapshot, policy: &Policy) -> bool {
    match reviewer {
        Reviewer::Person(login) => snapshot.is_asked(login) || reviewed(snapshot, policy).contains(login),
        Reviewer::Team(_) => true,
    }
}

/// A reviewer with several entries is listed for the group whose request they have, in its first entry; the other
/// entries become [`Fate::Counted`]. So the result is the same before and after the request.
fn count_once(candidates: &mut [Candidate]) {
    let mut places: BTreeMap<Reviewer, Vec<usize>> = BTreeMap::new();
    for (place, candidate) in candidates.iter().enumerate().filter(|(_, candidate)| candidate.fate.counts()) {
        places.entry(candidate.reviewer.clone()).or_default().push(place);
    }
    for places in places.into_values().filter(|places| places.len() > 1) {
        let at = |place: &usize| candidates.get(*place);
        let asked = |candidate: &&Candidate| !matches!(candidate.fate, Fate::Counted(_));
        let Some(asked) = places.iter().filter_map(at).find(asked) else { continue };
        let (group, fate) = (asked.group.clone(), asked.fate.clone());
        let home = places.iter().copied().find(|place| at(place).is_some_and(|candidate| candidate.group == group));
        for place in places {
            let Some(candidate) = candidates.get_mut(place) else { continue };
            candidate.fate = if Some(place) == home { fate.clone() } else { Fate::Counted(group.clone()) };
        }
    }
}

fn counted(candidates: &[Candidate]) -> usize {
    candidates.iter().filter(|candidate| candidate.fate.counts()).count()
}
