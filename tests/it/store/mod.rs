//! Requirements for every store, on any database: each test has its own database, a SQLite file or one on a PostgreSQL
//! server, and a clock that is set by hand.

/// Creates two tests of each: on SQLite and on PostgreSQL.
macro_rules! both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name(super::Place::new()).await;
            })*
        }
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                super::$name(super::Place::on_postgres().await).await;
            })*
        }
    };
}

mod adoption;
mod crashes;
mod decisions;
mod deliveries;
mod documents;
mod forgetting;
mod memory;
mod names;
mod opening;
mod operations;
mod people;
mod runs;
mod turns;
mod write_turns;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;

use sqlx::{AnyConnection, Connection};
use tempfile::TempDir;
use tokio::sync::watch;
use wg_steward::clock::Clock;
use wg_steward::domain::pull::refused_writes::{Write, WriteRefusal};
use wg_steward::domain::pull::snapshot::{KnownLabel, Memory, PostedCheck, PostedComment, Request};
use wg_steward::domain::types::comment_topic::CommentTopic;
use wg_steward::domain::types::ids::{InstallationId, RepoName};
use wg_steward::domain::types::target::Target;
use wg_steward::domain::types::time::Timestamp;
use wg_steward::store::*;

use crate::support;

const MINUTE: Duration = Duration::from_secs(60);

/// A database, and the clock of its store.
struct Place {
    folder: TempDir,
    url: String,
    millis: Arc<AtomicI64>,
}

impl Place {
    /// On a file.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("steward.sqlite").display());
        Self { folder, url, millis: Arc::new(AtomicI64::new(1_000_000)) }
    }

    async fn on_postgres() -> Self {
        Self { url: support::postgres::database().await, ..Self::new() }
    }

    fn is_file(&self) -> bool {
        self.url.starts_with("sqlite:")
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
        Store::open(&self.config(&self.url)).await.unwrap()
    }

    /// A direct connection to the database, which the store has opened before.
    async fn raw(&self) -> AnyConnection {
        AnyConnection::connect(&self.url).await.unwrap()
    }

    /// Makes the database refuse each new row of `table` whose `column` is `poison`.
    async fn poison(&self, table: &str, column: &str) {
        let trap = if self.is_file() {
            format!(
                "CREATE TRIGGER trap BEFORE INSERT ON {table} WHEN new.{column} = 'poison'
                     BEGIN SELECT raise(ABORT, 'poisoned'); END"
            )
        } else {
            format!("ALTER TABLE {table} ADD CONSTRAINT trap CHECK ({column} <> 'poison')")
        };
        sqlx::raw_sql(sqlx::AssertSqlSafe(trap)).execute(&mut self.raw().await).await.unwrap();
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
        head: None,
        naming: None,
        told: None,
        delivery: named(id),
        event: "pull_request".into(),
        action: Some("opened".into()),
        digest: None,
        installation: Some(InstallationId(7)),
        author: String::new(),
        targets: targets.to_vec(),
    }
}

/// A request of a process without active runs.
fn alone<'a>() -> LeaseRequest<'a> {
    LeaseRequest { worker: "w1", duration: MINUTE, alone: true, ..LeaseRequest::default() }
}

/// Longer than a job waits after one crash.
const SOON: Duration = Duration::from_secs(5);

async fn lease(store: &Store) -> Option<Lease> {
    store.lease(alone()).await.unwrap()
}

async fn die(store: &Store) {
    let lease = lease(store).await.unwrap();
    let end = Finish::Dead { error: "GitHub answered 500 ten times".into() };
    assert_eq!(store.finish(lease, end).await.unwrap(), Finished::Done);
}
