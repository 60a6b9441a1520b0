//! Properties of agreements over any history: pushes, reviews, dismissals, missed looks, repeated looks and jumps of the
//! clock.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use wg_steward::domain::governance::tree::Tree;
use wg_steward::domain::policy::{self, Policy};
use wg_steward::domain::process::{
    Assessment, Change, ChangeHistory, ChangeSet, Eligible, Opinions, Progress, fewest, state,
};
use wg_steward::domain::types::ids::{Login, Sha};
use wg_steward::domain::types::review::{Dismissal, Opinion, SubmittedReview};
use wg_steward::domain::types::time::Timestamp;

use super::few;

/// The leads of two groups, the oversight, an approver, the author, and somebody without a role.
const PEOPLE: [&str; 8] = ["ada", "bob", "tia", "tom", "ted", "ann", "author", "nobody"];

const OVENS: &str = "toc/working-groups/ovens.md";
const STOVES: &str = "toc/working-groups/stoves.md";

static POLICY: LazyLock<Policy> =
    LazyLock::new(|| policy::parse(include_str!("../../../policies/cloudfoundry/policy.yml")).unwrap());

/// What a pull request proposes, by its head: a move, a move in other words, two moves, a lead, and nothing.
static PROPOSALS: LazyLock<Vec<Assessment>> = LazyLock::new(|| {
    let moved = |names: &[&str]| -> Vec<(&str, String, String)> {
        let line = |name: &&str| format!("  - cloudfoundry/{name}\n");
        let out = names.iter().map(|name| (OVENS, line(name), String::new()));
        let into = "  - cloudfoundry/iron\n".to_owned();
        let all = names.iter().map(line).collect::<String>();
        out.chain([(STOVES, into.clone(), into + &all)]).collect()
    };
    let words = (OVENS, "# Ovens".to_owned(), "# All ovens".to_owned());
    let lead = (OVENS, "technical_leads:\n".to_owned(), "technical_leads:\n- {name: Zoe, github: zoe}\n".to_owned());
    [moved(&["bread"]), [moved(&["bread"]), vec![words]].concat(), moved(&["bread", "logs"]), vec![lead], Vec::new()]
        .iter()
        .map(|edits| assessed(edits))
        .collect()
});

