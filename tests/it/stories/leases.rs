//! Leases: extended during a run, however slow GitHub is, and abandoned when another worker has taken over.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::mpsc::unbounded_channel;
use tokio_util::sync::CancellationToken;
use wg_steward::clock::Clock;
use wg_steward::domain::pull::adoption::AdoptOpen;
use wg_steward::domain::types::target::Target;
use wg_steward::github::{GitHub, GitHubConfig};
use wg_steward::http::{BodyBudget, Secrets, ServerLimits, Web, router, serve};
use wg_steward::metrics::Metrics;
use wg_steward::sandbox::Delivery;
use wg_steward::store::{Recovered, Store};
use wg_steward::worker::{Thinking, Worker, WorkerConfig};

use crate::support::stage::{acme, repo};
use crate::support::town::{Town, WEBHOOK_SECRET};

const LEASE: Duration = Duration::from_millis(400);

/// A worker with two tasks and a short lease, and its GitHub client.
fn worker(town: &Town, store: &Store, thinking: Thinking) -> (Worker, GitHub) {
    let config = WorkerConfig {
        name: "test".to_owned(),
        tasks: 2,
        dry_run: false,
        pages: None,
        site: town.site().to_owned(),
        lease: LEASE,
        run_limit: Duration::from_secs(60),
        reads_per_pull: None,
        adopt_open: AdoptOpen::All,
        retention: wg_steward::config::Retention::default(),
        reconcile: false,
        thinking,
    };
    let github = GitHub::connect(GitHubConfig {
        api_url: town.site().to_owned(),
        app_id: 4711,
        private_key: town.key_pem.clone().into(),
        timeout: Duration::from_secs(60),
        details_url: None,
        writes_per_minute: None,
        writes_per_hour: None,
        answers: None,
        clock: Clock::system(),
    });
    let github = github.unwrap();
    (Worker::new(store.clone(), github.clone(), Arc::new(acme()), Metrics::default(), config), github)
}

/// The same, with a first request that GitHub does not answer.
async fn held_up(town: &Town, store: &Store) -> Worker {
    let mut said = town.github.exchanges();
    town.github.hold_answers_after(0);
    let target = Target::Charters { repository: repo("acme/governance") };
    store.enqueue(&target, None, Clock::system().now(), "test").await.unwrap();
    let (worker, _) = worker(town, store, Thinking::default());
    worker.start(&CancellationToken::new());
    said.wait_for(|exchanges| *exchanges == 1).await.unwrap();
    worker
}

/// A server that accepts webhooks for this worker.
async fn door(store: &Store, worker: &Worker, github: GitHub) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let web = Web {
        store: store.clone(),
        github,
        intake: worker.intake(),
        metrics: Metrics::default(),
        foundations: Arc::new(acme()),
        charters: worker.charters().clone(),
        secrets: Arc::new(Secrets::new([&WEBHOOK_SECRET.into()])),
        room: BodyBudget::default(),
        site: "https://github.com".to_owned(),
    };
    tokio::spawn(serve(listener, router(web), ServerLimits::default(), CancellationToken::new()));
    address
}

/// All tasks of this test share one thread: a decision on it would block everything.
#[tokio::test]
async fn while_a_pull_request_is_judged_webhooks_are_answered_and_its_lease_is_extended() {
    let town = Town::open().await;
    let store = town.store().await;
    let ((go, wait), (tell, mut told)) = (mpsc::channel(), unbounded_channel());
    let (wait, held) = (Mutex::new(wait), Arc::new(AtomicBool::new(false)));
    let thinking = Thinking::watched(1, {
        let held = Arc::clone(&held);
        move || {
            if held.load(Ordering::SeqCst) {
                tell.send(()).unwrap();
                _ = wait.lock().unwrap().recv_timeout(Duration::from_secs(60));
            }
        }
    });
    let (worker, github) = worker(&town, &store, thinking);
    let address = door(&store, &worker, github).await;
    let target = Target::Charters { repository: repo("acme/governance") };
    store.enqueue(&target, None, Clock::system().now(), "test").await.unwrap();
    worker.start(&CancellationToken::new());
    worker.runs().wait_for(|ended| *ended == 1).await.unwrap();
    held.store(true, Ordering::SeqCst);
    let numbers = [town.pull("acme/boiler", "A change"), town.pull("acme/boiler", "Another change")];
    let deliveries = town.github.take_deliveries();
    assert_eq!(post(&town, address, &deliveries[0]).await, 202);
    told.recv().await.unwrap();

    assert_eq!(post(&town, address, &deliveries[1]).await, 202);
    let begun = Clock::system().now();
    while store.next_due(&[], false).await.unwrap().unwrap() < begun.plus(3 * LEASE) {
        tokio::task::yield_now().await;
    }

    assert_eq!(numbers.map(|number| town.checks("acme/boiler", number).len()), [0, 0], "nothing is decided yet");
    held.store(false, Ordering::SeqCst);
    go.send(()).unwrap();
    worker.runs().wait_for(|ended| *ended == 3).await.unwrap();
    assert_eq!(numbers.map(|number| town.checks("acme/boiler", number).len()), [1, 1]);
}

async fn post(town: &Town, address: SocketAddr, delivery: &Delivery) -> u16 {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut request = client.post(format!("http://{address}/webhook"));
    for (name, value) in town.github.delivery_headers(delivery) {
        request = request.header(name, value);
    }
    request.body(delivery.body.clone()).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_run_that_outlasts_its_lease_keeps_it() {
    let town = Town::open().await;
    let store = town.store().await;
    let worker = held_up(&town, &store).await;
    let begun = Clock::system().now();
    while store.next_due(&[], true).await.unwrap().unwrap() < begun.plus(3 * LEASE) {
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
    let released = store.recover().await.unwrap();
    assert!(matches!(&released, Recovered::Released(crashed) if crashed.len() == 1), "{released:?}");
    said.wait_for(|exchanges| *exchanges == 2).await.unwrap();
    worker.runs().wait_for(|ended| *ended == 1).await.unwrap();
    assert_eq!(store.health().await.unwrap().running_jobs, 1, "the one that took over goes on");
    town.github.release_answers();
    worker.runs().wait_for(|ended| *ended == 2).await.unwrap();
    assert!(store.is_idle().await.unwrap());
}
