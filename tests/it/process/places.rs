//! Dry runs, and GitHubs other than the public one.

use crate::support::process::Process;
use crate::support::stage::repo;
use crate::support::town::{Town, asked};

#[tokio::test]
async fn a_dry_run_reads_decides_and_writes_nothing() {
    let town = Town::open().await;
    let mut environment = town.environment();
    environment.push(("WG_STEWARD_DRY_RUN", "true".to_owned()));
    let mut process = Process::start(&environment).await;
    let number = town.pull("acme/boiler", "A change");
    town.settle(&mut process).await;
    assert_eq!(town.writes().len(), 0, "{:?}", town.writes());
    assert!(asked(&town.github, "acme/boiler", number).is_empty());
    let log = process.logged();
    for action in ["create-label", "add-labels", "request-review", "post-check"] {
        assert!(log.contains(action), "{action}: {log}");
    }
}

#[tokio::test]
async fn an_enterprise_server_is_worked_with_below_its_prefix_and_linked_to_at_its_root() {
    let town = Town::enterprise().await;
    let mut process = town.start().await;
    let number = town.pull("acme/boiler", "A change");
    town.settle(&mut process).await;
    assert_eq!(asked(&town.github, "acme/boiler", number).len(), 2);
    let head = town.head("acme/boiler", number);
    let summary = town.github.check_runs(&repo("acme/boiler"), &head).remove(0).summary.unwrap();
    let site = town.site();
    assert!(summary.contains(&format!("({site}/acme/governance/")), "{summary}");
    assert!(!summary.contains("/api/v3") && !summary.contains("github.com"), "{summary}");
}
