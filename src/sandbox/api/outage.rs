//! The responses during an outage, in place of what was requested.

use serde_json::json;

use crate::domain::types::time::Timestamp;
use crate::sandbox::outage::OutageKind;

use super::answer::{Answer, Body};

/// The response to a request during `trouble`; `None` if the request is carried out anyway.
pub(crate) fn answer(trouble: OutageKind, now: Timestamp) -> Option<Answer> {
    let refused = |status, message: &str| Answer::with_status(status, json!({ "message": message }));
    Some(match trouble {
        OutageKind::Slow(_) => return None,
        OutageKind::Cut => Answer::json(json!({ "message": "this never comes to its end" })),
        OutageKind::Page(status) => {
            let page = b"<!DOCTYPE html><title>Unicorn!</title>".to_vec();
            Answer { status, headers: Vec::new(), body: Body::Raw(page) }.header("content-type", "text/html")
        }
        OutageKind::Status(status) => Answer { status, headers: Vec::new(), body: Body::Empty },
        OutageKind::PrimaryLimit(status, wait) => refused(status, "API rate limit exceeded for installation.")
            .header("x-ratelimit-remaining", "0")
            .header("x-ratelimit-reset", now.plus(wait).0.div_euclid(1000).to_string()),
        OutageKind::SecondaryLimit(status, wait) => {
            let answer = refused(status, "You have exceeded a secondary rate limit. Please wait a few minutes.");
            match wait {
                Some(seconds) => answer.header("retry-after", seconds.to_string()),
                None => answer,
            }
        }
    })
}
