//! The app is installed, uninstalled, suspended, or on an organization that has taken the former name of another.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use wg_steward::domain::types::ids::InstallationId;
use wg_steward::domain::types::target::Target;
use wg_steward::domain::types::time::Timestamp;
use wg_steward::sandbox::Delivery;
use wg_steward::store::{Finish, LeaseRequest};

use crate::support::process::Process;
use crate::support::stage::repo;
use crate::support::town::Town;

/// The id that `furnish` assigns.
const ACME: InstallationId = InstallationId(100);
const LABS: InstallationId = InstallationId(101);

/// GitHub's id of the organization in its webhooks.
fn organization_id(delivery: &Delivery) -> u64 {
    let body: Value = serde_json::from_slice(&delivery.body).unwrap();
    body["repository"]["owner"]["id"].as_u64().unwrap()
}

fn installation_event(id: &str, action: &str, organization: u64) -> Delivery {
    let account = json!({ "login": "acme", "id": organization, "type": "Organization" });
    let body = json!({ "action": action, "installation": { "id": ACME.0, "account": account } });
    Delivery { id: id.to_owned(), event: "installation", body: body.to_string().into_bytes() }
}

#[tokio::test]
async fn what_is_kept_goes_when_the_app_is_uninstalled() {
    let town = Town::open().await;
    let mut process = town.start().await;
    let number = town.pull("acme/boiler", "A change");
    town.post(&process).await;
    let store = town.store().await;
    process.until(async || store.knows(&repo("acme/boiler"), number).await.unwrap()).await;
    process.until(async || store.is_idle().await.unwrap()).await;

    town.github.uninstall(ACME);
    town.post(&process).await;

    process.until(async || !store.knows(&repo("acme/boiler"), number).await.unwrap()).await;
    process.until(async || store.withdrawn().await.unwrap().is_empty()).await;
    assert!(store.audit(None, 9).await.unwrap().is_empty());
    assert!(store.documents(&repo("acme/governance")).await.unwrap().is_empty());
}

/// Neither the event nor the id of a webhook is signed: anyone who has seen one can replay it as another.
#[tokio::test]
async fn a_webhook_that_only_says_that_the_app_was_taken_away_makes_nothing_go() {
    let town = Town::open().await;
    let mut process = town.start().await;
    let number = town.pull("acme/boiler", "A change");
    let seen = town.post(&process).await;
    let store = town.store().await;
    process.until(async || store.knows(&repo("acme/boiler"), number).await.unwrap()).await;

    let organization = organization_id(&seen[0]);
    let removed = json!({
        "action": "removed", "installation": { "id": ACME.0, "account": { "login": "acme", "id": organization } },
        "repositories_removed": [{ "full_name": "acme/boiler" }],
    });
    let removed = removed.to_string().into_bytes();
    let removed = Delivery { id: "r-1".to_owned(), event: "installation_repositories", body: removed };
    for forged in [installation_event("r-2", "deleted", organization), removed] {
        assert_eq!(process.post(&town.github, &forged).await, 202);
    }

    process.until(async || store.withdrawn().await.unwrap().is_empty()).await;
    let log = process.logged();
    assert_eq!(log.matches("app installed: no data is deleted").count(), 2, "{log}");
    assert!(store.knows(&repo("acme/boiler"), number).await.unwrap());
}

/// A town whose policy has this id of the organization.
fn with_id(town: &Town, id: u64) -> Vec<(&'static str, String)> {
    let (fixture, folder) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/acme"), town.path("policies"));
    fs::create_dir_all(&folder).unwrap();
    fs::copy(fixture.join("assets.yml"), folder.join("assets.yml")).unwrap();
    let policy = fs::read_to_string(fixture.join("policy.yml")).unwrap();
    fs::write(folder.join("policy.yml"), format!("{policy}organization_ids: {{Acme: {id}}}\n")).unwrap();
    let mut environment = town.environment();
    environment.retain(|(name, _)| *name != "WG_STEWARD_POLICIES");
    environment.push(("WG_STEWARD_POLICIES", folder.display().to_string()));
    environment
}

