//! Deliveries that are replayed, signed with an old secret, or from an organization that no policy covers.

use wg_steward::domain::types::ids::InstallationId;
use wg_steward::sandbox::{Delivery, RepositoryOptions};

use crate::support::process::Process;
use crate::support::stage::{Acme, acme_with, login, repo};
use crate::support::town::{Town, WEBHOOK_SECRET};

/// Delivers a webhook signed with `secret`; returns the status.
async fn post(process: &Process, delivery: &Delivery, secret: &str) -> u16 {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut request = client.post(format!("http://{}/webhook", process.address));
    for (name, value) in delivery.headers(secret) {
        request = request.header(name, value);
    }
    request.body(delivery.body.clone()).send().await.unwrap().status().as_u16()
}

/// Neither the id nor the event is signed: anyone who has seen a delivery can replay it with others.
#[tokio::test]
async fn a_body_is_taken_in_once_whatever_id_and_event_it_comes_with() {
    let acme = Acme::start_with(acme_with("commands: {}\n")).await;
    let number = acme.open("acme/boiler", "contributor");
    acme.stage.github.comment(&repo("acme/boiler"), number, &login("contributor"), "/wg who-owns acme/shared").unwrap();
    acme.stage.github.comment(&repo("acme/boiler"), number, &login("monalisa"), "/wg away until 2199-12-31").unwrap();
    let seen = acme.stage.github.take_deliveries();
    let mut stored = Vec::new();
    for delivery in &seen {
        stored.push(acme.stage.post(delivery.clone()).await.unwrap().status == 202);
    }
    assert!(stored.iter().filter(|stored| **stored).count() >= 3, "{stored:?}");
    acme.deliver().await;
    let rows = async || acme.stage.app().store().health().await.unwrap().deliveries;
    let writes = || acme.stage.github.journal().iter().filter(|call| is_deed(&call.method, &call.path)).count();
    let before = writes();
    assert!(before > 3, "{before}");
    let events = ["check_run", "issue_comment", "issues", "merge_group", "pull_request", "pull_request_review", "push"];
    for (place, delivery) in seen.iter().enumerate() {
        for event in events.into_iter().chain(["installation", "check_suite", "ping"]) {
            let replayed = Delivery { id: format!("replay-{place}-{event}"), event, body: delivery.body.clone() };
            let known = rows().await;
            assert!(acme.stage.post(replayed).await.unwrap().status < 500, "{} as {event}", delivery.event);
            assert!(rows().await == known || !stored[place], "{} as {event} is taken in", delivery.event);
        }
    }
    acme.deliver().await;
    assert_eq!(writes(), before);
}

#[tokio::test]
async fn an_installation_event_that_is_sent_again_makes_no_new_token() {
    let acme = Acme::start().await;
    let body = br#"{"action":"created","installation":{"id":100,"account":{"login":"acme"}}}"#.to_vec();
    let tokens = || {
        let journal = acme.stage.github.journal();
        journal.iter().filter(|call| call.path.ends_with("/access_tokens")).count()
    };
    let send = async |id: &str| {
        let delivery = Delivery { id: id.to_owned(), event: "installation", body: body.clone() };
        assert_eq!(acme.stage.post(delivery).await.unwrap().status, 202);
        acme.open("acme/boiler", "contributor");
        acme.deliver().await;
    };
    let before = tokens();
    send("first").await;
    assert!(tokens() > before, "the first one is heeded");
    let before = tokens();
    for number in 0..20 {
        send(&format!("again-{number}")).await;
    }
    assert_eq!(tokens(), before);
}

fn is_deed(method: &str, path: &str) -> bool {
    method != "GET" && !path.starts_with("/app/")
}

#[tokio::test]
async fn while_a_secret_is_rotated_both_are_good_and_afterwards_the_new_one_alone() {
    let town = Town::open().await;
    let old = "marker-old-secret";
    let mut environment = town.environment();
    environment.push(("WG_STEWARD_WEBHOOK_SECRET_PREVIOUS", old.to_owned()));
    let process = Process::start(&environment).await;
    let ping = Delivery { id: "d-1".to_owned(), event: "ping", body: br#"{"zen":"x","hook_id":1}"#.to_vec() };
    for (secret, status) in [(WEBHOOK_SECRET, 200), (old, 200), ("another", 401), ("", 401)] {
        assert_eq!(post(&process, &ping, secret).await, status, "{secret}");
    }
    assert_eq!(process.terminate().await.0, Some(0));
    let process = town.start().await;
    for (secret, status) in [(WEBHOOK_SECRET, 200), (old, 401), ("", 401)] {
        assert_eq!(post(&process, &ping, secret).await, status, "{secret}");
    }
}

#[tokio::test]
async fn an_installation_that_no_policy_covers_makes_no_job_and_no_call() {
    let acme = Acme::start().await;
    let (github, foreign) = (&acme.stage.github, repo("other/thing"));
    let health = || async { acme.stage.app().store().health().await.unwrap() };
    let (calls, known) = (github.journal().len(), health().await.deliveries);
    github.install("other", InstallationId(666)).unwrap();
    github.add_repository(&foreign, RepositoryOptions::default());
    let number = acme.open("other/thing", "contributor");
    github.comment(&foreign, number, &login("contributor"), "/wg recheck").unwrap();
    let sent = acme.stage.deliver().await.unwrap();
    assert!(sent.len() >= 3 && sent.iter().all(|sent| sent.status == 200), "{sent:?}");
    assert_eq!((github.journal().len(), health().await.deliveries), (calls, known));
    assert!(github.check_runs(&foreign, &acme.pull("other/thing", number).head).is_empty());
}
