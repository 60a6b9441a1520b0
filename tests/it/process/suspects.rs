//! A pull request that crashes every process that runs it: it is isolated, and all others are processed.

use std::time::Duration;

use serde_json::json;
use wg_steward::domain::types::target::Target;
use wg_steward::sandbox::{Outage, OutageKind};

use crate::support::stage::repo;
use crate::support::town::Town;

use super::crash::each_is_done_once;
use super::deliveries::deliveries;

/// Enqueues pull requests for the next process that starts.
async fn leave(town: &Town, pulls: &[u64]) {
    let store = town.store().await;
    for number in pulls {
        let target = Target::Pull { repository: repo("acme/boiler"), number: *number };
        store.enqueue(&target, None, store.clock().now(), "test").await.unwrap();
    }
    store.close().await;
}

/// Waits until the history of a pull request was requested this many times in total.
async fn asked_for(town: &Town, path: &str, times: usize) {
    let mut said = town.github.exchanges();
    while town.github.journal().iter().filter(|exchange| exchange.path == path).count() < times {
        said.changed().await.unwrap();
    }
}

#[tokio::test]
async fn a_pull_request_that_ends_every_process_is_given_up_and_all_others_are_served_from_the_second_start_on() {
    let town = Town::open().await;
    let mut process = town.start().await;
    town.settle(&mut process).await;
    let bad = town.pull("acme/boiler", "Takes all memory");
    let path = format!("/repos/acme/boiler/issues/{bad}/timeline");
    // Its process ends while it reads, without a message, as when the kernel kills a process that uses all memory.
    town.github.outage(Outage::new(OutageKind::Slow(Duration::from_secs(3600))).on("GET", &path));
    town.post(&process).await;
    asked_for(&town, &path, 1).await;
    process.kill();

    let mut pulls = Vec::new();
    for death in 2..=3 {
        let good: Vec<u64> = (0..3).map(|_| town.pull("acme/boiler", "A change")).collect();
        town.github.take_deliveries();
        leave(&town, &good).await;
        process = town.start().await;
        asked_for(&town, &path, death).await;
        pulls.extend(good.iter().map(|number| ("acme/boiler", *number)));
        each_is_done_once(&town, &pulls);
        process.kill();
    }

    process = town.start().await;
    pulls.push(("acme/boiler", town.pull("acme/boiler", "A change")));
    town.settle(&mut process).await;
    each_is_done_once(&town, &pulls);
    let (status, body) = process.readyz().await;
    assert_eq!((status, body["status"].as_str()), (200, Some("degraded")));
    assert_eq!(process.public_readyz().await, (200, json!({ "status": "ready" })));
    let problems = body["problems"].to_string();
    assert!(problems.contains("the process died 3 times while it worked on this"), "{problems}");
    assert!(process.logged().contains("job failed permanently, the process died repeatedly"), "{}", process.logged());

    town.github.clear_sky();
    let said = deliveries(&town, &["retry", "--dead"]).await;
    assert_eq!(said.status.code(), Some(0), "{said:?}");
    pulls.push(("acme/boiler", bad));
    process.until(|| async { !town.checks("acme/boiler", bad).is_empty() }).await;
    town.settle(&mut process).await;
    each_is_done_once(&town, &pulls);
    assert_eq!(process.readyz().await.1["status"], "ready");
}
