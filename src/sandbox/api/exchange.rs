//! Handles a request: injected faults and outages first, then the operation, then the common headers.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::Value;

use crate::sandbox::injected_response::InjectedResponse;
use crate::sandbox::journal::Exchange;
use crate::sandbox::model::state::{Caller, State};
use crate::sandbox::outage::OutageKind;

use super::answer::{Answer, Body, Refusal};
use super::call::{Call, Received};
use super::{authentication, limits, outage, route};

/// A response, and what happens to it on its way.
pub(crate) struct Sent {
    pub(crate) answer: Answer,
    pub(crate) trouble: Option<OutageKind>,
}

/// Handles a request and records it in the journal.
pub(crate) fn answer(state: &mut State, received: Received) -> Sent {
    let met = state.faults.iter().position(|fault| fault.meets(&received.method, &received.path));
    let fault = met.map(|at| state.faults.remove(at));
    let caller = authentication::caller(state, received.header("authorization"));
    let trouble = match (&fault, &mut state.outage) {
        (None, Some(outage)) => outage.meet(&received.method, &received.path),
        _ => None,
    };
    let failed = trouble.and_then(|trouble| outage::answer(trouble, state.clock.now()));
    let faulted = fault.is_some() || failed.is_some();
    let answer = match (&fault, failed) {
        (Some(fault), _) if !fault.after_effect => faulty(fault),
        (Some(fault), _) => {
            drop(perform(state, caller.as_ref(), &received));
            faulty(fault)
        }
        (None, Some(answer)) => answer,
        (None, None) => conditional(perform(state, caller.as_ref(), &received).unwrap_or_else(Answer::from), &received),
    };
    let answer = limits::stamp(state, caller.as_ref().ok().copied(), answer);
    state.journal.push(written(received, &answer, faulted));
    Sent { answer, trouble }
}

fn perform(state: &mut State, caller: Result<&Caller, &Refusal>, received: &Received) -> Result<Answer, Refusal> {
    let caller = caller.copied().map_err(Clone::clone)?;
    limits::check(state, caller)?;
    let call = Call::new(caller, received)?;
    route::perform(state, &call)
}

fn faulty(fault: &InjectedResponse) -> Answer {
    let bare = Answer { status: fault.status, headers: Vec::new(), body: Body::Empty };
    let answer = fault.body.clone().map_or(bare, |body| Answer::with_status(fault.status, body));
    fault.headers.iter().fold(answer, |answer, (name, value)| answer.header(name, value.as_str()))
}

/// Adds an `ETag` to a read, and responds with 304 if the caller has that version.
fn conditional(answer: Answer, received: &Received) -> Answer {
    if received.method != "GET" || answer.status != 200 {
        return answer;
    }
    let tag = format!("W/\"{}\"", hex::encode(digest(&SHA256, &answer.body.bytes())));
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let known = received.header("if-none-match").split(',').any(|it| opaque(it) == opaque(&tag));
    let answer = answer.header("etag", tag).header("cache-control", "private, max-age=60, s-maxage=60");
    if !known {
        return answer;
    }
    // A 304 has no reliable `link`.
    let headers = answer.headers.into_iter().filter(|(name, _)| name != "link" && name != "content-type").collect();
    Answer { status: 304, headers, body: Body::Empty }
}

fn written(received: Received, answer: &Answer, faulted: bool) -> Exchange {
    let query = received.pairs();
    let Received { method, path, query: _, headers, body } = received;
    let scheme = |value: &str| value.split_whitespace().next().unwrap_or_default().to_owned();
    let open = headers.into_iter().map(|(name, value)| match name.as_str() {
        "authorization" => (name, scheme(&value)),
        _ => (name, value),
    });
    let response_body: Option<Value> = match &answer.body {
        Body::Json(value) => Some(value.clone()),
        Body::Empty | Body::Raw(_) => None,
    };
    Exchange {
        method,
        path,
        query,
        request_headers: open.collect(),
        request_body: serde_json::from_slice(&body).ok(),
        status: answer.status,
        response_headers: answer.headers.iter().cloned().collect::<BTreeMap<_, _>>(),
        response_body,
        faulted,
    }
}
