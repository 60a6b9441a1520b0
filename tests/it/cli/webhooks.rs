//! All of GitHub's published example payloads, as saved files.

use serde_json::Value;

use super::{arg, community, run_with, tree};
use crate::support::shared::shared;

const POLICY: &str = include_str!("../../../policies/cloudfoundry/policy.yml");

#[test]
fn every_published_payload_is_simulated_or_refused() {
    let Some(file) = shared("webhooks.json") else { return };
    let events: Vec<Value> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    // The examples come from Codertocat and from octokit's organizations.
    let covering = POLICY.replace("[cloudfoundry, concourse]", "[Codertocat, Octocoders, octo-org, cloudfoundry]");
    let policies = tree(&[("policy.yml", &covering)]);
    let root = community();
    let arguments = ["simulate", "--payload", "-", "--policies", arg(policies.path()), "--root", arg(root.path())];
    let (mut seen, mut simulated) = (0, 0);
    for event in &events {
        for payload in event["examples"].as_array().unwrap() {
            let ran = run_with(&arguments, payload.to_string().as_bytes());
            assert!(matches!(ran.code, 0 | 2), "{}: {ran:?}", event["name"]);
            assert_eq!(ran.code == 2, !ran.err.is_empty(), "{}: {ran:?}", event["name"]);
            seen += 1;
            simulated += i32::from(ran.code == 0);
        }
    }
    assert_eq!(seen, 329);
    assert!(simulated >= 25, "only {simulated} payloads name a pull request");
}
