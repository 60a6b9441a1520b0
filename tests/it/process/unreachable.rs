//! GitHub, or a charter on it, can't be read at the start.

use tokio::net::TcpListener;
use wg_steward::sandbox::FileChanges;

use crate::support::stage::repo;
use crate::support::town::{Town, asked};

#[tokio::test]
async fn webhooks_are_taken_in_while_github_is_away_and_worked_off_when_it_is_back() {
    let reserved = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = reserved.local_addr().unwrap();
    drop(reserved);
    let mut town = Town::closed(format!("http://{address}"));
    let mut process = town.start().await;
    let number = town.pull("acme/boiler", "A change");
    town.post(&process).await;
    process.logs("run failed, will retry").await;
    let (status, body) = process.readyz().await;
    assert_eq!((status, &body["status"]), (503, &"unready".into()));
    let problem = body["problems"][0].as_str().unwrap();
    assert!(problem.contains("the charters in acme/governance have not been read yet: the log says why"), "{problem}");

    town.serve(TcpListener::bind(address).await.unwrap(), "");
    let target = "acme/boiler#1";
    process.until(|| async { town.checks("acme/boiler", number).len() == 1 }).await;
    town.settle(&mut process).await;
    assert!(process.logged().contains(target));
    assert_eq!(town.checks("acme/boiler", number), ["Engines (Steam): review requested from 2 leads"]);
    assert_eq!(process.readyz().await.0, 200);
}

#[tokio::test]
async fn a_charter_that_was_never_good_keeps_no_other_group_from_its_work() {
    let town = Town::open().await;
    let (governance, path) = (repo("acme/governance"), "groups/engines.md");
    let broken = town.github.file(&governance, path).unwrap().replace("areas:", "areas: [");
    town.github.commit(&governance, "main", FileChanges::new().write(path, broken)).unwrap();
    let mut process = town.start().await;
    let concerned = town.pull("acme/boiler", "A change");
    let other = town.pull("acme-labs/microscope", "A change");
    town.settle(&mut process).await;

    assert_eq!(town.checks("acme-labs/microscope", other), ["Laboratory (Bench): review requested from 2 leads"]);
    assert_eq!(town.checks("acme/boiler", concerned), ["Ownership unknown: a charter can't be read"]);
    assert!(asked(&town.github, "acme/boiler", concerned).is_empty());
    let (status, body) = process.readyz().await;
    assert_eq!((status, &body["status"]), (200, &"degraded".into()));
    let problem = body["problems"][0].as_str().unwrap();
    assert!(
        problem.contains("groups/engines.md, line ") && problem.contains("its ownership is not known"),
        "{problem}"
    );
    assert!(process.logged().contains("charter not readable"));
}
