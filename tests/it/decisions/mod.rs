//! Decisions as documents: each file of `tests/decisions/` describes situations and the expected plans.

mod html;
mod printer;
mod situation;

use std::path::Path;

use wg_steward::domain::decide::{decide, intents};
use wg_steward::domain::governance::ownership::Ownership;
use wg_steward::domain::policy::Policy;
use wg_steward::domain::pull::intent::Intent;
use wg_steward::domain::pull::plan::{Action, Plan};
use wg_steward::domain::pull::snapshot::Snapshot;

use crate::support::document::{Kinds, parse, play, rewrite};
use crate::support::simulation::apply;
use situation::{Situation, Then};

const FOLDER: &str = "tests/decisions";

/// The kind of a block.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// A world and a pull request.
    Situation,
    /// Events after the previous plan was applied.
    Then,
    /// The plan.
    Expectation,
    /// The whole text of the check.
    Summary,
    /// The whole text of the written comments.
    Comment,
}

const KINDS: &Kinds<Kind> = &[
    ("yaml situation", Kind::Situation),
    ("yaml then", Kind::Then),
    ("text expectation", Kind::Expectation),
    ("markdown summary", Kind::Summary),
    ("markdown comment", Kind::Comment),
];

/// The state of a story: the world, and the decision on it.
struct Stage {
    snapshot: Snapshot,
    ownership: Ownership,
    policy: Policy,
    intents: Vec<Intent>,
    plan: Plan,
}

impl Stage {
    fn begin(text: &str) -> Self {
        let situation: Situation = parse(text);
        let (snapshot, ownership, policy) = situation.build(&Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER));
        Self::decided(snapshot, ownership, policy)
    }

    /// As in the worker: the intents of a run are stored before it decides.
    fn decided(mut snapshot: Snapshot, ownership: Ownership, policy: Policy) -> Self {
        let intents = intents(&snapshot, &ownership, &policy);
        snapshot.remember(&intents);
        let plan = decide(&snapshot, &ownership, &policy);
        Self { snapshot, ownership, policy, intents, plan }
    }

    /// Applies the plan and the events in the text, and decides again.
    fn go_on(self, text: &str) -> Self {
        let Self { mut snapshot, ownership, policy, intents: _, plan } = self;
        apply(&mut snapshot, &plan);
        let then: Then = parse(text);
        then.pull.lay_over(&mut snapshot);
        Self::decided(snapshot, ownership, policy)
    }

    fn summary(&self) -> String {
        let summaries = self.plan.checks.iter().map(|check| format!("{}\n", check.summary));
        summaries.collect()
    }

    fn comments(&self) -> String {
        let comments = self.plan.actions.iter().filter_map(|action| match action {
            Action::WriteComment { body, .. } => Some(format!("{body}\n")),
            _ => None,
        });
        comments.collect()
    }

    fn expectation(&self) -> String {
        printer::intents(&self.intents) + &printer::plan(&self.plan)
    }
}

/// The document with every expectation updated.
fn told_anew(text: &str) -> String {
    let mut stage = None;
    rewrite(text, KINDS, |kind, body| match kind {
        Kind::Situation => {
            stage = Some(Stage::begin(body));
            None
        }
        Kind::Then => {
            stage = Some(stage.take().expect("a situation comes before `then`").go_on(body));
            None
        }
        Kind::Expectation => Some(stage.as_ref().expect("a situation comes before its expectation").expectation()),
        Kind::Summary => Some(stage.as_ref().expect("a situation comes before its summary").summary()),
        Kind::Comment => Some(stage.as_ref().expect("a situation comes before its comments").comments()),
    })
}

#[test]
fn every_decision_comes_out_as_its_document_says() {
    play(FOLDER, |_, text| told_anew(text));
}

#[test]
#[should_panic(expected = "unknown field")]
fn a_situation_with_an_unknown_key_is_an_error() {
    told_anew("```yaml situation\npull: {requestet: [octocat]}\n```\n");
}

#[test]
#[should_panic(expected = "`yaml sitation`")]
fn a_block_of_an_unknown_kind_is_an_error() {
    told_anew("```yaml sitation\npull: {}\n```\n");
}
