//! Properties of the whole life of a pull request: users review, push and remove reviewers, and it is rechecked.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use wg_steward::domain::pull::snapshot::{CommandComment, PullState, Snapshot};
use wg_steward::domain::types::ids::Login;
use wg_steward::domain::types::reviewer::Reviewer;
use wg_steward::domain::types::time::Timestamp;

use crate::support::simulation::apply;

use super::decisions::{asked, leaves_nothing, look};
use super::few;
use super::policies::policies;
use super::pulls::snapshot;
use super::world::{account, charters};

/// An event of a pull request.
#[derive(Debug, Clone)]
enum Step {
    /// A user removes a requested reviewer.
    TakeOff { whom: Index, by: Login },
    /// A requested reviewer submits a review.
    Review { whom: Index },
    /// Another commit is pushed.
    Push,
    /// Time passes.
    Wait { hours: i64 },
    /// A user requests another reviewer.
    Reroll { by: Login },
    /// A user has this many requests elsewhere.
    Busy { who: Login, open: u32 },
    /// It becomes a draft, or is ready again.
    Turn,
}

fn step() -> impl Strategy<Value = Step> {
    let login = || account().prop_map(|login| login.parse::<Login>().unwrap());
    prop_oneof![
        4 => (any::<Index>(), login()).prop_map(|(whom, by)| Step::TakeOff { whom, by }),
        3 => any::<Index>().prop_map(|whom| Step::Review { whom }),
        2 => Just(Step::Push),
        1 => (1..200_i64).prop_map(|hours| Step::Wait { hours }),
        1 => login().prop_map(|by| Step::Reroll { by }),
        1 => (login(), 0_u32..6).prop_map(|(who, open)| Step::Busy { who, open }),
        1 => Just(Step::Turn),
    ]
}

/// A pull request, and the reviewers that users removed.
struct Story {
    snapshot: Snapshot,
    taken_off: BTreeSet<Reviewer>,
    steps: u64,
}

impl Story {
    fn happen(&mut self, step: Step) {
        self.steps += 1;
        let snapshot = &mut self.snapshot;
        match step {
            Step::TakeOff { whom, by } => {
                let teams = snapshot.requested_teams.iter().cloned().map(Reviewer::Team);
                let all: Vec<_> = snapshot.requested.iter().map(Reviewer::from).chain(teams).collect();
                if !all.is_empty() {
                    self.take_off(whom.get(&all), by);
                }
            }
            Step::Review { whom } => {
                let all: Vec<_> = snapshot.requested.iter().cloned().collect();
                if !all.is_empty() {
                    let login = whom.get(&all);
                    snapshot.requested.remove(login);
                    snapshot.reviewed.insert(login.clone());
                    snapshot.reviewed_head.insert(login.clone());
                }
            }
            Step::Push => {
                let commit = format!("{:040x}", self.steps);
                snapshot.commit = Some(commit.parse().unwrap());
                snapshot.reviewed_head.clear();
                snapshot.memory.checks.clear();
            }
            Step::Wait { hours } => snapshot.now = Timestamp(snapshot.now.0 + hours * 3_600_000),
            Step::Reroll { by } => {
                let (comment, body) = (100 + self.steps, "/wg reroll".to_owned());
                snapshot.commands.push(CommandComment { comment, author: by, member: true, body });
            }
            Step::Busy { who, open } => _ = snapshot.people.open.insert(who, open),
            Step::Turn => {
                let is_draft = snapshot.state == PullState::Draft;
                snapshot.state = if is_draft { PullState::Open } else { PullState::Draft };
            }
        }
    }

    fn take_off(&mut self, reviewer: &Reviewer, by: Login) {
        let snapshot = &mut self.snapshot;
        snapshot.requested.retain(|login| Reviewer::from(login) != *reviewer);
        snapshot.requested_teams.retain(|slug| Reviewer::Team(slug.clone()) != *reviewer);
        snapshot.taken_off.insert(reviewer.clone(), Some(by));
        self.taken_off.insert(reviewer.clone());
    }
}

proptest! {
    #![proptest_config(few(100))]

    /// A removed reviewer is never requested again, and after each run nothing is left to do.
    #[test]
    fn whoever_was_taken_off_is_left_alone(
        (snapshot, charters, written) in (snapshot(), charters(), policies()),
        steps in vec(step(), 1..8),
    ) {
        let (ownership, policy) = (charters.ownership(), written.policy());
        let state = if snapshot.state == PullState::Closed { PullState::Open } else { snapshot.state };
        let taken_off = snapshot.taken_off.keys().cloned().collect();
        let mut story = Story { snapshot: Snapshot { state, queued: false, ..snapshot }, taken_off, steps: 0 };
        let plan = look(&mut story.snapshot, &ownership, &policy);
        apply(&mut story.snapshot, &plan);
        for step in steps {
            story.happen(step);
            let plan = look(&mut story.snapshot, &ownership, &policy);
            let again: Vec<_> = asked(&plan).into_iter().filter(|it| story.taken_off.contains(*it)).collect();
            prop_assert!(again.is_empty(), "asked again: {:?}", again);
            apply(&mut story.snapshot, &plan);
            leaves_nothing(&story.snapshot, &plan, &ownership, &policy)?;
        }
    }
}
