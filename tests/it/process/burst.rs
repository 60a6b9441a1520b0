//! Ten thousand deliveries at once, also out of order.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::crash::{each_is_done_once, open};
use crate::support::postgres;
use crate::support::process::Process;
use crate::support::town::Town;

/// Deliveries in one burst, over so many connections.
const BURST: usize = 10_000;
const CONNECTIONS: usize = 64;

async fn nothing_is_refused(town: Town) {
    let mut environment = town.environment();
    environment.push(("WG_STEWARD_WORKERS", "0".to_owned()));
    let process = Process::start(&environment).await;
    let pulls = open(&town, 5);
    let waiting = town.github.take_deliveries();
    let free = Arc::new(Semaphore::new(CONNECTIONS));
    let mut posts = JoinSet::new();
    for number in 0..BURST {
        let mut delivery = waiting[number % waiting.len()].clone();
        delivery.id = format!("{number:08x}-0000-4000-8000-000000000000").parse().unwrap();
        // A body is stored once, so each is different.
        delivery.body.splice(0..1, format!("{{\"place\":{number},").into_bytes());
        let (post, free) = (process.to_post(&town.github, &delivery), Arc::clone(&free));
        posts.spawn(async move {
            let _free = free.acquire().await.unwrap();
            post.send().await.unwrap().status().as_u16()
        });
    }
    let statuses = posts.join_all().await;
    assert_eq!(statuses.iter().filter(|status| **status != 202).count(), 0);
    let store = town.store().await;
    let health = store.health().await.unwrap();
    assert_eq!((health.deliveries, health.dead_jobs), (BURST as u64, 0));
    store.close().await;
    process.kill();

    let mut process = town.start().await;
    town.settle(&mut process).await;
    each_is_done_once(&town, &pulls);
}

#[tokio::test]
async fn ten_thousand_deliveries_at_once_are_all_taken_in() {
    nothing_is_refused(Town::open().await).await;
}

#[tokio::test]
async fn ten_thousand_deliveries_at_once_are_all_taken_in_by_postgresql() {
    let mut town = Town::open().await;
    town.database = Some(postgres::database().await);
    nothing_is_refused(town).await;
}

#[tokio::test]
async fn deliveries_in_reverse_order_and_fifty_times_end_in_the_same() {
    let town = Town::open().await;
    let mut process = town.start().await;
    town.settle(&mut process).await;
    let pulls = open(&town, 3);
    let mut waiting = town.github.take_deliveries();
    waiting.reverse();
    for _ in 0..50 {
        for delivery in &waiting {
            assert!(matches!(process.post(&town.github, delivery).await, 200 | 202));
        }
    }
    town.settle(&mut process).await;
    each_is_done_once(&town, &pulls);
}
