//! `kill -9` at any moment: what was accepted is done, once.

use std::collections::BTreeSet;

use crate::support::town::{Town, asked, owned};

/// Opens pull requests in all repositories.
pub(super) fn open(town: &Town, rounds: usize) -> Vec<(&'static str, u64)> {
    let repositories = owned().map(|(repository, _)| repository);
    (0..rounds).flat_map(|_| repositories.map(|repository| (repository, town.pull(repository, "A change")))).collect()
}

/// Each has its reviewers, its label and one check; and nothing was written twice, also not on GitHub's side of a
/// connection that broke.
#[track_caller]
pub(super) fn each_is_done_once(town: &Town, pulls: &[(&'static str, u64)]) {
    for (repository, number) in pulls {
        let (_, leads) = owned().into_iter().find(|(name, _)| name == repository).unwrap();
        let leads: BTreeSet<String> = leads.into_iter().map(str::to_owned).collect();
        assert_eq!(asked(&town.github, repository, *number), leads, "{repository}#{number}");
        assert_eq!(town.checks(repository, *number).len(), 1, "checks on {repository}#{number}");
        let pull = town.github.pull(&repository.parse().unwrap(), *number).unwrap();
        assert!(!pull.labels.is_empty(), "{repository}#{number}");
    }
    let twice: Vec<_> = town.writes().into_iter().filter(|(write, count)| *count > 1 && !harmless(write)).collect();
    assert!(twice.is_empty(), "written twice: {twice:?}");
}

/// Writes that change nothing the second time, and that nobody is told of.
fn harmless(write: &str) -> bool {
    write.starts_with("PATCH ") || write.ends_with("/labels")
}

#[tokio::test]
async fn a_process_killed_among_its_reads_and_writes_leaves_nothing_undone_and_does_nothing_twice() {
    let town = Town::open().await;
    let mut pulls = Vec::new();
    // After so many more exchanges GitHub does what it is asked and answers nobody; then the process dies.
    for exchanges in [0, 3, 11, 24, 38, 57, 80] {
        town.github.hold_answers_after(exchanges);
        let mut said = town.github.exchanges();
        let before = *said.borrow();
        let process = town.start().await;
        pulls.extend(open(&town, 2));
        town.post(&process).await;
        said.wait_for(|now| *now > before + exchanges).await.unwrap();
        process.kill();
    }
    town.github.release_answers();
    let mut process = town.start().await;
    town.settle(&mut process).await;
    each_is_done_once(&town, &pulls);
    assert_eq!(process.readyz().await.1["status"], "ready");
    assert!(process.logged().contains("its targets are ready again"), "no lease had to run out");
}

#[tokio::test]
async fn a_process_killed_right_after_its_last_202_leaves_nothing_undone() {
    let town = Town::open().await;
    let process = town.start().await;
    let pulls = open(&town, 10);
    town.post(&process).await;
    process.kill();
    let mut process = town.start().await;
    town.settle(&mut process).await;
    each_is_done_once(&town, &pulls);
}
