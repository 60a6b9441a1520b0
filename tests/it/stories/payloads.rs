//! Every published example of a GitHub webhook, intact and corrupted in each field, gets a sensible response.

use serde_json::{Value, json};
use wg_steward::sandbox::Delivery;

use crate::support::shared::shared;
use crate::support::stage::Acme;

#[tokio::test]
async fn every_published_payload_is_answered_and_so_is_each_with_a_field_spoilt() {
    let Some(path) = shared("webhooks.json") else { return };
    let events: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let acme = Acme::start().await;
    let (mut whole, mut spoilt) = (0, 0);
    for event in &events {
        let name: &'static str = event["name"].as_str().unwrap().to_owned().leak();
        for example in event["examples"].as_array().unwrap() {
            whole += 1;
            let status = send(&acme, name, example, whole).await;
            assert!(status < 300, "{name}: {status}");
            for variant in variants(example) {
                spoilt += 1;
                let status = send(&acme, name, &variant, 1_000_000 + spoilt).await;
                assert!(status < 500, "{name}: {status}");
            }
        }
    }
    assert_eq!(whole, 329);
    assert!(spoilt > 2_000, "{spoilt} spoilt ones");
}

async fn send(acme: &Acme, event: &'static str, payload: &Value, number: usize) -> u16 {
    let delivery = Delivery {
        id: format!("p-{number}"),
        event,
        body: payload.to_string().replace("Codertocat", "acme").into_bytes(),
    };
    acme.stage.post(delivery).await.unwrap().status
}

/// Each field removed or of another type, and an unknown action.
fn variants(payload: &Value) -> Vec<Value> {
    let fields: Vec<String> = payload.as_object().unwrap().keys().cloned().collect();
    let mut variants = Vec::new();
    for field in fields {
        let mut removed = payload.clone();
        removed.as_object_mut().unwrap().remove(&field);
        variants.push(removed);
        let mut changed = payload.clone();
        changed[&field] = if payload[&field].is_string() { json!(7) } else { json!("text") };
        variants.push(changed);
        if payload[&field].is_object() {
            let mut hollow = payload.clone();
            hollow[&field] = json!({});
            variants.push(hollow);
        }
    }
    let mut unknown = payload.clone();
    unknown["action"] = json!("an_action_of_tomorrow");
    variants.push(unknown);
    variants
}
