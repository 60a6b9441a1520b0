//! `kill -9` at any moment, and processes that freeze beyond their leases: every accepted delivery is processed, once.

use std::collections::BTreeSet;
use std::time::Duration;

use wg_steward::sandbox::ReviewState;

use crate::support::postgres;
use crate::support::process::Process;
use crate::support::stage::{login, repo};
use crate::support::town::{Town, asked, owned};

/// Opens pull requests in all repositories.
pub(super) fn open(town: &Town, rounds: usize) -> Vec<(&'static str, u64)> {
    let repositories = owned().map(|(repository, _)| repository);
    (0..rounds).flat_map(|_| repositories.map(|repository| (repository, town.pull(repository, "A change")))).collect()
}

/// Each has its reviewers, its label and one check, and nothing was written twice, also not on GitHub's side of a
/// broken connection.
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

/// Writes without effect the second time, and without a notification.
fn harmless(write: &str) -> bool {
    write.starts_with("PATCH ") || write.ends_with("/labels")
}

/// Starts a process, posts what `open` opens, and kills it. After `exchanges` further exchanges GitHub carries out requests
/// without a response.
async fn killed_after<T>(town: &Town, exchanges: usize, open: impl FnOnce() -> T) -> T {
    town.github.hold_answers_after(exchanges);
    let mut said = town.github.exchanges();
    let before = *said.borrow();
    let process = town.start().await;
    let opened = open();
    town.post(&process).await;
    said.wait_for(|now| *now > before + exchanges).await.unwrap();
    process.kill();
    opened
}

#[tokio::test]
async fn a_process_killed_among_its_reads_and_writes_leaves_nothing_undone_and_does_nothing_twice() {
    let town = Town::open().await;
    let mut pulls = Vec::new();
    for exchanges in [0, 3, 11, 24, 38, 57, 80] {
        pulls.extend(killed_after(&town, exchanges, || open(&town, 2)).await);
    }
    town.github.release_answers();
    let mut process = town.start().await;
    town.settle(&mut process).await;
    each_is_done_once(&town, &pulls);
    assert_eq!(process.readyz().await.1["status"], "ready");
    assert!(process.logged().contains("interrupted jobs released"), "no lease had to run out");
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

/// The exchanges from the start of a process until it posts the check of a new pull request.
async fn until_the_check(town: &Town) -> usize {
    let before = town.github.journal().len();
    let mut process = town.start().await;
    town.pull("acme/boiler", "A change");
    town.settle(&mut process).await;
    process.terminate().await;
    let journal = town.github.journal();
    let posts = |path: &str| path == "/repos/acme/boiler/check-runs";
    let posted = journal.iter().skip(before).position(|exchange| exchange.method == "POST" && posts(&exchange.path));
    posted.unwrap()
}

#[tokio::test]
async fn a_check_whose_response_was_lost_is_remembered_by_every_later_run() {
    let town = Town::open().await;
    until_the_check(&town).await;
    // Without the first start, which reads the charters.
    let usual = until_the_check(&town).await;
    for exchanges in usual.saturating_sub(1)..=usual + 1 {
        let number = killed_after(&town, exchanges, || town.pull("acme/boiler", "A change")).await;
        town.github.release_answers();
        let mut process = town.start().await;
        town.settle(&mut process).await;
        let (place, lead) = (repo("acme/boiler"), login("octocat"));
        town.github.submit_review(&place, number, &lead, ReviewState::Approved).unwrap();
        town.settle(&mut process).await;
        assert_eq!(town.checks("acme/boiler", number).len(), 1, "killed after {exchanges} of {usual}");
        process.terminate().await;
    }
}

/// The time after which a silent process counts as dead.
const TAKEOVER: Duration = Duration::from_secs(1);

/// How often a process is killed under load, and how often one freezes; `KILLS` and `FREEZES` in the environment
/// override it.
fn how_often() -> (usize, usize) {
    let number = |name, usual| std::env::var(name).map_or(usual, |number| number.parse().unwrap());
    (number("KILLS", 100), number("FREEZES", 3))
}

/// Pseudo-random numbers, the same in every run.
fn scattered(most: usize) -> impl Iterator<Item = usize> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        usize::try_from(state >> 33).unwrap() % most
    })
}

/// Kills processes at pseudo-random points and freezes some beyond their leases, while pull requests arrive. GitHub
/// carries out the pending requests, and their responses are lost. `count` processes share the work, and one at a time
/// is affected.
async fn killed_again_and_again(town: &Town, count: usize) {
    let (kills, freezes) = how_often();
    let start = || async {
        let mut environment = town.environment();
        environment.push(("WG_STEWARD_TAKEOVER_AFTER", TAKEOVER.as_secs().to_string()));
        Process::start(&environment).await
    };
    let repositories = owned().map(|(repository, _)| repository);
    let mut pulls = Vec::new();
    let mut processes = vec![start().await];
    while processes.len() < count {
        processes.push(start().await);
    }
    let rounds = kills + freezes;
    for (round, (exchanges, place)) in scattered(12).zip(scattered(count)).take(rounds).enumerate() {
        let mut said = town.github.exchanges();
        let before = *said.borrow();
        town.github.hold_answers_after(exchanges);
        for offset in 0..2 {
            let repository = repositories[(round + offset) % repositories.len()];
            pulls.push((repository, town.pull(repository, "A change")));
        }
        for delivery in town.github.take_deliveries() {
            assert!(matches!(processes[place].post(&town.github, &delivery).await, 200 | 202));
        }
        said.wait_for(|now| *now > before + exchanges).await.unwrap();
        // The freezes are spread evenly over the rounds.
        if round * freezes / rounds < (round + 1) * freezes / rounds {
            processes[place].freeze(2 * TAKEOVER, || town.github.release_answers()).await;
        } else {
            processes.remove(place).kill();
            town.github.release_answers();
            processes.push(start().await);
        }
        // The backlog stays small enough for the time of a test.
        if round % 50 == 49 {
            town.settle_all(&mut processes).await;
        }
    }
    town.settle_all(&mut processes).await;
    assert_eq!(pulls.len(), 2 * rounds);
    each_is_done_once(town, &pulls);
    let store = town.store().await;
    assert_eq!(store.health().await.unwrap().dead_jobs, 0);
    store.close().await;
}

#[tokio::test]
async fn a_process_that_is_killed_a_hundred_times_loses_nothing_and_does_nothing_twice() {
    killed_again_and_again(&Town::open().await, 1).await;
}

#[tokio::test]
async fn three_processes_of_which_a_hundred_are_killed_lose_nothing_and_do_nothing_twice() {
    let mut town = Town::open().await;
    town.database = Some(postgres::database().await);
    killed_again_and_again(&town, 3).await;
}
