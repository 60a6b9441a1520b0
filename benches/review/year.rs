//! Simulates a year of pull requests: each event causes a decision, as in the app.

use std::collections::{BTreeMap, BTreeSet};

use wg_steward::domain::decide::{decide, intents};
use wg_steward::domain::pull::plan::{Action, Plan};
use wg_steward::domain::pull::snapshot::{Author, PullState, Snapshot};
use wg_steward::domain::text::fingerprint::hash;
use wg_steward::domain::types::ids::Login;
use wg_steward::domain::types::reviewer::Reviewer;
use wg_steward::domain::types::time::Timestamp;

use crate::simulation::{apply, blank};
use crate::tally::Tally;
use crate::world::{BEGIN, DAY, DAYS, Numbers, Opened, World};

/// The result of a year.
pub(crate) struct Outcome {
    pub(crate) tally: Tally,
    /// A hash of all plans in order.
    pub(crate) hash: u64,
    pub(crate) plans: u32,
    pub(crate) requests: u32,
    pub(crate) taken_off: u32,
    /// Requests to reviewers who had been removed from that pull request.
    pub(crate) repeats: Vec<String>,
}

/// How candidates are ranked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Load {
    /// By their open requests, as in the app.
    Open,
    /// By their open requests, then by their requests of the last thirty days.
    OpenThenLately,
}

#[derive(Clone)]
enum Event {
    Open,
    /// An event without effect, such as another title.
    Look,
    Push,
    TakeOff,
    Answer(Login),
    Close,
}

struct Pull {
    snapshot: Snapshot,
    taken_off: BTreeSet<Reviewer>,
    numbers: Numbers,
}

struct Year<'w> {
    world: &'w World,
    opened: &'w [Opened],
    load: Load,
    /// By minute, then by order of creation.
    events: BTreeMap<(u32, u32), (usize, Event)>,
    next: u32,
    pulls: BTreeMap<usize, Pull>,
    open: BTreeMap<Login, u32>,
    /// The times of each person's requests, in minutes.
    lately: BTreeMap<Login, Vec<u32>>,
    outcome: Outcome,
}

pub(crate) fn play(world: &World, opened: &[Opened], load: Load) -> Outcome {
    let outcome =
        Outcome { tally: Tally::of(world), hash: 0, plans: 0, requests: 0, taken_off: 0, repeats: Vec::new() };
    let mut year = Year {
        world,
        opened,
        load,
        events: BTreeMap::new(),
        next: 0,
        pulls: BTreeMap::new(),
        open: BTreeMap::new(),
        lately: BTreeMap::new(),
        outcome,
    };
    for (index, pull) in opened.iter().enumerate() {
        year.plan(pull.at, index, Event::Open);
    }
    while let Some(((at, _), (index, event))) = year.events.pop_first() {
        year.happen(at, index, event);
    }
    year.outcome
}

