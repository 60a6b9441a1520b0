//! Leases: kept while a run goes on, however slow GitHub is, and given up when another worker has taken over.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use wg_steward::clock::Clock;
use wg_steward::domain::target::Target;
use wg_steward::github::{GitHub, GitHubConfig};
use wg_steward::metrics::Metrics;
use wg_steward::store::{Recovered, Store};
use wg_steward::worker::{Worker, WorkerConfig};

use crate::support::stage::{acme, repo};
use crate::support::town::Town;

const LEASE: Duration = Duration::from_millis(400);

/// A worker with two tasks and a short lease, whose first request GitHub does not answer.
async fn held_up(town: &Town, store: &Store) -> Worker {
    let config = WorkerConfig {
        name: "test".to_owned(),
        tasks: 2,
        dry_run: false,
        pages: None,
        site: town.site().to_owned(),
        lease: LEASE,
        run_limit: Duration::from_secs(60),
        retention: wg_steward::config::Retention::default(),
        reconcile: false,
    };
    let github = GitHub::connect(GitHubConfig {
        api_url: town.site().to_owned(),
        app_id: 4711,
        private_key: town.key_pem.clone().into(),
        timeout: Duration::from_secs(60),
        details_url: None,
        writes_per_minute: None,
        answers: None,
        clock: Clock::system(),
    });
    let mut said = town.github.exchanges();
    town.github.hold_answers_after(0);
    let target = Target::Charters { repository: repo("acme/governance") };
    store.enqueue(&target, None, Clock::system().now(), "test").await.unwrap();
    let worker = Worker::new(store.clone(), github.unwrap(), Arc::new(acme()), Metrics::default(), config);
    worker.start(&CancellationToken::new());
    said.wait_for(|exchanges| *exchanges == 1).await.unwrap();
    worker
}

#[tokio::test]
async fn a_run_that_outlasts_its_lease_keeps_it() {
    let town = Town::open().await;
    let store = town.store().await;
    let worker = held_up(&town, &store).await;
    let begun = Clock::system().now();
    while store.next_due(&[]).await.unwrap().unwrap() < begun.plus(3 * LEASE) {
        tokio::task::yield_now().await;
    }
    assert_eq!(town.github.journal().len(), 1, "nobody else has begun");
    town.github.release_answers();
    worker.runs().wait_for(|ended| *ended == 1).await.unwrap();
    assert!(store.is_idle().await.unwrap());
}

#[tokio::test]
async fn a_run_whose_target_was_taken_over_ends() {
    let town = Town::open().await;
    let store = town.store().await;
    let worker = held_up(&town, &store).await;
    let mut said = town.github.exchanges();
    assert_eq!(store.recover().await.unwrap(), Recovered::Released(1));
    said.wait_for(|exchanges| *exchanges == 2).await.unwrap();
    worker.runs().wait_for(|ended| *ended == 1).await.unwrap();
    assert_eq!(store.health().await.unwrap().running_jobs, 1, "the one that took over goes on");
    town.github.release_answers();
    worker.runs().wait_for(|ended| *ended == 2).await.unwrap();
    assert!(store.is_idle().await.unwrap());
}
