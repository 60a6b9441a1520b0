//! The throughput of the disk: deliveries stored and jobs run per second, by 64 tasks that each wait for their commit.
//!
//! The database is in the folder for temporary files; set `TMPDIR` to a folder on the disk to measure.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use divan::Bencher;
use divan::counter::ItemsCount;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use wg_steward::clock::Clock;
use wg_steward::domain::types::target::Target;
use wg_steward::store::{Accepted, Finish, JobRequest, LeaseRequest, Record, Store, StoreConfig};

const TASKS: usize = 64;
const EACH: usize = 250;

fn main() {
    divan::main();
}

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("the machine has threads"));

/// Each delivery id is used once, whatever the number of samples.
static NEXT: AtomicUsize = AtomicUsize::new(0);

fn open() -> (TempDir, Store) {
    let folder = tempfile::tempdir().expect("the folder for temporary files can be written");
    let url = format!("sqlite:{}/steward.sqlite", folder.path().display());
    let config = StoreConfig { url: url.into(), clock: Clock::system() };
    let store = RUNTIME.block_on(Store::open(&config)).expect("a new file can be opened");
    (folder, store)
}

fn pull(number: usize) -> Target {
    Target::Pull { repository: "cloudfoundry/claw".parse().expect("it is a name"), number: number as u64 }
}

async fn accept(store: Store) {
    for _ in 0..EACH {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let accepted = Accepted {
            head: None,
            naming: None,
            told: None,
            delivery: format!("{:032x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).parse().expect("it is an id"),
            event: "pull_request".into(),
            action: Some("synchronize".into()),
            digest: None,
            installation: None,
            author: String::new(),
            targets: vec![pull(number % 5_000)],
        };
        let _ = store.accept(accepted).await.expect("the disk has room");
    }
}

/// A run with one write on GitHub: leased, marked as writing, recorded and finished.
async fn run(store: Store, left: Arc<AtomicUsize>) {
    let request = LeaseRequest { worker: "bench", duration: Duration::from_secs(60), ..LeaseRequest::default() };
    while left.load(Ordering::Relaxed) > 0 {
        let Some(lease) = store.lease(request).await.expect("the disk has room") else { return };
        let _ = store.begin_writes(&lease, None).await.expect("the disk has room");
        let wrote = Record::Wrote { action: "post_check".into(), detail: "{}".into(), outcome: "done".into() };
        let _ = store.record_and_finish(lease, vec![wrote], Finish::Done).await.expect("the disk has room");
        left.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn together<F: Future<Output = ()> + Send + 'static>(task: impl Fn() -> F) {
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        tasks.spawn(task());
    }
    tasks.join_all().await;
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn deliveries_by_64_callers(bencher: Bencher) {
    let (_folder, store) = open();
    bencher.counter(ItemsCount::new(TASKS * EACH)).bench_local(|| RUNTIME.block_on(together(|| accept(store.clone()))));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn jobs_by_64_workers(bencher: Bencher) {
    const JOBS: usize = 5_000;
    let (_folder, store) = open();
    let now = Clock::system().now();
    let wish = |number| JobRequest { target: pull(number), installation: None, due: now, why: "bench".into() };
    bencher
        .counter(ItemsCount::new(JOBS))
        .with_inputs(|| {
            RUNTIME.block_on(store.enqueue_all((0..JOBS).map(wish).collect())).expect("the disk has room");
            Arc::new(AtomicUsize::new(JOBS))
        })
        .bench_local_values(|left| RUNTIME.block_on(together(|| run(store.clone(), Arc::clone(&left)))));
}
