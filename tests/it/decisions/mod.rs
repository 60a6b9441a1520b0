//! Decisions as documents: each file of `tests/decisions/` tells situations and what is to come of them.
//!
//! `BLESS=1 cargo test` rewrites what is expected; the diff is for people to read.

mod document;
mod printer;
mod situation;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use wg_steward::domain::decide::decide;
use wg_steward::domain::ownership::Ownership;
use wg_steward::domain::plan::Plan;
use wg_steward::domain::policy::Policy;
use wg_steward::domain::snapshot::Snapshot;

use crate::support::simulation::apply;
use document::{Block, Kind};
use situation::{Situation, Then};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/decisions")
}

/// Where a story stands: the world, and what was decided about it.
struct Stage {
    snapshot: Snapshot,
    ownership: Ownership,
    policy: Policy,
    plan: Plan,
}

impl Stage {
    fn begin(text: &str) -> Self {
        let situation: Situation = situation::parse(text);
        let (snapshot, ownership, policy) = situation.build(&folder());
        let plan = decide(&snapshot, &ownership, &policy);
        Self { snapshot, ownership, policy, plan }
    }

    /// The plan is carried out, what the text says happens, and it is decided again.
    fn go_on(self, text: &str) -> Self {
        let Self { mut snapshot, ownership, policy, plan } = self;
        apply(&mut snapshot, &plan);
        let then: Then = situation::parse(text);
        then.pull.lay_over(&mut snapshot);
        let plan = decide(&snapshot, &ownership, &policy);
        Self { snapshot, ownership, policy, plan }
    }

    fn summary(&self) -> String {
        let summaries = self.plan.checks.iter().map(|check| format!("{}\n", check.summary));
        summaries.collect()
    }
}

/// The document with every expectation as it is now.
fn told_anew(text: &str) -> String {
    let mut stage = None;
    document::rewrite(text, |block: &Block| match block.kind {
        Kind::Situation => {
            stage = Some(Stage::begin(block.body));
            None
        }
        Kind::Then => {
            stage = Some(stage.take().expect("a situation comes before `then`").go_on(block.body));
            None
        }
        Kind::Expectation => {
            Some(printer::plan(&stage.as_ref().expect("a situation comes before its expectation").plan))
        }
        Kind::Summary => Some(stage.as_ref().expect("a situation comes before its summary").summary()),
    })
}

fn documents() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let documents: BTreeSet<_> = entries.filter(|path| path.extension().is_some_and(|it| it == "md")).collect();
    documents.into_iter().collect()
}

#[test]
fn every_decision_comes_out_as_its_document_says() {
    let bless = std::env::var_os("BLESS").is_some_and(|value| value == "1");
    let mut told = Vec::new();
    let documents = documents();
    assert!(documents.len() > 10, "only {} documents in {}", documents.len(), folder().display());
    for path in documents {
        let text = std::fs::read_to_string(&path).unwrap();
        let anew = told_anew(&text);
        if bless {
            std::fs::write(&path, &anew).unwrap();
        } else if anew != text {
            told.push(format!("{}\n{}", path.display(), difference(&text, &anew)));
        }
    }
    let way_out = "`BLESS=1 cargo test --test it decisions` writes down what is decided now; read its diff";
    assert!(told.is_empty(), "{}\n\n{way_out}", told.join("\n\n"));
}

/// The lines in which two texts differ, between what they begin and end with alike.
fn difference(old: &str, new: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
    let begins = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - begins;
    let ends = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let gone = old[begins..old.len() - ends].iter().map(|line| format!("- {line}"));
    let come = new[begins..new.len() - ends].iter().map(|line| format!("+ {line}"));
    let lines: Vec<_> = std::iter::once(format!("from line {}:", begins + 1)).chain(gone).chain(come).collect();
    lines.join("\n")
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
