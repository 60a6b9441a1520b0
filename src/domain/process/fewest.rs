//! The fewest people whose approval would complete all agreements: one person may count for several parties.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::types::ids::Login;

use super::state::{AgreementState, ApprovalState, Progress};

/// The maximum number of parties.
const MAX_PARTIES: usize = 12;

/// The maximum number of steps of a search. Real changes take fewer than a hundred.
const MAX_STEPS: usize = 20_000;

/// People who may agree for the same parties, and how many of them are chosen.
struct Kind<'a> {
    parties: u16,
    people: Vec<&'a Login>,
}

struct Search<'a> {
    kinds: Vec<Kind<'a>>,
    chosen: Vec<usize>,
    best: Option<Vec<usize>>,
    steps: usize,
}

/// The fewest people, of several equal choices the first by name. `None` if nobody is missing, if people alone can't
/// complete it, or if that can't be computed.
pub fn fewest(state: &ApprovalState<'_>) -> Option<BTreeSet<Login>> {
    let is_open = |one: &&AgreementState<'_>| {
        one.requirement.rule.must && !matches!(one.progress, Progress::Agreed | Progress::Waiting)
    };
    let all: Vec<_> = state.all.iter().filter(is_open).collect();
    let open: Option<Vec<_>> = all.iter().map(|one| Some((one.missing()?, one.left()?))).collect();
    let open = open.filter(|open| !open.is_empty() && open.len() <= MAX_PARTIES)?;
    let mut kinds: BTreeMap<&Login, u16> = BTreeMap::new();
    for (place, (_, people)) in open.iter().enumerate() {
        people.iter().for_each(|login| *kinds.entry(login).or_default() |= 1 << place);
    }
    let mut by_parties: BTreeMap<u16, Vec<&Login>> = BTreeMap::new();
    kinds.into_iter().for_each(|(login, parties)| by_parties.entry(parties).or_default().push(login));
    let mut kinds: Vec<_> = by_parties.into_iter().map(|(parties, people)| Kind { parties, people }).collect();
    kinds.sort_by_key(|kind| (std::cmp::Reverse(kind.parties.count_ones()), kind.parties));
    let mut search = Search { kinds, chosen: Vec::new(), best: None, steps: 0 };
    search.go(&open.iter().map(|(missing, _)| *missing).collect::<Vec<_>>());
    let best = search.best.filter(|_| search.steps <= MAX_STEPS)?;
    let people = search.kinds.iter().zip(best).flat_map(|(kind, number)| kind.people.iter().take(number));
    Some(people.map(|login| (*login).clone()).collect())
}

impl Search<'_> {
    /// Chooses people of the next kind, as many as are useful first.
    fn go(&mut self, needs: &[usize]) {
        self.steps += 1;
        let so_far: usize = self.chosen.iter().sum();
        let least = needs.iter().copied().max().unwrap_or(0);
        let best = self.best.as_ref().map_or(usize::MAX, |best| best.iter().sum());
        if self.steps > MAX_STEPS || so_far + least >= best {
            return;
        }
        if least == 0 {
            self.best = Some(self.chosen.clone());
            return;
        }
        let Some(kind) = self.kinds.get(self.chosen.len()) else { return };
        let (parties, count) = (kind.parties, kind.people.len());
        let of_kind = |place: usize| parties & (1 << place) != 0;
        let useful = (0..needs.len()).filter(|place| of_kind(*place)).filter_map(|place| needs.get(place)).max();
        for number in (0..=count.min(useful.copied().unwrap_or(0))).rev() {
            let left = |(place, need): (usize, &usize)| need.saturating_sub(if of_kind(place) { number } else { 0 });
            let left: Vec<usize> = needs.iter().enumerate().map(left).collect();
            self.chosen.push(number);
            self.go(&left);
            self.chosen.pop();
        }
    }
}
