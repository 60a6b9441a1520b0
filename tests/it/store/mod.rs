//! What every store must keep to, whatever database lies under it: each test opens one on a file of its own, with a
//! clock that is moved by hand.

mod decisions;
mod deliveries;
mod documents;
mod memory;
mod opening;
mod people;
mod runs;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;

use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;
use tokio::sync::watch;
use wg_steward::clock::Clock;
use wg_steward::domain::ids::{InstallationId, RepoName};
use wg_steward::domain::snapshot::{KnownLabel, Memory, PostedCheck, PostedComment, Request};
use wg_steward::domain::target::Target;
use wg_steward::domain::time::Timestamp;
use wg_steward::domain::topic::Topic;
use wg_steward::store::*;

const MINUTE: Duration = Duration::from_secs(60);

/// A store on a file, and the clock by which it lives.
struct Place {
    folder: TempDir,
    millis: Arc<AtomicI64>,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), millis: Arc::new(AtomicI64::new(1_000_000)) }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("steward.sqlite")
    }

    fn config(&self, url: &str) -> StoreConfig {
        let millis = Arc::clone(&self.millis);
        let clock = Clock::from_fn(move || Timestamp(millis.load(Ordering::SeqCst)));
        StoreConfig { url: url.into(), clock }
    }

    async fn open(&self) -> Store {
        Store::open(&self.config(&format!("sqlite:{}", self.path().display()))).await.unwrap()
    }

    /// A way to the file past the store.
    async fn raw(&self) -> SqliteConnection {
        SqliteConnection::connect(&format!("sqlite:{}", self.path().display())).await.unwrap()
    }

    fn now(&self) -> Timestamp {
        Timestamp(self.millis.load(Ordering::SeqCst))
    }

    fn pass(&self, time: Duration) {
        self.millis.fetch_add(time.as_millis() as i64, Ordering::SeqCst);
    }
}

fn named<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn claw() -> RepoName {
    named("cloudfoundry/CLAW")
}

fn pull(number: u64) -> Target {
    Target::Pull { repository: claw(), number }
}

fn delivery(id: &str, targets: &[Target]) -> Accepted {
    Accepted {
        told: None,
        delivery: named(id),
        event: "pull_request".into(),
        action: Some("opened".into()),
        installation: Some(InstallationId(7)),
        targets: targets.to_vec(),
    }
}

async fn lease(store: &Store) -> Option<Lease> {
    store.lease(LeaseRequest { worker: "w1", duration: MINUTE }).await.unwrap()
}

async fn die(store: &Store) {
    let lease = lease(store).await.unwrap();
    let end = Finish::Dead { error: "GitHub answered 500 ten times".into() };
    assert_eq!(store.finish(lease, end).await.unwrap(), Finished::Done);
}
