//! SIGTERM: running jobs are finished or given back, and the process ends in time.

use std::time::{Duration, Instant};

use crate::support::town::Town;

#[tokio::test]
async fn a_run_that_github_holds_up_is_given_back_within_ten_seconds() {
    let town = Town::open().await;
    let mut process = town.start().await;
    town.settle(&mut process).await;
    let number = town.pull("acme/boiler", "A change");
    let mut said = town.github.exchanges();
    let before = *said.borrow();
    town.github.hold_answers_after(3);
    town.post(&process).await;
    said.wait_for(|now| *now > before + 3).await.unwrap();

    let begun = Instant::now();
    let (code, log) = process.terminate().await;

    assert_eq!(code, Some(0), "{log}");
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert!(log.contains("job released, process is stopping"), "{log}");
    let store = town.store().await;
    let health = store.health().await.unwrap();
    assert_eq!((health.ready_jobs, health.running_jobs, health.dead_jobs), (1, 0, 0));
    store.close().await;

    town.github.release_answers();
    let mut process = town.start().await;
    town.settle(&mut process).await;
    assert_eq!(town.checks("acme/boiler", number).len(), 1);
    assert!(town.writes().values().all(|count| *count == 1), "{:?}", town.writes());
}

#[tokio::test]
async fn a_process_with_nothing_to_do_stops_at_once() {
    let town = Town::open().await;
    let mut process = town.start().await;
    town.settle(&mut process).await;
    let address = process.address;
    let begun = Instant::now();
    let (code, log) = process.terminate().await;
    assert_eq!(code, Some(0), "{log}");
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    assert!(tokio::net::TcpStream::connect(address).await.is_err(), "nobody listens any more");
}
