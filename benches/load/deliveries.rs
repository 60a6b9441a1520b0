//! Deliveries created and signed before the measurement: 24 KB each, the size of a usual `pull_request`.
//!
//! The bytes that differ come first, so that all deliveries of a repository share the rest in memory.

use std::sync::Arc;

use anyhow::Context;
use aws_lc_rs::hmac;
use serde_json::Value;
use wg_steward::sandbox::Delivery;

use crate::double;
use crate::town::Town;

const BYTES: usize = 24 * 1024;

/// A prepared delivery: the head of the request with the first bytes of the body, and the rest of the body.
pub(crate) struct Prepared {
    pub(crate) head: Vec<u8>,
    pub(crate) rest: Arc<[u8]>,
}

/// Prepares `count` deliveries, each for its own pull request, numbered after the first `from`.
pub(crate) fn prepare(town: &Town, from: usize, count: usize) -> anyhow::Result<Vec<Prepared>> {
    let rests = town.first.iter().map(|first| rest(&first.body)).collect::<anyhow::Result<Vec<_>>>()?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, town.webhook_secret.as_bytes());
    let prepared = |place: usize| {
        let number = place / rests.len() + 1;
        let begin = front(number as u64);
        signed(&key, place, &begin, rests[place % rests.len()].clone())
    };
    Ok((from..from + count).map(prepared).collect())
}

/// The head of the pull request of the delivery at `place`, as [`double::Checked`] names it.
pub(crate) fn head(town: &Town, place: usize) -> anyhow::Result<String> {
    let first = town.first.get(place % town.first.len()).context("there are deliveries")?;
    let payload: Value = serde_json::from_slice(&first.body)?;
    let repository = payload["repository"]["full_name"].as_str().context("a payload names its repository")?;
    Ok(double::place(repository, &double::head((place / town.first.len() + 1) as u64)))
}

/// A copy of a sandbox delivery, with another id, and a leading field that makes its body different.
pub(crate) fn again(town: &Town, delivery: &Delivery, place: usize) -> Prepared {
    let key = hmac::Key::new(hmac::HMAC_SHA256, town.webhook_secret.as_bytes());
    signed(&key, place, &format!(r#"{{"place":{place},"#), delivery.body[1..].into())
}

fn signed(key: &hmac::Key, place: usize, begin: &str, rest: Arc<[u8]>) -> Prepared {
    let mut context = hmac::Context::with_key(key);
    context.update(begin.as_bytes());
    context.update(&rest);
    let head = format!(
        "POST /webhook HTTP/1.1\r\nhost: steward.example\r\naccept: */*\r\ncontent-type: application/json\r\n\
         user-agent: GitHub-Hookshot/0000000\r\nx-github-delivery: {}\r\nx-github-event: pull_request\r\n\
         x-github-hook-installation-target-type: integration\r\nx-hub-signature-256: sha256={}\r\n\
         content-length: {}\r\n\r\n{begin}",
        guid(place),
        hex::encode(context.sign()),
        begin.len() + rest.len(),
    );
    Prepared { head: head.into_bytes(), rest }
}

/// The part that differs: the number, and the head as the double returns it.
fn front(number: u64) -> String {
    let head = double::head(number);
    format!(r#"{{"action":"opened","number":{number},"pull_request":{{"head":{{"sha":"{head}","#)
}

/// The rest of the payload, with a description that makes the total 24 KB.
fn rest(body: &[u8]) -> anyhow::Result<Arc<[u8]>> {
    let mut payload: Value = serde_json::from_slice(body)?;
    let mut pull = payload["pull_request"].take();
    let mut head = pull["head"].take();
    for (object, front) in
        [(&mut head, &["sha"][..]), (&mut pull, &["head"]), (&mut payload, &["action", "number", "pull_request"])]
    {
        let fields = object.as_object_mut().context("a payload has objects")?;
        front.iter().for_each(|field| _ = fields.remove(*field));
    }
    let all = |pull: &Value| [&head, pull, &payload].map(|object| object.to_string()[1..].to_owned()).join(",");
    let line = "- \"Cells\" are placed in parallel; see the proposal.\n";
    let missing = |pull: &Value| (BYTES - front(1000).len()).saturating_sub(all(pull).len());
    pull["body"] = line.repeat(missing(&pull) / (line.len() + 3)).into();
    pull["title"] = "x".repeat(missing(&pull)).into();
    Ok(all(&pull).into_bytes().into())
}

/// A GUID like GitHub's, in no order.
fn guid(place: usize) -> String {
    let mixed = (place as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let (high, low) = (mixed >> 32, mixed & 0xffff_ffff);
    format!("{high:08x}-{:04x}-11f1-{:04x}-{:012x}", low >> 16, low & 0xffff, place)
}