#[tokio::test]
async fn an_organization_that_took_the_name_of_another_gets_nothing() {
    let town = Town::open().await;
    town.pull("acme/boiler", "A change");
    let webhooks = town.github.take_deliveries();
    let id = organization_id(&webhooks[0]);

    let mut process = Process::start(&with_id(&town, id + 1)).await;
    for webhook in &webhooks {
        assert_eq!(process.post(&town.github, webhook).await, 200, "acknowledged, and ignored");
    }
    process.logs("has another id than the policy gives").await;
    assert!(
        process.logged().contains("delivery refused, organization id differs from the policy"),
        "{}",
        process.logged()
    );
    let asked = town.github.journal();
    assert!(asked.iter().all(|call| !call.path.ends_with("access_tokens")), "no token was ever wanted there");
    assert!(town.store().await.deliveries(9).await.unwrap().is_empty());
    drop(process);

    let mut process = Process::start(&with_id(&town, id)).await;
    for webhook in &webhooks {
        assert_eq!(process.post(&town.github, webhook).await, 202);
    }
    let store = town.store().await;
    process.until(async || !store.audit(None, 9).await.unwrap().is_empty()).await;
}

#[tokio::test]
async fn before_the_first_installation_it_waits_and_says_so_without_an_error() {
    let town = Town::open().await;
    town.github.uninstall(ACME);
    town.github.uninstall(LABS);
    town.github.take_deliveries();
    let mut process = town.start().await;
    process.logs("waiting for an installation").await;
    let store = town.store().await;
    let waiting = Target::Charters { repository: repo("acme/governance") };
    process.until(async || store.job(&waiting).await.unwrap().is_some_and(|job| job.error.is_some())).await;

    town.github.install("acme", ACME).unwrap();
    town.post(&process).await;

    process.logs("charters read").await;
    let log = process.logged();
    let loud: Vec<_> = log.lines().filter(|line| line.contains("\"ERROR\"") || line.contains("\"WARN\"")).collect();
    assert!(loud.is_empty(), "{loud:?}");
}

#[tokio::test]
async fn a_wrong_app_id_is_told_with_what_github_answered_and_where() {
    let town = Town::open().await;
    let mut environment = town.environment();
    environment.retain(|(name, _)| *name != "WG_STEWARD_APP_ID");
    environment.push(("WG_STEWARD_APP_ID", "12".to_owned()));
    let mut process = Process::start(&environment).await;
    process.logs("does not accept the app 12: it answered 401").await;
    let log = process.logged();
    assert!(log.contains(&format!("GitHub at `{}`", town.site())), "{log}");
    assert!(!log.contains("not installed") && !log.contains("waiting for an installation"), "{log}");
}

#[tokio::test]
async fn what_died_while_the_app_was_suspended_is_done_when_it_no_longer_is() {
    let town = Town::open().await;
    let number = town.pull("acme/boiler", "A change");
    let organization = organization_id(&town.github.take_deliveries()[0]);
    let store = town.store().await;
    let target = Target::Pull { repository: repo("acme/boiler"), number };
    store.enqueue(&target, Some(ACME), Timestamp(0), "test").await.unwrap();
    let run = store.lease(LeaseRequest { worker: "w", ..LeaseRequest::default() }).await.unwrap().unwrap();
    let error = "GitHub forbids `POST …` (This installation has been suspended)".to_owned();
    store.finish(run, Finish::Dead { error }).await.map(drop).unwrap();

    let mut process = town.start().await;
    assert_eq!(process.post(&town.github, &installation_event("u-1", "unsuspend", organization)).await, 202);

    process.until(async || !store.audit(Some(&target), 9).await.unwrap().is_empty()).await;
    assert!(store.dead(100).await.unwrap().is_empty());
}