fn assessed(edits: &[(&str, String, String)]) -> Assessment {
    let base: BTreeMap<String, String> = [
        (
            OVENS,
            "# Ovens\n\n```yaml\nname: Ovens\nexecution_leads:\n- {name: Ada, github: ada}\n\
             technical_leads:\n- {name: Bob, github: bob}\nbots: []\nareas:\n- name: Wood\n  approvers:\n  \
             - {name: Ann, github: ann}\n  repositories:\n  - cloudfoundry/bread\n  - cloudfoundry/logs\n```\n",
        ),
        (
            STOVES,
            "# Stoves\n\n```yaml\nname: Stoves\nexecution_leads:\n- {name: Tia, github: tia}\ntechnical_leads: []\n\
             bots: []\nareas:\n- name: Iron\n  approvers: []\n  repositories:\n  - cloudfoundry/iron\n```\n",
        ),
        (
            "toc/TOC.md",
            "```yaml\nname: Oversight\nexecution_leads:\n- {name: Tia, github: tia}\n- {name: Tom, github: tom}\n\
             - {name: Ted, github: ted}\ntechnical_leads: []\nbots: []\nareas: []\n```\n",
        ),
        ("orgs/orgs.yml", "orgs:\n  cloudfoundry:\n    repos:\n      bread: {}\n      iron: {}\n      logs: {}\n"),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .into();
    let mut head = base.clone();
    for (path, from, to) in edits {
        let text = head.get_mut(*path).unwrap();
        assert!(text.contains(from.as_str()), "{path} has no `{from}`");
        *text = text.replacen(from, to, 1);
    }
    let [before, after] = [base, head].map(|documents| Tree::read(&documents, &POLICY));
    Assessment::of([&before, &after], &before, &[], Some(&"author".parse().unwrap()), &POLICY)
}

/// What happens to a pull request.
#[derive(Debug, Clone)]
enum Step {
    Push(usize),
    Review(&'static str, Opinion),
    /// The latest review of the first is dismissed by the second.
    Dismiss(&'static str, &'static str),
    /// A run: it may come late, not at all, or several times.
    Look,
    /// So many hours pass; some backwards, when a clock is set.
    Hours(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let person = || select(&PEOPLE);
    let step = prop_oneof![
        2 => (0..5_usize).prop_map(Step::Push),
        6 => (person(), any::<bool>()).prop_map(|(who, approves)| {
            Step::Review(who, if approves { Opinion::Approves } else { Opinion::Objects })
        }),
        1 => (person(), person()).prop_map(|(whose, by)| Step::Dismiss(whose, by)),
        4 => Just(Step::Look),
        2 => (-2..200_i64).prop_map(Step::Hours),
    ];
    vec(step, 0..30)
}

/// A pull request while its history goes on, and what the store keeps of it.
struct Pull {
    now: i64,
    heads: Vec<usize>,
    reviews: Vec<(usize, SubmittedReview)>,
    sets: Vec<ChangeSet>,
    looked: BTreeSet<usize>,
}

fn commit(head: usize) -> Sha {
    format!("{head:040x}").parse().unwrap()
}

impl Pull {
    fn proposal(&self, head: usize) -> &'static Assessment {
        &PROPOSALS[self.heads[head]]
    }

    fn changes(&self, head: usize) -> BTreeSet<String> {
        self.proposal(head).changes.all.iter().map(Change::fingerprint).collect()
    }

    fn history(&self) -> (ChangeHistory, Option<ChangeSet>) {
        let head = self.heads.len() - 1;
        let changes = self.changes(head);
        let (history, new) = ChangeHistory::with(self.sets.clone(), (commit(head), Timestamp(self.now), changes));
        (history, new)
    }

    fn take(&mut self, step: &Step) {
        let head = self.heads.len() - 1;
        match step {
            Step::Push(proposal) => self.heads.push(*proposal),
            Step::Review(author, opinion) => {
                let review = SubmittedReview {
                    author: author.parse().unwrap(),
                    opinion: *opinion,
                    at: Timestamp(self.now),
                    commit: Some(commit(head)),
                    url: None,
                    dismissed: None,
                };
                self.reviews.push((head, review));
            }
            Step::Dismiss(whose, by) => {
                let whose: Login = whose.parse().unwrap();
                let latest = self.reviews.iter_mut().rev().find(|(_, review)| review.author == whose);
                if let Some((_, review)) = latest.filter(|(_, review)| review.dismissed.is_none()) {
                    review.dismissed = Some(Dismissal { by: by.parse().ok(), at: Timestamp(self.now) });
                }
            }
            Step::Look => {
                let (_, new) = self.history();
                self.sets.extend(new);
                self.looked.insert(head);
            }
            Step::Hours(hours) => self.now += hours * 60 * 60 * 1000,
        }
    }

    /// The people whose approval of these changes has to count, by the history alone.
    fn approved(&self, people: &BTreeSet<Login>, changes: &BTreeSet<String>) -> BTreeSet<Login> {
        let counts = |login: &&Login| {
            let last = self.reviews.iter().rev().find(|(_, review)| review.author == **login);
            last.is_some_and(|(head, review)| {
                let is_good = review.opinion == Opinion::Approves && review.dismissed.is_none();
                is_good && self.looked.contains(head) && changes.is_subset(&self.changes(*head))
            })
        };
        people.iter().filter(counts).cloned().collect()
    }

    /// The people whose objection has to stand.
    fn objected(&self, people: &BTreeSet<Login>) -> BTreeSet<Login> {
        let stands = |login: &&Login| {
            let last = self.reviews.iter().rev().find(|(_, review)| review.author == **login);
            last.is_some_and(|(_, review)| {
                let withdrawn = review.dismissed.as_ref().is_some_and(|it| it.by.as_ref() == Some(*login));
                review.opinion == Opinion::Objects && !withdrawn
            })
        };
        people.iter().filter(stands).cloned().collect()
    }
}

fn authors(reviews: &[&SubmittedReview]) -> BTreeSet<Login> {
    reviews.iter().map(|review| review.author.clone()).collect()
}

proptest! {
    #![proptest_config(few(10_000))]

    /// No approval is lost, none is wrongly kept, no objection is lost; and the order in which the store returns what it
    /// keeps, and another look, change nothing.
    #[test]
    fn in_any_history_what_counts_is_what_was_agreed_to(first in 0..5_usize, steps in steps(), turn in any::<usize>()) {
        let mut pull = Pull {
            now: 1_796_031_000_000,
            heads: vec![first],
            reviews: Vec::new(),
            sets: Vec::new(),
            looked: BTreeSet::new(),
        };
        steps.iter().for_each(|step| pull.take(step));
        // The last look: a webhook, or the sweep.
        pull.take(&Step::Look);
        let head = pull.heads.len() - 1;
        let process = pull.proposal(head);
        let reviews: Vec<SubmittedReview> = pull.reviews.iter().map(|(_, review)| review.clone()).collect();
        let look = |pull: &Pull| {
            let (history, _) = pull.history();
            Opinions { reviews: &reviews, bypasses: &[], cut: false, since: None, retargeted: None, history, now: Timestamp(pull.now) }
        };
        let opinions = look(&pull);
        let found = state(process, &opinions);
        for one in &found.all {
            let Eligible::Known(people) = &one.requirement.eligible else { panic!("all roles are known") };
            let changes = one.requirement.changes.iter().map(|place| process.changes.all[*place].fingerprint()).collect();
            prop_assert_eq!(authors(&one.have), pull.approved(people, &changes));
            prop_assert_eq!(authors(&one.objections), pull.objected(people));
            let none: Login = "author".parse().unwrap();
            prop_assert!(!authors(&one.have).contains(&none));
            let is_over = one.until.is_none_or(|end| end.0 <= pull.now);
            prop_assert!(one.progress != Progress::Agreed || is_over, "{:?}", one);
        }
        // What is said to be enough is enough, but for waiting periods.
        if let Some(people) = fewest(&found) {
            let mut more = reviews.clone();
            more.extend(people.iter().map(|login| SubmittedReview {
                author: login.clone(),
                opinion: Opinion::Approves,
                at: Timestamp(pull.now),
                commit: Some(commit(head)),
                url: None,
                dismissed: None,
            }));
            let after = state(process, &Opinions { reviews: &more, ..look(&pull) });
            let mut needed = after.all.iter().filter(|one| one.requirement.rule.must);
            let are_done = needed.all(|one| matches!(one.progress, Progress::Agreed | Progress::Waiting));
            prop_assert!(are_done, "{:?}", people);
        }
        let place = turn % pull.sets.len().max(1);
        pull.sets.rotate_left(place);
        pull.take(&Step::Look);
        let again = look(&pull);
        prop_assert_eq!(&state(process, &again), &found);
    }
}
