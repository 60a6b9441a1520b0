//! Deliveries and jobs in the command line, with and without a running `serve`.

use std::time::Duration;

use wg_steward::clock::Clock;
use wg_steward::domain::types::ids::InstallationId;
use wg_steward::domain::types::target::Target;
use wg_steward::store::{Accepted, Finish, Finished, Lease, LeaseRequest, Record, Store, StoreConfig};

use super::{Ran, run};

/// A process's database with deliveries and jobs.
struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    fn open() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn url(&self) -> String {
        format!("sqlite:{}", self.folder.path().join("steward.sqlite").display())
    }

    async fn store(&self) -> Store {
        Store::open(&StoreConfig { url: self.url().into(), clock: Clock::system() }).await.unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        run(&[&["deliveries"], arguments, &["--database-url", &self.url()]].concat())
    }
}

fn pull(number: u64) -> Target {
    Target::Pull { repository: "acme/boiler".parse().unwrap(), number }
}

async fn accept(store: &Store, id: &str, target: Target) {
    let accepted = Accepted {
        delivery: id.parse().unwrap(),
        event: "pull_request".into(),
        action: Some("opened".into()),
        digest: None,
        installation: Some(InstallationId(7)),
        author: String::new(),
        targets: vec![target],
        head: None,
        naming: None,
        told: None,
    };
    let _ = store.accept(accepted).await.unwrap();
}

async fn lease(store: &Store) -> Lease {
    let minute = Duration::from_secs(60);
    store.lease(LeaseRequest { worker: "w1", duration: minute, ..LeaseRequest::default() }).await.unwrap().unwrap()
}

/// One job that is done, with a write, and one that is dead.
async fn history(office: &Office) -> Store {
    let store = office.store().await;
    accept(&store, "d-1", pull(1)).await;
    let run = lease(&store).await;
    let wrote =
        Record::Wrote { action: "add-labels".into(), detail: r#"{"labels":["wg"]}"#.into(), outcome: "done".into() };
    let _ = store.record(&run, vec![wrote]).await.unwrap();
    assert_eq!(store.finish(run, Finish::Done).await.unwrap(), Finished::Done);
    accept(&store, "d-2", pull(2)).await;
    let error = "GitHub gave no answer: status 502".to_owned();
    assert_eq!(store.finish(lease(&store).await, Finish::Dead { error }).await.unwrap(), Finished::Done);
    store
}

#[tokio::test]
async fn webhooks_are_listed_with_where_their_work_stands() {
    let office = Office::open();
    let _serving = history(&office).await;
    let ran = office.run(&["list"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let line = |id: &str| ran.out.lines().find(|line| line.contains(id)).unwrap_or_else(|| panic!("{id}: {ran:?}"));
    assert!(line("d-1").ends_with("pull_request.opened  pull:acme/boiler#1  done"), "{ran:?}");
    assert!(
        line("d-2").contains("pull:acme/boiler#2  failed permanently ") && line("d-2").ends_with("after 1 try"),
        "{ran:?}"
    );
    for former in [&["--format", "json", "--limit", "1"][..], &["--json", "--most", "1"]] {
        let json = office.run(&[&["list"], former].concat()).json();
        assert_eq!(json["deliveries"].as_array().unwrap().len(), 1);
    }
    let json = office.run(&["list", "--dead", "--format", "json"]).json();
    assert_eq!(json["work"][0]["state"], "given_up");
    let ran = office.run(&["list", "--dead"]);
    assert_eq!(ran.code, 1, "something was given up: {ran:?}");
    assert!(ran.out.contains("GitHub gave no answer: status 502") && !ran.out.contains("boiler#1"), "{ran:?}");
}

#[tokio::test]
async fn a_webhook_is_shown_with_its_error_and_a_target_with_its_writes() {
    let office = Office::open();
    let _serving = history(&office).await;
    let ran = office.run(&["show", "D-2"]);
    assert!(ran.code == 0 && ran.out.contains("status 502") && ran.out.contains("pull:acme/boiler#2"), "{ran:?}");
    let ran = office.run(&["show", "pull:acme/boiler#1"]);
    assert!(ran.code == 0 && ran.out.contains("add-labels  done: {\"labels\":[\"wg\"]}"), "{ran:?}");
    for (named, words) in [
        ("d-3", "the database has no delivery `d-3`: `wg-steward deliveries list` shows"),
        ("pull:acme/boiler#9", "has no record of `pull:acme/boiler#9`"),
        ("pull:boiler", "is not a target: `pull:owner/name#1`"),
        ("not an id", "is not a delivery id"),
    ] {
        let ran = office.run(&["show", named]);
        assert!(ran.code == 2 && ran.err.contains(words), "{named}: {ran:?}");
    }
}

#[tokio::test]
async fn what_was_given_up_is_tried_again_beside_a_process_at_work() {
    let office = Office::open();
    let serving = history(&office).await;
    for named in ["d-2", "pull:acme/boiler#2", "--dead"] {
        let ran = office.run(&["retry", named]);
        assert!(ran.code == 0 && ran.out.contains("pull:acme/boiler#2: it runs as soon as"), "{ran:?}");
        assert_eq!(serving.health().await.unwrap().dead_jobs, 0, "{named}");
        let run = lease(&serving).await;
        assert_eq!((run.target(), run.attempt(), run.why()), (&pull(2), 1, "retry by the operator"));
        let end = Finish::Dead { error: "again".into() };
        assert_eq!(serving.finish(run, end).await.unwrap(), Finished::Done);
    }
    let ran = office.run(&["retry", "d-9"]);
    assert!(ran.code == 2 && ran.err.contains("no delivery `d-9`"), "{ran:?}");
    assert_eq!(office.run(&["retry"]).code, 2);
    let ran = run(&["deliveries", "list", "--database-url", "sqlite:absent.sqlite"]);
    assert!(ran.code == 2 && ran.err.contains("there is no database"), "{ran:?}");
}
