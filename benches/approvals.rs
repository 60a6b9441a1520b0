//! Agreements on a large change of the real documents: a group is dissolved, and ten of its repositories move to another.
//!
//! The documents are in `../shared/data/community`. Without them nothing is measured, with a note.

#[path = "support/community.rs"]
mod source;

use std::hint::black_box;
use std::path::Path;

use divan::Bencher;
use wg_steward::domain::governance::tree::Tree;
use wg_steward::domain::policy::Policy;
use wg_steward::domain::process::{Assessment, Change, ChangeHistory, Opinions, fewest, state};
use wg_steward::domain::types::ids::Sha;
use wg_steward::domain::types::time::Timestamp;

use source::{cloudfoundry, community, documents};

const DISSOLVED: &str = "toc/working-groups/docs.md";
const OTHER: &str = "toc/working-groups/app-runtime-interfaces.md";

#[expect(clippy::print_stdout, reason = "a bench speaks to whoever runs it")]
fn main() {
    if community().is_none() {
        println!("LEFT OUT: all of it: ../shared/data/community is not there");
    }
    divan::main();
}

/// The trees before and after the change.
fn trees(root: &Path, policy: &Policy) -> [Tree; 2] {
    let before = documents(root, policy);
    let mut after = before.clone();
    let charter = after.remove(DISSOLVED).expect("the group has a charter");
    let moved: Vec<&str> =
        charter.lines().filter(|line| line.trim_start().starts_with("- cloudfoundry/")).take(10).collect();
    assert_eq!(moved.len(), 10, "the group has ten repositories");
    let other = after.get_mut(OTHER).expect("the other group has a charter");
    let line = format!(
        "  repositories:\n{}\n",
        moved.iter().map(|line| format!("  {}", line.trim())).collect::<Vec<_>>().join("\n")
    );
    assert!(other.contains("  repositories:\n"), "its areas have repositories");
    *other = other.replacen("  repositories:\n", &line, 1);
    let before = Tree::read(&before, policy);
    let after = before.read_again(&after, policy);
    [before, after]
}

fn opinions(process: &Assessment) -> Opinions<'static> {
    let changes = process.changes.all.iter().map(Change::fingerprint).collect();
    let (history, _) = ChangeHistory::with(Vec::new(), (Sha::none(), Timestamp(0), changes));
    Opinions { reviews: &[], bypasses: &[], cut: false, since: None, retargeted: None, history, now: Timestamp(0) }
}

#[divan::bench]
fn the_changes_and_who_has_to_agree(bencher: Bencher<'_, '_>) {
    let Some(root) = community() else { return };
    let policy = cloudfoundry();
    let [before, after] = trees(&root, &policy);
    bencher.bench(|| Assessment::of(black_box([&before, &after]), &before, &[], None, &policy));
}

#[divan::bench]
fn the_state_of_all_agreements(bencher: Bencher<'_, '_>) {
    let Some(root) = community() else { return };
    let policy = cloudfoundry();
    let [before, after] = trees(&root, &policy);
    let process = Assessment::of([&before, &after], &before, &[], None, &policy);
    assert!(process.changes.all.len() > 10 && process.changes.unknown.is_empty(), "{:?}", process.changes);
    let opinions = opinions(&process);
    bencher.bench(|| state(black_box(&process), &opinions));
}

#[divan::bench]
fn the_fewest_people_who_are_enough(bencher: Bencher<'_, '_>) {
    let Some(root) = community() else { return };
    let policy = cloudfoundry();
    let [before, after] = trees(&root, &policy);
    let process = Assessment::of([&before, &after], &before, &[], None, &policy);
    let opinions = opinions(&process);
    let state = state(&process, &opinions);
    assert!(fewest(&state).is_some_and(|people| !people.is_empty()), "somebody is missing");
    bencher.bench(|| fewest(black_box(&state)));
}