impl Year<'_> {
    fn plan(&mut self, at: u32, index: usize, event: Event) {
        self.next += 1;
        self.events.insert((at, self.next), (index, event));
    }

    fn happen(&mut self, at: u32, index: usize, event: Event) {
        if matches!(event, Event::Open) {
            self.open(at, index);
            return;
        }
        let Some(pull) = self.pulls.get_mut(&index) else { return };
        match event {
            Event::Open | Event::Look => {}
            Event::Push => {
                let commit = format!("{:032x}{:08x}", index, at);
                pull.snapshot.commit = Some(commit.parse().expect("it is a hash"));
                pull.snapshot.reviewed_head.clear();
                pull.snapshot.memory.checks.clear();
            }
            Event::TakeOff => self.take_off(at, index),
            Event::Answer(login) => {
                if !pull.snapshot.requested.remove(&login) {
                    return;
                }
                pull.snapshot.reviewed.insert(login.clone());
                pull.snapshot.reviewed_head.insert(login.clone());
                self.end(at, index, &login);
            }
            Event::Close => self.close(at, index),
        }
        self.look(at, index);
        let Some(pull) = self.pulls.get(&index) else { return };
        if pull.snapshot.state == PullState::Closed {
            self.pulls.remove(&index);
        } else if pull.snapshot.requested.is_empty() {
            // All reviewers have answered.
            self.plan(at + DAY / 2, index, Event::Close);
        }
    }

    /// 40% get another push, up to three times; from one in fifteen a reviewer is removed, from some a second one.
    fn open(&mut self, at: u32, index: usize) {
        let Opened { repository, author, changes, .. } = &self.opened[index];
        let mut numbers = Numbers::of(&format!("pull {index}"));
        let snapshot = Snapshot {
            number: Some(index as u64 + 1),
            author: Some(Author { login: author.clone(), bot: author.is_app() }),
            changes: changes.clone(),
            repository: repository.clone(),
            ..blank(repository.as_str())
        };
        let pushes = [0, 0, 0, 1, 3][numbers.below(5) as usize];
        let looks = pushes + 1;
        for (count, event, within) in [(pushes, Event::Push, 6 * DAY), (looks, Event::Look, 8 * DAY)] {
            for _ in 0..count {
                let later = at + 30 + numbers.below(within);
                self.plan(later, index, event.clone());
            }
        }
        if numbers.below(15) == 0 {
            for _ in 0..=numbers.below(2) {
                let later = at + 20 + numbers.below(2 * DAY);
                self.plan(later, index, Event::TakeOff);
            }
        }
        let last = at + 25 * DAY + numbers.below(20 * DAY);
        self.plan(last, index, Event::Close);
        self.pulls.insert(index, Pull { snapshot, taken_off: BTreeSet::new(), numbers });
        self.look(at, index);
    }

    /// Every other time only the app's own memory shows it.
    fn take_off(&mut self, at: u32, index: usize) {
        let Some(pull) = self.pulls.get_mut(&index) else { return };
        let asked: Vec<_> = pull.snapshot.requested.iter().cloned().collect();
        let Some(login) = pull.numbers.one_of(&asked).cloned() else { return };
        pull.snapshot.requested.remove(&login);
        pull.taken_off.insert(Reviewer::from(&login));
        if pull.numbers.below(2) == 0 {
            let by = pull.snapshot.author.as_ref().map(|author| author.login.clone());
            pull.snapshot.taken_off.extend(by.map(|by| (Reviewer::from(&login), Some(by))));
        }
        self.outcome.taken_off += 1;
        self.end(at, index, &login);
    }

    fn close(&mut self, at: u32, index: usize) {
        let Some(pull) = self.pulls.get_mut(&index) else { return };
        pull.snapshot.state = PullState::Closed;
        let asked = std::mem::take(&mut pull.snapshot.requested);
        asked.iter().for_each(|login| self.end(at, index, login));
    }

    /// Records that a request has ended.
    fn end(&mut self, at: u32, index: usize, login: &Login) {
        self.open.entry(login.clone()).and_modify(|open| *open -= 1);
        self.outcome.tally.end(index, login, at.min(DAYS * DAY));
    }

    /// Decides and applies the plan, as a run of the worker does.
    fn look(&mut self, at: u32, index: usize) {
        let weighs = self.weighs(at, index);
        let Some(pull) = self.pulls.get_mut(&index) else { return };
        let World { ownership, policy, .. } = self.world;
        pull.snapshot.people.open = weighs;
        pull.snapshot.now = Timestamp(BEGIN + i64::from(at) * 60_000);
        let intents = intents(&pull.snapshot, ownership, policy);
        pull.snapshot.remember(&intents);
        let plan = decide(&pull.snapshot, ownership, policy);
        self.outcome.plans += 1;
        self.outcome.hash = hash(&format!("{:016x} {plan:?}", self.outcome.hash));
        apply(&mut pull.snapshot, &plan);
        let repeats = asked(&plan).filter(|reviewer| pull.taken_off.contains(reviewer));
        let repository = &pull.snapshot.repository;
        self.outcome.repeats.extend(repeats.map(|reviewer| format!("{reviewer} in {repository}, pull {index}")));
        for login in asked(&plan).filter_map(Reviewer::person) {
            self.outcome.requests += 1;
            *self.open.entry(login.clone()).or_default() += 1;
            self.lately.entry(login.clone()).or_default().push(at);
            let days = Numbers::of(&format!("{index} {login}")).below(9 * DAY);
            self.next += 1;
            self.events.insert((at + DAY + days, self.next), (index, Event::Answer(login.clone())));
        }
        self.outcome.tally.begin(index, &plan, at.min(DAYS * DAY), self.opened[index].author.clone());
    }

    /// The number of requests that are open on other pull requests.
    fn weighs(&self, at: u32, index: usize) -> BTreeMap<Login, u32> {
        let mut open = self.open.clone();
        for login in self.pulls.get(&index).iter().flat_map(|pull| &pull.snapshot.requested) {
            open.entry(login.clone()).and_modify(|open| *open -= 1);
        }
        if self.load == Load::OpenThenLately {
            for (login, times) in &self.lately {
                let recent = times.iter().rev().take_while(|time| **time + 30 * DAY > at).count();
                let open = open.entry(login.clone()).or_default();
                *open = *open * 10_000 + u32::try_from(recent).expect("nobody is asked so often");
            }
        }
        open
    }
}

/// The requested reviewers of a plan.
fn asked(plan: &Plan) -> impl Iterator<Item = &Reviewer> {
    let requests = plan.actions.iter().filter_map(|action| match action {
        Action::RequestReview { reviewers, .. } => Some(reviewers),
        _ => None,
    });
    requests.flatten()
}
