//! Routes for operators only, and what a stranger can learn about them.

use serde_json::json;

use crate::support::stage::Acme;
use crate::support::town::Town;

#[tokio::test]
async fn metrics_and_problems_are_told_on_the_operators_address_alone() {
    let acme = Acme::start().await;
    assert!(acme.as_operator("/metrics").await.1.contains("wg_steward_jobs"));
    assert_eq!(acme.get("/metrics").await.0, 404);
    assert_eq!(acme.get("/readyz").await, (200, "{\"status\":\"ready\"}\n".to_owned()));
    for path in ["/webhook", "/rules", "/pulls/acme/boiler/1"] {
        assert_eq!(acme.as_operator(path).await.0, 404, "{path}");
    }
    assert!(acme.stage.app().admin_address().ip().is_loopback());
}

#[tokio::test]
async fn before_the_charters_are_read_a_stranger_learns_that_it_is_not_ready_and_no_more() {
    let town = Town::closed("http://127.0.0.1:9".to_owned());
    let process = town.start().await;
    assert_eq!(process.public_readyz().await, (503, json!({ "status": "unready" })));
    let (status, body) = process.readyz().await;
    assert!(status == 503 && body["problems"].to_string().contains("have not been read yet"), "{body}");
}

#[tokio::test]
async fn with_fifty_thousand_jobs_that_were_given_up_health_is_told_in_a_few_words() {
    let acme = Acme::start().await;
    let store = acme.stage.app().store();
    acme.bury(50_000).await;
    assert_eq!(store.stuck().await.unwrap().dead, 50_000);

    let (status, body) = acme.readyz().await;

    assert!(status == 200 && body.len() < 2_000, "{} bytes: {}", body.len(), body.get(..500).unwrap_or_default());
    assert!(
        body.contains("50,000 jobs failed permanently") || body.contains("50000 jobs failed permanently"),
        "{body}"
    );
    assert!(!body.contains("piston"), "{body}");
    assert_eq!(acme.get("/readyz").await, (200, "{\"status\":\"ready\"}\n".to_owned()));
    assert_eq!(store.dead(3).await.unwrap().len(), 3, "no more are read");
}
