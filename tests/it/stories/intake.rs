//! The webhook endpoint: accepted and refused deliveries, and what strangers can learn.

use reqwest::StatusCode;
use wg_steward::sandbox::Delivery;

use crate::support::stage::Acme;

/// A valid webhook to send by hand, which a test may corrupt.
struct Call {
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Call {
    fn new(acme: &Acme, event: &'static str, body: &str) -> Self {
        let delivery = Delivery { id: "d-1".to_owned(), event, body: body.as_bytes().to_vec() };
        Self { headers: acme.stage.github.delivery_headers(&delivery), body: delivery.body }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(header, _)| *header != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(header, _)| *header != name);
        self
    }

    async fn send(self, acme: &Acme, path: &str) -> (StatusCode, String) {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut request = client.post(format!("http://{}{path}", acme.stage.app().address()));
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        let answer = request.body(self.body).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }
}

async fn deliveries(acme: &Acme) -> u64 {
    acme.stage.app().store().health().await.unwrap().deliveries
}

const OPENED: &str = r#"{"action":"opened","number":1,"pull_request":{"number":1},"installation":{"id":100},
    "repository":{"full_name":"acme/boiler","owner":{"login":"acme"}}}"#;

#[tokio::test]
async fn a_wrong_signature_is_refused_and_nothing_is_stored() {
    let acme = Acme::start().await;
    let right = Call::new(&acme, "pull_request", OPENED);
    let signature = right.headers.iter().find(|(name, _)| *name == "x-hub-signature-256").unwrap().1.clone();
    let before = deliveries(&acme).await;
    let wrong = [
        Call::new(&acme, "pull_request", OPENED).with("x-hub-signature-256", &"sha256=00".repeat(33)),
        Call::new(&acme, "pull_request", OPENED).with("x-hub-signature-256", &signature[..signature.len() - 2]),
        Call::new(&acme, "pull_request", OPENED).without("x-hub-signature-256"),
        Call::new(&acme, "pull_request", OPENED).without("x-hub-signature-256").with("x-hub-signature", "sha1=abc"),
        Call { body: OPENED.replace("100", "101").into_bytes(), ..right },
    ];
    for call in wrong {
        let (status, text) = call.send(&acme, "/webhook").await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        assert_eq!(text, "the signature X-Hub-Signature-256 is missing or wrong\n");
    }
    assert_eq!(deliveries(&acme).await, before);
}

#[tokio::test]
async fn both_paths_and_both_encodings_are_taken_in() {
    let acme = Acme::start().await;
    let before = deliveries(&acme).await;
    let (status, _) = Call::new(&acme, "pull_request", OPENED).send(&acme, "/api/github/webhook").await;
    assert_eq!(status, StatusCode::ACCEPTED);
    let form: String = form_urlencoded::Serializer::new(String::new()).append_pair("payload", OPENED).finish();
    let form = Call::new(&acme, "pull_request", &form)
        .with("content-type", "application/x-www-form-urlencoded")
        .with("x-github-delivery", "d-2");
    assert_eq!(form.send(&acme, "/webhook").await.0, StatusCode::ACCEPTED);
    assert_eq!(deliveries(&acme).await, before + 2);
}

#[tokio::test]
async fn what_is_no_webhook_of_ours_is_refused_with_a_short_reason() {
    let acme = Acme::start().await;
    let before = deliveries(&acme).await;
    let cases = [
        (Call::new(&acme, "pull_request", "no json"), 400, "the payload is not valid JSON"),
        (Call::new(&acme, "pull_request", "[1]"), 400, "the payload is not a JSON object"),
        (Call::new(&acme, "pull_request", r#"{"action":"opened"}"#), 400, "`number` is missing"),
        (Call::new(&acme, "pull_request", OPENED).without("x-github-event"), 400, "x-github-event is missing"),
        (Call::new(&acme, "pull_request", OPENED).without("x-github-delivery"), 400, "x-github-delivery is missing"),
        (Call::new(&acme, "pull_request", OPENED).with("x-github-delivery", "<script>"), 400, "is not a delivery id"),
        (Call::new(&acme, "pull_request", OPENED).with("content-type", "text/plain"), 415, "neither JSON nor a form"),
    ];
    for (call, code, reason) in cases {
        let (status, text) = call.send(&acme, "/webhook").await;
        assert_eq!(status.as_u16(), code, "{reason}");
        assert!(text.contains(reason) && !text.contains("script"), "{text}");
    }
    let large = Call::new(&acme, "pull_request", &"x".repeat(30 * 1024 * 1024));
    assert_eq!(large.send(&acme, "/webhook").await.0, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(deliveries(&acme).await, before);
}

#[tokio::test]
async fn what_makes_no_work_is_acknowledged_and_not_stored() {
    let acme = Acme::start().await;
    let before = deliveries(&acme).await;
    let foreign = OPENED.replace("acme", "other");
    for (event, body, word) in [
        ("ping", r#"{"zen":"Keep it logically awesome.","hook_id":1}"#, "pong"),
        ("star", r#"{"action":"created"}"#, "ignored: not handled"),
        ("something_new", "{}", "ignored: not handled"),
        ("pull_request", foreign.as_str(), "ignored: no policy covers this organization"),
    ] {
        let (status, text) = Call::new(&acme, event, body).send(&acme, "/webhook").await;
        assert_eq!((status, text.trim()), (StatusCode::OK, word), "{event}");
    }
    assert_eq!(deliveries(&acme).await, before);
}

#[tokio::test]
async fn an_installation_that_changes_makes_the_charters_be_looked_at() {
    let mut acme = Acme::start().await;
    let body = r#"{"action":"unsuspend","installation":{"id":100,"account":{"login":"acme"}}}"#;
    let (status, _) = Call::new(&acme, "installation", body).send(&acme, "/webhook").await;
    assert_eq!(status, StatusCode::ACCEPTED);
    acme.deliver().await;
    assert_eq!(acme.calls(), ["GET /repos/acme/governance/git/trees/HEAD"]);
}

#[tokio::test]
async fn health_is_told_to_anybody() {
    let acme = Acme::start().await;
    let answer = reqwest::get(format!("http://{}/healthz", acme.stage.app().address())).await.unwrap();
    assert_eq!(answer.text().await.unwrap(), "ok\n");
    assert_eq!(acme.get("/readyz").await, (200, "{\"status\":\"ready\"}\n".to_owned()));
    assert_eq!(acme.readyz().await, (200, "{\"problems\":[],\"status\":\"ready\"}\n".to_owned()));
}
